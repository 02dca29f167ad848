import { inspect } from 'node:util';
import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import { orderOf, refuseComparison, type Order } from './comparison.ts';

/** Number of decimal digits that a JavaScript number always distinguishes. */
const exactDigits = 15;

/**
 * An exact decimal number, `unscaled` × 10^−`scale`: Spark's `decimal`. A JavaScript number is exact only up to about
 * 15 digits.
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
  /** Number of decimal places, 0 or more. */
  readonly scale: number;

  /** A negative scale appends zeros and becomes 0: `new Decimal(5n, -2)` is 500. */
  constructor(unscaled: bigint, scale: number) {
    const isPlain = scale >= 0 && (scale | 0) === scale;
    this.unscaled = isPlain ? unscaled : withZeros(unscaled, scale);
    this.scale = isPlain ? scale : 0;
  }

  /**
   * Parses plain notation such as `-12.30`. The number of decimal places becomes the scale.
   *
   * @throws IllegalArgumentException when the text is not a number in plain notation.
   */
  static parse(text: string): Decimal {
    const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text);
    if (!match) throw new IllegalArgumentException(`Not a decimal number: ${JSON.stringify(text)}.`);
    const [, sign, whole = '', fraction = ''] = match;
    const digits = BigInt(whole + fraction);
    return new Decimal(sign === '-' ? -digits : digits, fraction.length);
  }

  /** Returns the exact sum, with the larger of both scales. */
  add(other: Decimal | bigint): Decimal {
    const [one, two, scale] = aligned(this, other);
    return new Decimal(one + two, scale);
  }

  /** Returns the exact difference, with the larger of both scales. */
  subtract(other: Decimal | bigint): Decimal {
    const [one, two, scale] = aligned(this, other);
    return new Decimal(one - two, scale);
  }

  /** Returns the exact product, with the sum of both scales. */
  multiply(other: Decimal | bigint): Decimal {
    const factor = decimalOf(this, other);
    return new Decimal(this.unscaled * factor.unscaled, this.scale + factor.scale);
  }

  /** Returns the number with the opposite sign. */
  negate(): Decimal {
    return new Decimal(-this.unscaled, this.scale);
  }

  /** Returns a negative number, zero or a positive number, for `sort`. Exact, regardless of the scales. */
  compare(other: Decimal | bigint): Order {
    const [one, two] = aligned(this, other);
    return orderOf(one, two);
  }

  /** Returns whether the numbers are equal. As in Spark, the scale does not matter: 1.0 equals 1.00. */
  equals(other: Decimal | bigint): boolean {
    return (other instanceof Decimal || typeof other === 'bigint') && this.compare(other) === 0;
  }

  /** Returns the nearest JavaScript number, which may be inexact beyond 15 digits. */
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
   * Returns a value that compares exactly if a number is required, such as by `<`: a number for whole numbers of up to
   * 53 bits and for fractions of up to 15 digits, and a bigint for larger whole numbers. Otherwise, returns the text.
   *
   * @throws TypeError when a number is required but none compares exactly. Use `compare` instead.
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
  throw new IllegalArgumentException(`The scale of a Decimal must be a whole number, not ${scale}.`);
}

function decimalOf(one: Decimal, other: Decimal | bigint): Decimal {
  if (typeof other === 'bigint') return new Decimal(other, 0);
  return other instanceof Decimal ? other : refuseComparison(one, other);
}

/** Returns the unscaled values of both at the same scale, and that scale. */
function aligned(one: Decimal, other: Decimal | bigint): readonly [bigint, bigint, number] {
  const two = decimalOf(one, other);
  if (one.scale === two.scale) return [one.unscaled, two.unscaled, one.scale];
  const scale = Math.max(one.scale, two.scale);
  const digits = (value: Decimal): bigint => value.unscaled * 10n ** BigInt(scale - value.scale);
  return [digits(one), digits(two), scale];
}

/**
 * Returns a number or bigint with the same order as the decimals: different decimals of up to 15 digits are different
 * numbers in the same order, and JavaScript compares a bigint with a number exactly.
 */
function comparable(value: Decimal): number | bigint {
  const one = 10n ** BigInt(value.scale);
  const whole = value.unscaled / one;
  if (whole * one === value.unscaled) return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole;
  const digits = String(value.unscaled).replace(/^-/, '').replace(/0+$/, '');
  if (digits.length <= exactDigits) return value.toNumber();
  throw new TypeError(`${value.toString()} has more digits than a number can represent. Use compare() or equals().`);
}
