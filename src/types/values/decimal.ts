import { inspect } from 'node:util';
import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import { orderOf, refuseComparison, type Order } from './comparison.ts';

/** How many digits a number tells apart, whatever they are. */
const exactDigits = 15;

/**
 * An exact decimal number, `unscaled` × 10^−`scale`: Spark's `decimal`, of which a JavaScript number holds no more than
 * about 15 digits.
 *
 * @example
 * ```ts
 * import { Decimal } from 'spark-connect-ts';
 *
 * const price = Decimal.parse('12.30');
 * console.log(price.unscaled, price.scale, String(price)); // 1230n 2 12.30
 * console.log(String(price.multiply(3n).subtract(Decimal.parse('0.9')))); // 36.00
 * ```
 */
export class Decimal {
  readonly unscaled: bigint;
  /** How many digits are behind the point, 0 or more. */
  readonly scale: number;

  /** A negative scale, for zeros at the end, becomes 0: `new Decimal(5n, -2)` is 500. */
  constructor(unscaled: bigint, scale: number) {
    const isPlain = scale >= 0 && (scale | 0) === scale;
    this.unscaled = isPlain ? unscaled : withZeros(unscaled, scale);
    this.scale = isPlain ? scale : 0;
  }

  /**
   * Reads plain notation such as `-12.30`; the digits behind the point become the scale.
   *
   * @throws IllegalArgumentException for anything else.
   */
  static parse(text: string): Decimal {
    const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text);
    if (!match) throw new IllegalArgumentException(`Not a decimal number: ${JSON.stringify(text)}.`);
    const [, sign, whole = '', fraction = ''] = match;
    const digits = BigInt(whole + fraction);
    return new Decimal(sign === '-' ? -digits : digits, fraction.length);
  }

  /** The exact sum, with the larger scale of the two. */
  add(other: Decimal | bigint): Decimal {
    const [one, two, scale] = aligned(this, other);
    return new Decimal(one + two, scale);
  }

  /** The exact difference, with the larger scale of the two. */
  subtract(other: Decimal | bigint): Decimal {
    const [one, two, scale] = aligned(this, other);
    return new Decimal(one - two, scale);
  }

  /** The exact product, with as many digits behind the point as both have together. */
  multiply(other: Decimal | bigint): Decimal {
    const factor = decimalOf(this, other);
    return new Decimal(this.unscaled * factor.unscaled, this.scale + factor.scale);
  }

  /** The number with its sign changed. */
  negate(): Decimal {
    return new Decimal(-this.unscaled, this.scale);
  }

  /** Negative, zero or positive: for `sort`. Exact, whatever the scales. */
  compare(other: Decimal | bigint): Order {
    const [one, two] = aligned(this, other);
    return orderOf(one, two);
  }

  /** Whether it is the same number; the scale does not matter, as in Spark: 1.0 equals 1.00. */
  equals(other: Decimal | bigint): boolean {
    return (other instanceof Decimal || typeof other === 'bigint') && this.compare(other) === 0;
  }

  /** The nearest JavaScript number, which may differ beyond 15 digits. */
  toNumber(): number {
    return Number(this.toString());
  }

  toString(): string {
    const digits = (this.unscaled < 0n ? -this.unscaled : this.unscaled).toString().padStart(this.scale + 1, '0');
    const sign = this.unscaled < 0n ? '-' : '';
    const whole = digits.slice(0, digits.length - this.scale);
    return this.scale === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-this.scale)}`;
  }

  toJSON(): string {
    return this.toString();
  }

  /**
   * Where a number is asked for, as `<` does, one that compares exactly: a number for whole numbers of 53 bits and for others of up to 15
   * digits, a bigint for larger whole numbers. Otherwise the text.
   *
   * @throws TypeError where a number is asked for and no number compares exactly: `compare` does.
   */
  [Symbol.toPrimitive](hint: string): number | bigint | string {
    return hint === 'number' ? comparable(this) : this.toString();
  }

  /** @internal */
  [inspect.custom](): string {
    return `Decimal(${this.toString()})`;
  }
}

function withZeros(unscaled: bigint, scale: number): bigint {
  if (Number.isInteger(scale)) return unscaled * 10n ** BigInt(-scale);
  throw new IllegalArgumentException(`The scale of a Decimal is a whole number, not ${scale}.`);
}

function decimalOf(one: Decimal, other: Decimal | bigint): Decimal {
  if (typeof other === 'bigint') return new Decimal(other, 0);
  return other instanceof Decimal ? other : refuseComparison(one, other);
}

/** The digits of both with as many behind the point, and how many those are. */
function aligned(one: Decimal, other: Decimal | bigint): readonly [bigint, bigint, number] {
  const two = decimalOf(one, other);
  if (one.scale === two.scale) return [one.unscaled, two.unscaled, one.scale];
  const scale = Math.max(one.scale, two.scale);
  const digits = (value: Decimal): bigint => value.unscaled * 10n ** BigInt(scale - value.scale);
  return [digits(one), digits(two), scale];
}

/**
 * A number or bigint that relates to those of other decimals as the decimal does: different decimals of 15 digits are different
 * numbers, in the same order, and JavaScript compares a bigint with a number by their exact values.
 */
function comparable(value: Decimal): number | bigint {
  const one = 10n ** BigInt(value.scale);
  const whole = value.unscaled / one;
  if (whole * one === value.unscaled) return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole;
  const digits = String(value.unscaled).replace(/^-/, '').replace(/0+$/, '');
  if (digits.length <= exactDigits) return value.toNumber();
  throw new TypeError(`${value.toString()} has more digits than a number holds: use compare() or equals().`);
}
