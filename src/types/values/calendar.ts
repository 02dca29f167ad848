import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';

const microsPerDay = 86_400_000_000n;

/** A time of day in parts, of which those that are left out are zero. */
export interface Clock {
  readonly hour?: number | undefined;
  readonly minute?: number | undefined;
  readonly second?: number | undefined;
  readonly microsecond?: number | undefined;
}

/**
 * Days since 1970-01-01 in the proleptic Gregorian calendar.
 *
 * @throws IllegalArgumentException for a day that is in no calendar, or beyond Spark's range.
 */
export function epochDayOf(year: number, month: number, day: number): number {
  // Years of 400 repeat to the day, so that a Date within its range counts the rest.
  const cycles = Math.floor((year - 1970) / 400);
  const date = new Date(0);
  date.setUTCFullYear(year - cycles * 400, month - 1, day);
  const epochDay = cycles * 146_097 + date.getTime() / 86_400_000;
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && Number.isInteger(year);
  if (!exists || (epochDay | 0) !== epochDay) {
    throw new IllegalArgumentException(`There is no day ${day} in month ${month} of the year ${year}.`);
  }
  return epochDay;
}

/** Microseconds since midnight. @throws IllegalArgumentException for a part that no clock shows. */
export function microsecondOfDay({ hour = 0, minute = 0, second = 0, microsecond = 0 }: Clock): bigint {
  const parts = [
    ['hour', hour, 23],
    ['minute', minute, 59],
    ['second', second, 59],
    ['microsecond', microsecond, 999_999],
  ] as const;
  for (const [name, value, most] of parts) {
    if (!Number.isInteger(value) || value < 0 || value > most) {
      throw new IllegalArgumentException(`The ${name} is a whole number from 0 to ${most}, not ${value}.`);
    }
  }
  return BigInt((hour * 60 + minute) * 60 + second) * 1_000_000n + BigInt(microsecond);
}

/** Microseconds since midnight of `10:30`, `10:30:05` or `10:30:05.123456`; undefined when it is no time of day. */
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

/** Days since 1970 of `2024-01-31`; years may have a sign and more digits. Undefined when it is no date. */
export function parseDay(text: string): number | undefined {
  const match = /^([+-]?)(\d{4,7})-(\d\d)-(\d\d)$/.exec(text);
  if (!match) return undefined;
  const [, sign, year, month, day] = match;
  return epochDayOf(sign === '-' ? -Number(year) : Number(year), Number(month), Number(day));
}

/** Microseconds since 1970 of a day and, behind `T` or a space, a time of day, both on the same clock. */
export function parseDateTime(text: string): bigint | undefined {
  const [date = '', clock = '00:00'] = text.split(/[T ]/, 2);
  const day = parseDay(date);
  const time = parseClock(clock);
  const isWhole = text.length === date.length || text.length === date.length + 1 + clock.length;
  return day === undefined || time === undefined || !isWhole ? undefined : dateTimeOf(day, time);
}

/** Microseconds since 1970 of a day and a time on it. @throws IllegalArgumentException beyond 64 bits. */
export function dateTimeOf(epochDay: number, microsecond: bigint): bigint {
  return requireLong(BigInt(epochDay) * microsPerDay + microsecond);
}

/** @throws IllegalArgumentException for microseconds beyond the 64 bits that Spark has for them. */
export function requireLong(microseconds: bigint): bigint {
  if (BigInt.asIntN(64, microseconds) === microseconds) return microseconds;
  throw new IllegalArgumentException(`${microseconds} microseconds are beyond the 64 bits that Spark has for them.`);
}
