import { inspect } from 'node:util';
import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import { dateTimeOf, epochDayOf, microsecondOfDay, parseDateTime, requireLong, type Clock } from './calendar.ts';
import { orderOf, refuseComparison, type Order } from './comparison.ts';

const microsPerSecond = 1_000_000n;

/**
 * A moment to the microsecond: Spark's `timestamp`. A JavaScript Date keeps milliseconds only. `<` and `>` compare two of them.
 *
 * @example
 * ```ts
 * import { Timestamp } from 'spark-connect-ts';
 *
 * const moment = new Timestamp(1_700_000_000_123_456n);
 * console.log(String(moment), moment.toDate()); // 2023-11-14T22:13:20.123456Z
 * ```
 */
export class Timestamp {
  /** Microseconds since 1970-01-01T00:00:00Z. */
  readonly epochMicroseconds: bigint;

  constructor(epochMicroseconds: bigint) {
    this.epochMicroseconds = epochMicroseconds;
  }

  /** @throws IllegalArgumentException for an invalid Date. */
  static fromDate(date: Date): Timestamp {
    if (Number.isNaN(date.getTime())) throw new IllegalArgumentException('An invalid Date is no moment.');
    return new Timestamp(BigInt(date.getTime()) * 1000n);
  }

  /**
   * Reads `2024-01-31T10:30:00.123456Z` or, with an offset, `2024-01-31 10:30:00+01:00`, and whatever `toString` writes. Seconds, and
   * the digits behind them, may be left out.
   *
   * @throws IllegalArgumentException for anything else, and for text without a zone, which {@link TimestampNtz} reads.
   */
  static parse(text: string): Timestamp {
    const micros = parseDistant(text, 'µsZ');
    if (micros !== undefined) return new Timestamp(micros);
    const [, local = '', sign, hours = '0', minutes = '0'] = /^(.*\d)(?:Z|([+-])(\d\d):?(\d\d)?)$/.exec(text) ?? [];
    const moment = local.includes(':') ? parseDateTime(local) : undefined;
    if (moment === undefined || Number(hours) > 18 || Number(minutes) > 59) {
      throw new IllegalArgumentException(
        `Not a moment such as 2024-01-31T10:30:00Z or 2024-01-31T10:30:00+01:00: ${JSON.stringify(text)}.`,
      );
    }
    const offset = BigInt(Number(hours) * 60 + Number(minutes)) * 60n * microsPerSecond;
    return new Timestamp(requireLong(sign === '-' ? moment + offset : moment - offset));
  }

  /** Milliseconds since 1970, rounded down. */
  get epochMilliseconds(): number {
    return Number(floorDivide(this.epochMicroseconds, 1000n));
  }

  /** The same moment, rounded down to the millisecond. */
  toDate(): Date {
    return new Date(this.epochMilliseconds);
  }

  /** Negative, zero or positive: for `sort`. */
  compare(other: Timestamp | Date): Order {
    const moment = other instanceof Date ? Timestamp.fromDate(other) : other;
    if (!(moment instanceof Timestamp)) return refuseComparison(this, other);
    return orderOf(this.epochMicroseconds, moment.epochMicroseconds);
  }

  /** Whether it is the same moment. */
  equals(other: Timestamp | Date): boolean {
    return (other instanceof Timestamp || other instanceof Date) && this.compare(other) === 0;
  }

  /** ISO 8601 in UTC with as many digits of the second as needed: none, three or six. */
  toString(): string {
    return `${isoDateTime(this.epochMicroseconds)}Z`;
  }

  toJSON(): string {
    return this.toString();
  }

  /** Microseconds since 1970 where a number is asked for, as `<` does; otherwise the text. */
  [Symbol.toPrimitive](hint: string): bigint | string {
    return hint === 'number' ? this.epochMicroseconds : this.toString();
  }

  /** @internal */
  [inspect.custom](): string {
    return `Timestamp(${this.toString()})`;
  }
}

/** A date and time of day without a zone, to the microsecond: Spark's `timestamp_ntz`. `<` and `>` compare two of them. */
export class TimestampNtz {
  /** Microseconds since 1970-01-01T00:00:00 on the same wall clock. */
  readonly localMicroseconds: bigint;

  constructor(localMicroseconds: bigint) {
    this.localMicroseconds = localMicroseconds;
  }

  /** @throws IllegalArgumentException for a day that does not exist, and for a time that no clock shows. */
  static of(year: number, month: number, day: number, clock: Clock = {}): TimestampNtz {
    return new TimestampNtz(dateTimeOf(epochDayOf(year, month, day), microsecondOfDay(clock)));
  }

  /**
   * Reads `2024-01-31T10:30:00.123456`, with a space for the `T` too, and whatever `toString` writes. The time, or only its seconds, may
   * be left out.
   *
   * @throws IllegalArgumentException for anything else, and for text with a zone, which {@link Timestamp} reads.
   */
  static parse(text: string): TimestampNtz {
    const micros = parseDistant(text, 'µs') ?? parseDateTime(text);
    if (micros !== undefined) return new TimestampNtz(micros);
    throw new IllegalArgumentException(
      `Not a date and time without a zone, such as 2024-01-31T10:30:00: ${JSON.stringify(text)}.`,
    );
  }

  /** Negative, zero or positive: for `sort`. */
  compare(other: TimestampNtz): Order {
    if (!(other instanceof TimestampNtz)) return refuseComparison(this, other);
    return orderOf(this.localMicroseconds, other.localMicroseconds);
  }

  /** Whether it is the same date and time. */
  equals(other: TimestampNtz): boolean {
    return other instanceof TimestampNtz && other.localMicroseconds === this.localMicroseconds;
  }

  /** ISO 8601 without a zone. */
  toString(): string {
    return isoDateTime(this.localMicroseconds);
  }

  toJSON(): string {
    return this.toString();
  }

  /** Microseconds since 1970 where a number is asked for, as `<` does; otherwise the text. */
  [Symbol.toPrimitive](hint: string): bigint | string {
    return hint === 'number' ? this.localMicroseconds : this.toString();
  }

  /** @internal */
  [inspect.custom](): string {
    return `TimestampNtz(${this.toString()})`;
  }
}

/** What {@link isoDateTime} writes beyond the range of a Date. */
function parseDistant(text: string, unit: string): bigint | undefined {
  if (!text.endsWith(unit) || !/^-?\d{1,19}$/.test(text.slice(0, -unit.length))) return undefined;
  return requireLong(BigInt(text.slice(0, -unit.length)));
}

function isoDateTime(microseconds: bigint): string {
  const seconds = floorDivide(microseconds, microsPerSecond);
  const micros = Number(microseconds - seconds * microsPerSecond);
  const whole = new Date(Number(seconds) * 1000);
  // Spark's range is wider than a Date's (years ±271,821); out there the number itself is the only exact text.
  if (Number.isNaN(whole.getTime())) return `${microseconds}µs`;
  const text = whole.toISOString().slice(0, -'.000Z'.length);
  if (micros === 0) return text;
  const digits = String(micros).padStart(6, '0');
  return `${text}.${digits.endsWith('000') ? digits.slice(0, 3) : digits}`;
}

function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}
