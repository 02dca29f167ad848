import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import { Decimal } from './decimal.ts';

it('parses what it prints', () => {
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
])('reads %s', (text, unscaled, scale) => {
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

it.each(['', '.', '.5', '5.', '1e3', '1,5', ' 1', '0x1', 'NaN', '--1'])('refuses %j', (text) => {
  expect(() => Decimal.parse(text)).toThrow(IllegalArgumentException);
});

it('comes near as a number', () => {
  expect(Decimal.parse('-12.30').toNumber()).toBe(-12.3);
});
