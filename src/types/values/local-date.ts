import { inspect } from 'node:util';
import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import { epochDayOf, parseDay } from './calendar.ts';
import { orderOf, refuseComparison, type Order } from './comparison.ts';

const millisPerDay = 86_400_000;

/**
 * A calendar day without a time zone: Spark's `date`. Can be compared with `<` and `>`.
 *
 * @example
 * ```ts
 * import { LocalDate } from 'spark-connect-ts';
 *
 * const day = LocalDate.of(2024, 1, 31);
 * console.log(day < LocalDate.parse('2024-02-01'), String(day)); // true 2024-01-31
 * ```
 */
export class LocalDate {
  /** Days since 1970-01-01. */
  readonly epochDay: number;

  constructor(epochDay: number) {
    this.epochDay = epochDay;
  }

  /** @throws IllegalArgumentException when the day does not exist. */
  static of(year: number, month: number, day: number): LocalDate {
    return new LocalDate(epochDayOf(year, month, day));
  }

  /**
   * Parses a date such as `2024-01-31`, or any other output of `toString`.
   *
   * @throws IllegalArgumentException when the text has another format, or the day does not exist.
   */
  static parse(text: string): LocalDate {
    const distant = /^(-?\d{1,10})d$/.exec(text);
    const epochDay = distant ? Number(distant[1]) : parseDay(text);
    if (epochDay !== undefined && (epochDay | 0) === epochDay) return new LocalDate(epochDay);
    throw new IllegalArgumentException(`${JSON.stringify(text)} is not a date such as 2024-01-31.`);
  }

  /** Returns the day of a Date in UTC. */
  static fromDate(date: Date): LocalDate {
    if (Number.isNaN(date.getTime()))
      throw new IllegalArgumentException('An invalid Date cannot be converted to a LocalDate.');
    return new LocalDate(Math.floor(date.getTime() / millisPerDay));
  }

  /** Returns midnight of the day in UTC. */
  toDate(): Date {
    return new Date(this.epochDay * millisPerDay);
  }

  /** Returns a negative number, zero or a positive number, for `sort`. */
  compare(other: LocalDate): Order {
    return other instanceof LocalDate ? orderOf(this.epochDay, other.epochDay) : refuseComparison(this, other);
  }

  /** Returns whether the days are equal. */
  equals(other: LocalDate): boolean {
    return other instanceof LocalDate && other.epochDay === this.epochDay;
  }

  /** Returns `YYYY-MM-DD`, with more digits and a sign outside the years 0 to 9999. */
  toString(): string {
    const date = this.toDate();
    // Spark's range is wider than that of a Date (years ±271,821). Beyond it, the number of days is the text.
    return Number.isNaN(date.getTime()) ? `${this.epochDay}d` : date.toISOString().replace(/T.*$/, '');
  }

  toJSON(): string {
    return this.toString();
  }

  /** Returns the days since 1970-01-01 if a number is required, such as by `<`, and the text otherwise. */
  [Symbol.toPrimitive](hint: string): number | string {
    return hint === 'number' ? this.epochDay : this.toString();
  }

  /** @internal */
  [inspect.custom](): string {
    return `LocalDate(${this.toString()})`;
  }
}
