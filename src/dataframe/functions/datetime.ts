import type { LocalDate } from '../../types/values/local-date.ts';
import type { Timestamp, TimestampNtz } from '../../types/values/timestamp.ts';
import type { Column, ColumnOrName } from '../column.ts';
import { call, text, type Argument } from './call.ts';
import { lit } from './normal.ts';

type NumberOrColumn = ColumnOrName | number;
type DateColumn = Column<LocalDate | null>;
type TimestampColumn = Column<Timestamp | null>;
type NumberColumn = Column<number | null>;

// The current date and time: the start of the query or, in a stream, of the micro-batch

/** Returns the current date in the session time zone. Alias of {@link current_date}. */
export const curdate = (): Column<LocalDate> => call('curdate');
/** Returns the current date in the session time zone. */
export const current_date = (): Column<LocalDate> => call('current_date');
/** Returns the time at which the query, or in a stream the micro-batch, started. */
export const current_timestamp = (): Column<Timestamp> => call('current_timestamp');
/** Returns the time at which the query started. Alias of {@link current_timestamp}. */
export const now = (): Column<Timestamp> => call('now');
/** Returns the time at which the query started as a timestamp without time zone, in the session time zone. */
export const localtimestamp = (): Column<TimestampNtz> => call('localtimestamp');
/** Returns the session time zone. */
export const current_timezone = (): Column<string> => call('current_timezone');

// Parts

/** Returns the year. */
export const year = (column: ColumnOrName): NumberColumn => call('year', column);
/** Returns the quarter, from 1 to 4. */
export const quarter = (column: ColumnOrName): NumberColumn => call('quarter', column);
/** Returns the month, from 1 to 12. */
export const month = (column: ColumnOrName): NumberColumn => call('month', column);
/** Returns the ISO 8601 week of the year. */
export const weekofyear = (column: ColumnOrName): NumberColumn => call('weekofyear', column);
/** Returns the day of the month. Alias of {@link dayofmonth}. */
export const day = (column: ColumnOrName): NumberColumn => call('day', column);
/** Returns the day of the month. */
export const dayofmonth = (column: ColumnOrName): NumberColumn => call('dayofmonth', column);
/** Returns the day of the week, from 1 (Sunday) to 7 (Saturday). */
export const dayofweek = (column: ColumnOrName): NumberColumn => call('dayofweek', column);
/** Returns the day of the week, from 0 (Monday) to 6 (Sunday). */
export const weekday = (column: ColumnOrName): NumberColumn => call('weekday', column);
/** Returns the day of the year. */
export const dayofyear = (column: ColumnOrName): NumberColumn => call('dayofyear', column);
/** Returns the hour in the session time zone. */
export const hour = (column: ColumnOrName): NumberColumn => call('hour', column);
/** Returns the minute. */
export const minute = (column: ColumnOrName): NumberColumn => call('minute', column);
/** Returns the second without its fraction. */
export const second = (column: ColumnOrName): NumberColumn => call('second', column);
/** Extracts a field of a date, timestamp or interval. The field is a column, such as `lit('year')`. */
export const extract = (field: ColumnOrName, source: ColumnOrName): Column => call('extract', field, source);
/** Extracts a field of a date, timestamp or interval. Alias of {@link extract}. */
export const date_part = (field: ColumnOrName, source: ColumnOrName): Column => call('date_part', field, source);
/** Extracts a field of a date, timestamp or interval. Alias of {@link extract}. */
export const datepart = (field: ColumnOrName, source: ColumnOrName): Column => call('datepart', field, source);

// Date arithmetic

/** Returns the date `days` days after `start`. */
export const date_add = (start: ColumnOrName, days: NumberOrColumn): DateColumn => call('date_add', start, days);
/** Returns the date `days` days after `start`. Alias of {@link date_add}. */
export const dateadd = (start: ColumnOrName, days: NumberOrColumn): DateColumn => call('dateadd', start, days);
/** Returns the date `days` days before `start`. */
export const date_sub = (start: ColumnOrName, days: NumberOrColumn): DateColumn => call('date_sub', start, days);
/** Returns the number of days from `start` to `end`. */
export const datediff = (end: ColumnOrName, start: ColumnOrName): NumberColumn => call('datediff', end, start);
/** Returns the number of days from `start` to `end`. Alias of {@link datediff}. */
export const date_diff = (end: ColumnOrName, start: ColumnOrName): NumberColumn => call('date_diff', end, start);
/** Returns the date `months` months after `start`, or the last day of the month if that day does not exist. */
export const add_months = (start: ColumnOrName, months: NumberOrColumn): DateColumn =>
  call('add_months', start, months);
/** Returns the number of months between two dates, rounded to 8 digits unless `roundOff` is false. */
export const months_between = (date1: ColumnOrName, date2: ColumnOrName, roundOff?: boolean): NumberColumn =>
  call('months_between', date1, date2, roundOff);
