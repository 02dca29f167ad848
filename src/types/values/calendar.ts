import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';

const microsPerDay = 86_400_000_000n;

/** The parts of a time of day. Default: zero. */
export interface Clock {
  readonly hour?: number | undefined;
  readonly minute?: number | undefined;
  readonly second?: number | undefined;
  readonly microsecond?: number | undefined;
}

/**
 * Returns the number of days since 1970-01-01 in the proleptic Gregorian calendar.
 *
 * @throws IllegalArgumentException when the day does not exist or is out of Spark's range.
 */
export function epochDayOf(year: number, month: number, day: number): number {
  // The calendar repeats every 400 years, so a Date within its range can represent the remainder.
  const cycles = Math.floor((year - 1970) / 400);
  const date = new Date(0);
  date.setUTCFullYear(year - cycles * 400, month - 1, day);
  const epochDay = cycles * 146_097 + date.getTime() / 86_400_000;
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && Number.isInteger(year);
  if (!exists || (epochDay | 0) !== epochDay) {
    throw new IllegalArgumentException(`Day ${day} of month ${month} of the year ${year} does not exist.`);
  }
  return epochDay;
}

/** Returns the microseconds since midnight. @throws IllegalArgumentException when a part is out of range. */
export function microsecondOfDay({ hour = 0, minute = 0, second = 0, microsecond = 0 }: Clock): bigint {
  const parts = [
    ['hour', hour, 23],
    ['minute', minute, 59],
    ['second', second, 59],
    ['microsecond', microsecond, 999_999],
  ] as const;
  for (const [name, value, max] of parts) {
    if (!Number.isInteger(value) || value < 0 || value > max) {
      throw new IllegalArgumentException(`The ${name} must be a whole number from 0 to ${max}, not ${value}.`);
    }
  }
  return BigInt((hour * 60 + minute) * 60 + second) * 1_000_000n + BigInt(microsecond);
}

/**
 * Parses a time such as `10:30`, `10:30:05` or `10:30:05.123456` to microseconds since midnight. Returns undefined if
 * it is not a time of day.
 */
export function parseClock(text: string): bigint | undefined {
  const match = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6})0*)?)?$/.exec(text);
  if (!match) return undefined;
  const [, hour, minute, second = '0', fraction = ''] = match;
  return microsecondOfDay({
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    microsecond: Number(fraction.padEnd(6, '0')),
  });
}

/**
 * Parses a date such as `2024-01-31` to days since 1970-01-01. The year may have a sign and more digits. Returns
 * undefined if it is not a date.
 */
export function parseDay(text: string): number | undefined {
  const match = /^([+-]?)(\d{4,7})-(\d\d)-(\d\d)$/.exec(text);
  if (!match) return undefined;
  const [, sign, year, month, day] = match;
  return epochDayOf(sign === '-' ? -Number(year) : Number(year), Number(month), Number(day));
}

/**
 * Parses a date, optionally followed by `T` or a space and a time, to microseconds since 1970 in the same time zone.
 */
export function parseDateTime(text: string): bigint | undefined {
  const [date = '', clock = '00:00'] = text.split(/[T ]/, 2);
  const day = parseDay(date);
  const time = parseClock(clock);
  const isWhole = text.length === date.length || text.length === date.length + 1 + clock.length;
  return day === undefined || time === undefined || !isWhole ? undefined : dateTimeOf(day, time);
}

/**
 * Returns the microseconds since 1970 of a time on a day.
 *
 * @throws IllegalArgumentException when the result exceeds 64 bits.
 */
export function dateTimeOf(epochDay: number, microsecond: bigint): bigint {
  return requireLong(BigInt(epochDay) * microsPerDay + microsecond);
}

/** @throws IllegalArgumentException when the value exceeds the 64 bits that Spark uses for microseconds. */
export function requireLong(microseconds: bigint): bigint {
  if (BigInt.asIntN(64, microseconds) === microseconds) return microseconds;
  throw new IllegalArgumentException(`${microseconds} microseconds exceed the 64 bits that Spark uses for them.`);
}
