import { inspect } from 'node:util';
import { IllegalArgumentException, unknownWord } from '../../errors/illegal-argument-exception.ts';
import { parseClock, requireLong } from './calendar.ts';
import { orderOf, refuseComparison, type Order } from './comparison.ts';

/** A number of months: Spark's `interval year to month`. Can be compared with `<` and `>`. */
export class YearMonthInterval {
  readonly months: number;

  constructor(months: number) {
    this.months = months;
  }

  /** @throws IllegalArgumentException when a part is not a whole number, or the months exceed 32 bits. */
  static of(parts: { readonly years?: number; readonly months?: number }): YearMonthInterval {
    const months = Number(sumOf(parts, { years: 12n, months: 1n }));
    if ((months | 0) === months) return new YearMonthInterval(months);
    throw new IllegalArgumentException(`${months} months exceed the 32 bits that Spark uses for them.`);
  }

  /**
   * Parses the output of `toString`, such as `1-2` for one year and two months, with an optional sign.
   *
   * @throws IllegalArgumentException when the text has another format.
   */
  static parse(text: string): YearMonthInterval {
    const [, sign, years, months] = /^([+-]?)(\d{1,9})-(\d|1[01])$/.exec(text) ?? [];
    if (years === undefined) {
      throw new IllegalArgumentException(`${JSON.stringify(text)} is not an interval of years and months such as 1-2.`);
    }
    const of = (part: string | undefined): number => (sign === '-' ? -Number(part) : Number(part));
    return YearMonthInterval.of({ years: of(years), months: of(months) });
  }

  /** Returns a negative number, zero or a positive number, for `sort`. */
  compare(other: YearMonthInterval): Order {
    return other instanceof YearMonthInterval ? orderOf(this.months, other.months) : refuseComparison(this, other);
  }

  /** Returns whether the intervals are equal. */
  equals(other: YearMonthInterval): boolean {
    return other instanceof YearMonthInterval && other.months === this.months;
  }

  /** Returns the interval as Spark prints it, such as `1-2` for one year and two months. */
  toString(): string {
    const months = Math.abs(this.months);
    return `${this.months < 0 ? '-' : ''}${Math.floor(months / 12)}-${months % 12}`;
  }

  toJSON(): string {
    return this.toString();
  }

  /** Returns the months if a number is required, such as by `<`, and the text otherwise. */
  [Symbol.toPrimitive](hint: string): number | string {
    return hint === 'number' ? this.months : this.toString();
  }

  /** @internal */
  [inspect.custom](): string {
    return `YearMonthInterval(${this.toString()})`;
  }
}

/** Parts of a {@link DayTimeInterval}: whole numbers of any size and sign, which are added up. */
export interface DayTimeParts {
  readonly days?: number | bigint;
  readonly hours?: number | bigint;
  readonly minutes?: number | bigint;
  readonly seconds?: number | bigint;
  readonly milliseconds?: number | bigint;
  readonly microseconds?: number | bigint;
}

const microsecondsOf: Readonly<Record<keyof DayTimeParts, bigint>> = {
  days: 86_400_000_000n,
  hours: 3_600_000_000n,
  minutes: 60_000_000n,
  seconds: 1_000_000n,
  milliseconds: 1000n,
  microseconds: 1n,
};

/**
 * A number of microseconds: Spark's `interval day to second`. Can be compared with `<` and `>`.
 *
 * @example
 * ```ts
 * import { DayTimeInterval } from 'spark-connect-ts';
 *
 * const shift = DayTimeInterval.of({ hours: 8, minutes: 30 });
 * console.log(String(shift), shift < DayTimeInterval.parse('1 00:00:00')); // 0 08:30:00.000000 true
 * ```
 */
export class DayTimeInterval {
  readonly microseconds: bigint;

  constructor(microseconds: bigint) {
    this.microseconds = microseconds;
  }

  /** @throws IllegalArgumentException when a part is not a whole number, or the microseconds exceed 64 bits. */
  static of(parts: DayTimeParts): DayTimeInterval {
    return new DayTimeInterval(requireLong(sumOf(parts, microsecondsOf)));
  }

  /**
   * Parses the output of `toString`, such as `1 02:03:04.5` for days and a time, with an optional sign.
   *
   * @throws IllegalArgumentException when the text has another format.
   */
  static parse(text: string): DayTimeInterval {
    const [, sign, days = '', clock = ''] = /^([+-]?)(\d{1,9}) ([\d:.]+)$/.exec(text) ?? [];
    const time = parseClock(clock);
    if (time === undefined) {
      throw new IllegalArgumentException(
        `${JSON.stringify(text)} is not an interval of days and a time such as 1 02:03:04.5.`,
      );
    }
    const microseconds = BigInt(days) * microsecondsOf.days + time;
    return new DayTimeInterval(requireLong(sign === '-' ? -microseconds : microseconds));
  }

  /** Returns a negative number, zero or a positive number, for `sort`. */
  compare(other: DayTimeInterval): Order {
    if (!(other instanceof DayTimeInterval)) return refuseComparison(this, other);
    return orderOf(this.microseconds, other.microseconds);
  }

  /** Returns whether the intervals are equal. */
  equals(other: DayTimeInterval): boolean {
    return other instanceof DayTimeInterval && other.microseconds === this.microseconds;
  }

  /** Returns the interval as Spark prints it, such as `1 02:03:04.000005`. */
  toString(): string {
    const micros = this.microseconds < 0n ? -this.microseconds : this.microseconds;
    const seconds = micros / 1_000_000n;
    const two = (n: bigint): string => String(n).padStart(2, '0');
    const clock = `${two((seconds / 3600n) % 24n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
    return `${this.microseconds < 0n ? '-' : ''}${seconds / 86_400n} ${clock}.${String(micros % 1_000_000n).padStart(6, '0')}`;
  }

  toJSON(): string {
    return this.toString();
  }

  /** Returns the microseconds if a number is required, such as by `<`, and the text otherwise. */
  [Symbol.toPrimitive](hint: string): bigint | string {
    return hint === 'number' ? this.microseconds : this.toString();
  }

  /** @internal */
  [inspect.custom](): string {
    return `DayTimeInterval(${this.toString()})`;
  }
}

/** Adds up the parts of an interval, in the unit that has size 1. */
export function sumOf(
  parts: Readonly<Record<string, number | bigint | undefined>> | DayTimeParts,
  sizes: Readonly<Record<string, bigint>>,
): bigint {
  let sum = 0n;
  for (const [name, value] of Object.entries(parts) as readonly [string, number | bigint | undefined][]) {
    const size = sizes[name] ?? unknownWord('part of an interval', name, Object.keys(sizes));
    if (value === undefined) continue;
    if (typeof value !== 'bigint' && !Number.isSafeInteger(value)) {
      throw new IllegalArgumentException(`The ${name} of an interval must be a whole number, not ${value}.`);
    }
    sum += BigInt(value) * size;
  }
  return sum;
}
