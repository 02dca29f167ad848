import { inspect } from 'node:util';
import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import { epochDayOf, parseDay } from './calendar.ts';
import { orderOf, refuseComparison, type Order } from './comparison.ts';

const millisPerDay = 86_400_000;

/**
 * A calendar day without a time zone: Spark's `date`. `<` and `>` compare two of them.
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

  /** @throws IllegalArgumentException for a day that does not exist. */
  static of(year: number, month: number, day: number): LocalDate {
    return new LocalDate(epochDayOf(year, month, day));
  }

  /**
   * Reads `2024-01-31`, and whatever `toString` writes.
   *
   * @throws IllegalArgumentException for anything else, and for a day that does not exist.
   */
  static parse(text: string): LocalDate {
    const distant = /^(-?\d{1,10})d$/.exec(text);
    const epochDay = distant ? Number(distant[1]) : parseDay(text);
    if (epochDay !== undefined && (epochDay | 0) === epochDay) return new LocalDate(epochDay);
    throw new IllegalArgumentException(`Not a date such as 2024-01-31: ${JSON.stringify(text)}.`);
  }

  /** The day that a Date falls on in UTC. */
  static fromDate(date: Date): LocalDate {
    if (Number.isNaN(date.getTime())) throw new IllegalArgumentException('An invalid Date is no day.');
    return new LocalDate(Math.floor(date.getTime() / millisPerDay));
  }

  /** Midnight of the day in UTC. */
  toDate(): Date {
    return new Date(this.epochDay * millisPerDay);
  }

  /** Negative, zero or positive: for `sort`. */
  compare(other: LocalDate): Order {
    return other instanceof LocalDate ? orderOf(this.epochDay, other.epochDay) : refuseComparison(this, other);
  }

  /** Whether it is the same day. */
  equals(other: LocalDate): boolean {
    return other instanceof LocalDate && other.epochDay === this.epochDay;
  }

  /** `YYYY-MM-DD`, with more digits and a sign outside the years 0 to 9999. */
  toString(): string {
    const date = this.toDate();
    // Spark's range is wider than a Date's (years ±271,821); out there the number itself is the only exact text.
    return Number.isNaN(date.getTime()) ? `${this.epochDay}d` : date.toISOString().replace(/T.*$/, '');
  }

  toJSON(): string {
    return this.toString();
  }

  /** Days since 1970 where a number is asked for, as `<` does; otherwise the text. */
  [Symbol.toPrimitive](hint: string): number | string {
    return hint === 'number' ? this.epochDay : this.toString();
  }

  /** @internal */
  [inspect.custom](): string {
    return `LocalDate(${this.toString()})`;
  }
}
