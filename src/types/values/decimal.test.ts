import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import { Decimal } from './decimal.ts';

it('parse() reads the output of toString()', () => {
  const bound = 10n ** 38n - 1n;
  fc.assert(
    fc.property(fc.bigInt({ min: -bound, max: bound }), fc.integer({ min: 0, max: 38 }), (unscaled, scale) => {
      const text = new Decimal(unscaled, scale).toString();
      expect(Decimal.parse(text)).toEqual(new Decimal(unscaled, scale));
    }),
  );
});

it.each([
  ['0', 0n, 0],
  ['-0.5', -5n, 1],
  ['+12.30', 1230n, 2],
  ['007', 7n, 0],
  ['0.00', 0n, 2],
  ['-99999999999999999999999999999999999999', -99999999999999999999999999999999999999n, 0],
])('parse() reads %s', (text, unscaled, scale) => {
  expect(Decimal.parse(text)).toEqual(new Decimal(unscaled, scale));
});

it.each([
  [5n, 3, '0.005'],
  [-5n, 3, '-0.005'],
  [0n, 2, '0.00'],
  [1230n, 2, '12.30'],
])('prints %s × 10^-%s as %s', (unscaled, scale, text) => {
  expect(String(new Decimal(unscaled, scale))).toBe(text);
  expect(JSON.stringify(new Decimal(unscaled, scale))).toBe(`"${text}"`);
});

it.each(['', '.', '.5', '5.', '1e3', '1,5', ' 1', '0x1', 'NaN', '--1'])('parse() rejects %j', (text) => {
  expect(() => Decimal.parse(text)).toThrow(IllegalArgumentException);
});

it.each([
  [5n, -2, '500'],
  [-12n, -38, `-12${'0'.repeat(38)}`],
  [0n, -1, '0'],
])('a negative scale becomes 0: %s × 10^-%s', (unscaled, scale, text) => {
  expect(String(new Decimal(unscaled, scale))).toBe(text);
  expect(new Decimal(unscaled, scale).scale).toBe(0);
  expect(() => new Decimal(1n, 0.5)).toThrow('The scale of a Decimal must be a whole number, not 0.5.');
});

const of = (text: string): Decimal => Decimal.parse(text);
const small = fc
  .tuple(fc.bigInt({ min: -(10n ** 6n), max: 10n ** 6n }), fc.integer({ min: 0, max: 9 }))
  .map(([unscaled, scale]) => new Decimal(unscaled, scale));
const large = fc
  .tuple(fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), fc.integer({ min: -2, max: 38 }))
  .map(([unscaled, scale]) => new Decimal(unscaled, scale));
const any = fc.oneof(small, large);
/** The unscaled digits at a scale that is large enough for all values. */
const exact = ({ unscaled, scale }: Decimal): bigint => unscaled * 10n ** BigInt(80 - scale);

it('adds, subtracts and multiplies exactly', () => {
  expect(String(of('0.1').add(of('0.2')))).toBe('0.3');
  expect(String(of('1.5').add(2n))).toBe('3.5');
  expect(String(of('1').subtract(of('0.001')))).toBe('0.999');
  expect(String(of('1.5').multiply(of('-0.25')))).toBe('-0.375');
  expect(String(of('0.00').negate())).toBe('0.00');
  fc.assert(
    fc.property(any, any, (one, other) => {
      expect(exact(one.add(other))).toBe(exact(one) + exact(other));
      expect(exact(one.subtract(other))).toBe(exact(one) - exact(other));
      expect(one.multiply(other).unscaled).toBe(one.unscaled * other.unscaled);
      expect(one.add(other).scale).toBe(Math.max(one.scale, other.scale));
    }),
  );
});

it('compares by value, regardless of the scale', () => {
  expect(of('9.5').compare(of('12.3'))).toBe(-1);
  expect(of('1.0').equals(of('1.00'))).toBe(true);
  expect(of('2.0').equals(2n)).toBe(true);
  expect(of('2.0').equals('2.0' as unknown as Decimal)).toBe(false);
  expect([of('10'), of('9.5'), of('-1')].sort((a, b) => a.compare(b)).map(String)).toEqual(['-1', '9.5', '10']);
  fc.assert(
    fc.property(any, any, (one, other) => {
      const difference = exact(one) - exact(other);
      expect(one.compare(other)).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
      expect(one.equals(other)).toBe(difference === 0n);
    }),
  );
  expect(() => of('1').compare(1 as unknown as Decimal)).toThrow(
    'A Decimal cannot be compared with a value of type number',
  );
});

it('compares exactly with <, >, <= and >=, or throws', () => {
  expect(of('9.5') < of('12.3')).toBe(true);
  expect(of('12.3') < of('9.5')).toBe(false);
  expect(of('10000000000000000000000001') > of('10000000000000000000000000')).toBe(true);
  expect(of('100000000000000000000000') < of('99999999999999999999999.0')).toBe(false);
  expect(() => of('0.1234567890123456') < of('1')).toThrow(TypeError);
  let compared = 0;
  fc.assert(
    fc.property(any, any, (one, other) => {
      let answers: boolean[];
      try {
        answers = [one < other, one > other, one <= other, one >= other];
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
        return;
      }
      compared++;
      const order = one.compare(other);
      expect(answers).toEqual([order < 0, order > 0, order <= 0, order >= 0]);
    }),
    { numRuns: 500 },
  );
  expect(compared).toBeGreaterThan(50);
  expect(`${of('1.50') as unknown as string}`).toBe('1.50');
  expect(Number(of('1.50'))).toBe(1.5);
});

it('is inspected as its number', () => {
  expect(inspect({ price: of('12.30') })).toBe('{ price: Decimal(12.30) }');
});

it('toNumber() returns the nearest number', () => {
  expect(Decimal.parse('-12.30').toNumber()).toBe(-12.3);
});