/** Returns the first date after `date` that falls on the given day of the week, such as `Mon`. */
export const next_day = (date: ColumnOrName, dayOfWeek: string): DateColumn => call('next_day', date, lit(dayOfWeek));
/** Returns the last day of the month that the date belongs to. */
export const last_day = (date: ColumnOrName): DateColumn => call('last_day', date);
/** Truncates a date to a unit such as `year`, `month` or `week`. */
export const trunc = (date: ColumnOrName, format: string): DateColumn => call('trunc', date, lit(format));
/** Truncates a timestamp to a unit such as `year`, `day` or `minute`. */
export const date_trunc = (format: string, timestamp: ColumnOrName): TimestampColumn =>
  call('date_trunc', lit(format), timestamp);
/** Returns a date from its year, month and day. */
export const make_date = (year: NumberOrColumn, month: NumberOrColumn, day: NumberOrColumn): DateColumn =>
  call('make_date', year, month, day);

// Formatting and parsing

/** Formats a date or timestamp with a pattern such as `yyyy-MM-dd HH:mm:ss`, in the session time zone. */
export const date_format = (column: ColumnOrName, format: string): Column<string | null> =>
  call('date_format', column, lit(format));
/**
 * Parses a string in ISO format, or in the given pattern, as a date. Returns null for invalid input unless ANSI mode is
 * on.
 */
export const to_date = (column: ColumnOrName, format?: string): DateColumn => call('to_date', column, text(format));
/**
 * Parses a string in ISO format, or in the given pattern, as a timestamp. Returns null for invalid input unless ANSI
 * mode is on.
 */
export const to_timestamp = (column: ColumnOrName, format?: string): TimestampColumn =>
  call('to_timestamp', column, text(format));
/** Parses a string as a timestamp; the pattern is a column. Returns null for invalid input. */
export const try_to_timestamp = (column: ColumnOrName, format?: ColumnOrName): TimestampColumn =>
  call('try_to_timestamp', column, format);
/** Parses a string as a timestamp with the session time zone; the pattern is a column. */
export const to_timestamp_ltz = (column: ColumnOrName, format?: ColumnOrName): TimestampColumn =>
  call('to_timestamp_ltz', column, format);
/** Parses a string as a timestamp without time zone; the pattern is a column. */
export const to_timestamp_ntz = (column: ColumnOrName, format?: ColumnOrName): Column<TimestampNtz | null> =>
  call('to_timestamp_ntz', column, format);

// Unix time

/** Formats Unix time in seconds with a pattern. Default: `yyyy-MM-dd HH:mm:ss`. */
export const from_unixtime = (timestamp: Argument, format?: string): Column<string | null> =>
  call('from_unixtime', timestamp, text(format));
/**
 * Returns the Unix time, in seconds, of a timestamp or of a string in the given pattern. Without arguments, returns the
 * current Unix time.
 */
export const unix_timestamp = (timestamp?: ColumnOrName, format?: string): Column<bigint | null> =>
  call('unix_timestamp', timestamp, text(format));
/** Returns the Unix time, in seconds, of a timestamp or of a string; the pattern is a column. */
export const to_unix_timestamp = (timestamp: ColumnOrName, format?: ColumnOrName): Column<bigint | null> =>
  call('to_unix_timestamp', timestamp, format);
/** Converts Unix time in seconds to a timestamp. */
export const timestamp_seconds = (column: ColumnOrName): TimestampColumn => call('timestamp_seconds', column);
/** Converts Unix time in milliseconds to a timestamp. */
export const timestamp_millis = (column: ColumnOrName): TimestampColumn => call('timestamp_millis', column);
/** Converts Unix time in microseconds to a timestamp. */
export const timestamp_micros = (column: ColumnOrName): TimestampColumn => call('timestamp_micros', column);
/** Returns the Unix time of a timestamp in seconds, as a bigint. */
export const unix_seconds = (column: ColumnOrName): Column<bigint | null> => call('unix_seconds', column);
/** Returns the Unix time of a timestamp in milliseconds, as a bigint. */
export const unix_millis = (column: ColumnOrName): Column<bigint | null> => call('unix_millis', column);
/** Returns the Unix time of a timestamp in microseconds, as a bigint. */
export const unix_micros = (column: ColumnOrName): Column<bigint | null> => call('unix_micros', column);
/** Returns the number of days since 1970-01-01, as an int. */
export const unix_date = (column: ColumnOrName): NumberColumn => call('unix_date', column);
/** Returns the date that is the given number of days after 1970-01-01. */
export const date_from_unix_date = (days: NumberOrColumn): DateColumn => call('date_from_unix_date', days);

// Time zones

/** Converts a UTC time to the local time of a zone, such as `Europe/Berlin` or `-08:00`. */
export const from_utc_timestamp = (timestamp: ColumnOrName, timeZone: string | Column): TimestampColumn =>
  call('from_utc_timestamp', timestamp, text(timeZone));
/** Converts the local time of a zone to UTC. */
export const to_utc_timestamp = (timestamp: ColumnOrName, timeZone: string | Column): TimestampColumn =>
  call('to_utc_timestamp', timestamp, text(timeZone));
/**
 * Converts a timestamp without time zone from one time zone to another. The source time zone defaults to that of the
 * session.
 */
export const convert_timezone = (
  sourceTz: Column | null | undefined,
  targetTz: Column,
  sourceTs: ColumnOrName,
): Column<TimestampNtz | null> => call('convert_timezone', ...(sourceTz ? [sourceTz] : []), targetTz, sourceTs);
