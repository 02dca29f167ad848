const microsPerSecond = 1_000_000n;

/**
 * A moment to the microsecond: Spark's `timestamp`. A JavaScript Date keeps milliseconds only.
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

  static fromDate(date: Date): Timestamp {
    return new Timestamp(BigInt(date.getTime()) * 1000n);
  }

  /** Milliseconds since 1970, rounded down. */
  get epochMilliseconds(): number {
    return Number(floorDivide(this.epochMicroseconds, 1000n));
  }

  /** The same moment, rounded down to the millisecond. */
  toDate(): Date {
    return new Date(this.epochMilliseconds);
  }

  /** ISO 8601 in UTC with as many digits of the second as needed: none, three or six. */
  toString(): string {
    return `${isoDateTime(this.epochMicroseconds)}Z`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** A date and time of day without a zone, to the microsecond: Spark's `timestamp_ntz`. */
export class TimestampNtz {
  /** Microseconds since 1970-01-01T00:00:00 on the same wall clock. */
  readonly localMicroseconds: bigint;

  constructor(localMicroseconds: bigint) {
    this.localMicroseconds = localMicroseconds;
  }

  /** ISO 8601 without a zone. */
  toString(): string {
    return isoDateTime(this.localMicroseconds);
  }

  toJSON(): string {
    return this.toString();
  }
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
