import { inspect } from 'node:util';
import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import { dateTimeOf, epochDayOf, microsecondOfDay, parseDateTime, requireLong, type Clock } from './calendar.ts';
import { orderOf, refuseComparison, type Order } from './comparison.ts';

const microsPerSecond = 1_000_000n;

/**
 * A point in time with microsecond precision: Spark's `timestamp`. A JavaScript Date has only milliseconds. Can be
 * compared with `<` and `>`.
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

  /** @throws IllegalArgumentException when the Date is invalid. */
  static fromDate(date: Date): Timestamp {
    if (Number.isNaN(date.getTime()))
      throw new IllegalArgumentException('An invalid Date cannot be converted to a Timestamp.');
    return new Timestamp(BigInt(date.getTime()) * 1000n);
  }

  /**
   * Parses a timestamp such as `2024-01-31T10:30:00.123456Z` or `2024-01-31 10:30:00+01:00`, or any other output of
   * `toString`. Seconds and their fraction are optional.
   *
   * @throws IllegalArgumentException when the text has another format, or no time zone; use {@link TimestampNtz} in
   * that case.
   */
  static parse(text: string): Timestamp {
    const micros = parseDistant(text, 'µsZ');
    if (micros !== undefined) return new Timestamp(micros);
    const [, local = '', sign, hours = '0', minutes = '0'] = /^(.*\d)(?:Z|([+-])(\d\d):?(\d\d)?)$/.exec(text) ?? [];
    const moment = local.includes(':') ? parseDateTime(local) : undefined;
    if (moment === undefined || Number(hours) > 18 || Number(minutes) > 59) {
      throw new IllegalArgumentException(
        `${JSON.stringify(text)} is not a timestamp such as 2024-01-31T10:30:00Z or 2024-01-31T10:30:00+01:00.`,
      );
    }
    const offset = BigInt(Number(hours) * 60 + Number(minutes)) * 60n * microsPerSecond;
    return new Timestamp(requireLong(sign === '-' ? moment + offset : moment - offset));
  }

  /** Milliseconds since 1970-01-01T00:00:00Z, rounded down. */
  get epochMilliseconds(): number {
    return Number(floorDivide(this.epochMicroseconds, 1000n));
  }

  /** Returns the timestamp as a Date, rounded down to the millisecond. */
  toDate(): Date {
    return new Date(this.epochMilliseconds);
  }

  /** Returns a negative number, zero or a positive number, for `sort`. */
  compare(other: Timestamp | Date): Order {
    const moment = other instanceof Date ? Timestamp.fromDate(other) : other;
    if (!(moment instanceof Timestamp)) return refuseComparison(this, other);
    return orderOf(this.epochMicroseconds, moment.epochMicroseconds);
  }

  /** Returns whether both are the same point in time. */
  equals(other: Timestamp | Date): boolean {
    return (other instanceof Timestamp || other instanceof Date) && this.compare(other) === 0;
  }

  /** Returns the timestamp in ISO 8601 format in UTC, with no, three or six fractional digits as needed. */
  toString(): string {
    return `${isoDateTime(this.epochMicroseconds)}Z`;
  }

  toJSON(): string {
    return this.toString();
  }

  /** Returns the microseconds since 1970 if a number is required, such as by `<`, and the text otherwise. */
  [Symbol.toPrimitive](hint: string): bigint | string {
    return hint === 'number' ? this.epochMicroseconds : this.toString();
  }

  /** @internal */
  [inspect.custom](): string {
    return `Timestamp(${this.toString()})`;
  }
}

/**
 * A date and time without a time zone, with microsecond precision: Spark's `timestamp_ntz`. Can be compared with `<`
 * and `>`.
 */
export class TimestampNtz {
  /** Microseconds since 1970-01-01T00:00:00 in the same, unspecified time zone. */
  readonly localMicroseconds: bigint;

  constructor(localMicroseconds: bigint) {
    this.localMicroseconds = localMicroseconds;
  }

  /** @throws IllegalArgumentException when the day does not exist, or a part of the time is out of range. */
  static of(year: number, month: number, day: number, clock: Clock = {}): TimestampNtz {
    return new TimestampNtz(dateTimeOf(epochDayOf(year, month, day), microsecondOfDay(clock)));
  }

  /**
   * Parses a date and time such as `2024-01-31T10:30:00.123456`, with `T` or a space, or any other output of
   * `toString`. The time and its seconds are optional.
   *
   * @throws IllegalArgumentException when the text has another format, or a time zone; use {@link Timestamp} in that
   * case.
   */
  static parse(text: string): TimestampNtz {
    const micros = parseDistant(text, 'µs') ?? parseDateTime(text);
    if (micros !== undefined) return new TimestampNtz(micros);
    throw new IllegalArgumentException(
      `${JSON.stringify(text)} is not a date and time without a time zone, such as 2024-01-31T10:30:00.`,
    );
  }

  /** Returns a negative number, zero or a positive number, for `sort`. */
  compare(other: TimestampNtz): Order {
    if (!(other instanceof TimestampNtz)) return refuseComparison(this, other);
    return orderOf(this.localMicroseconds, other.localMicroseconds);
  }

  /** Returns whether the dates and times are equal. */
  equals(other: TimestampNtz): boolean {
    return other instanceof TimestampNtz && other.localMicroseconds === this.localMicroseconds;
  }

  /** Returns the date and time in ISO 8601 format without a time zone. */
  toString(): string {
    return isoDateTime(this.localMicroseconds);
  }

  toJSON(): string {
    return this.toString();
  }

  /** Returns the microseconds since 1970 if a number is required, such as by `<`, and the text otherwise. */
  [Symbol.toPrimitive](hint: string): bigint | string {
    return hint === 'number' ? this.localMicroseconds : this.toString();
  }

  /** @internal */
  [inspect.custom](): string {
    return `TimestampNtz(${this.toString()})`;
  }
}

/** Parses the output of {@link isoDateTime} beyond the range of a Date. */
function parseDistant(text: string, unit: string): bigint | undefined {
  if (!text.endsWith(unit) || !/^-?\d{1,19}$/.test(text.slice(0, -unit.length))) return undefined;
  return requireLong(BigInt(text.slice(0, -unit.length)));
}

function isoDateTime(microseconds: bigint): string {
  const seconds = floorDivide(microseconds, microsPerSecond);
  const micros = Number(microseconds - seconds * microsPerSecond);
  const whole = new Date(Number(seconds) * 1000);
  // Spark's range is wider than that of a Date (years ±271,821). Beyond it, the number of microseconds is the text.
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
