import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';

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
 * ```
 */
export class Decimal {
  readonly unscaled: bigint;
  readonly scale: number;

  constructor(unscaled: bigint, scale: number) {
    this.unscaled = unscaled;
    this.scale = scale;
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
}
