import type { LocalDate } from '../../types/values/local-date.ts';
import type { Timestamp, TimestampNtz } from '../../types/values/timestamp.ts';
import type { Column, ColumnOrName } from '../column.ts';
import { call, text, type Argument } from './call.ts';
import { lit } from './normal.ts';

type NumberOrColumn = ColumnOrName | number;
type DateColumn = Column<LocalDate | null>;
type TimestampColumn = Column<Timestamp | null>;
type NumberColumn = Column<number | null>;

// Now: the time at which the query (in a stream: the micro-batch) started

/** Today in the session's time zone. */
export const curdate = (): Column<LocalDate> => call('curdate');
/** Today in the session's time zone. */
export const current_date = (): Column<LocalDate> => call('current_date');
/** The time at which the query (in a stream: the micro-batch) started. */
export const current_timestamp = (): Column<Timestamp> => call('current_timestamp');
/** The time at which the query started. */
export const now = (): Column<Timestamp> => call('now');
/** The date and time in the session's time zone at which the query started, without the zone. */
export const localtimestamp = (): Column<TimestampNtz> => call('localtimestamp');
/** The session's time zone. */
export const current_timezone = (): Column<string> => call('current_timezone');

// Parts

/** The year. */
export const year = (column: ColumnOrName): NumberColumn => call('year', column);
/** The quarter, from 1 to 4. */
export const quarter = (column: ColumnOrName): NumberColumn => call('quarter', column);
/** The month, from 1 to 12. */
export const month = (column: ColumnOrName): NumberColumn => call('month', column);
/** The week of the year, by ISO 8601. */
export const weekofyear = (column: ColumnOrName): NumberColumn => call('weekofyear', column);
/** The day of the month. */
export const day = (column: ColumnOrName): NumberColumn => call('day', column);
/** The day of the month. */
export const dayofmonth = (column: ColumnOrName): NumberColumn => call('dayofmonth', column);
/** The day of the week from 1, a Sunday, to 7. */
export const dayofweek = (column: ColumnOrName): NumberColumn => call('dayofweek', column);
/** The day of the week from 0, a Monday, to 6. */
export const weekday = (column: ColumnOrName): NumberColumn => call('weekday', column);
/** The day of the year. */
export const dayofyear = (column: ColumnOrName): NumberColumn => call('dayofyear', column);
/** The hour, in the session's time zone. */
export const hour = (column: ColumnOrName): NumberColumn => call('hour', column);
/** The minute. */
export const minute = (column: ColumnOrName): NumberColumn => call('minute', column);
/** The second, without its fraction. */
export const second = (column: ColumnOrName): NumberColumn => call('second', column);
/** A part of a date, time or interval; the field, such as `lit('year')`, is a column. */
export const extract = (field: ColumnOrName, source: ColumnOrName): Column => call('extract', field, source);
/** A part of a date, time or interval, under SQL's other name. */
export const date_part = (field: ColumnOrName, source: ColumnOrName): Column => call('date_part', field, source);
/** A part of a date, time or interval, under SQL's other name. */
export const datepart = (field: ColumnOrName, source: ColumnOrName): Column => call('datepart', field, source);

// Calendar

/** The date so many days later. */
export const date_add = (start: ColumnOrName, days: NumberOrColumn): DateColumn => call('date_add', start, days);
/** The date so many days later. */
export const dateadd = (start: ColumnOrName, days: NumberOrColumn): DateColumn => call('dateadd', start, days);
/** The date so many days earlier. */
export const date_sub = (start: ColumnOrName, days: NumberOrColumn): DateColumn => call('date_sub', start, days);
/** The number of days from start to end. */
export const datediff = (end: ColumnOrName, start: ColumnOrName): NumberColumn => call('datediff', end, start);
/** The number of days from start to end. */
export const date_diff = (end: ColumnOrName, start: ColumnOrName): NumberColumn => call('date_diff', end, start);
/** The date so many months later, on the last day of a month that is too short. */
export const add_months = (start: ColumnOrName, months: NumberOrColumn): DateColumn =>
  call('add_months', start, months);
/** The number of months between two times, rounded to 8 digits unless told not to. */
export const months_between = (date1: ColumnOrName, date2: ColumnOrName, roundOff?: boolean): NumberColumn =>
  call('months_between', date1, date2, roundOff);
/** The first date after this one that is a day such as `Mon`. */
export const next_day = (date: ColumnOrName, dayOfWeek: string): DateColumn => call('next_day', date, lit(dayOfWeek));
/** The last day of the month. */
export const last_day = (date: ColumnOrName): DateColumn => call('last_day', date);
/** The date cut to a unit such as `year`, `month` or `week`. */
export const trunc = (date: ColumnOrName, format: string): DateColumn => call('trunc', date, lit(format));
/** The time cut to a unit such as `year`, `day` or `minute`. */
export const date_trunc = (format: string, timestamp: ColumnOrName): TimestampColumn =>
  call('date_trunc', lit(format), timestamp);
/** The date of a year, month and day. */
export const make_date = (year: NumberOrColumn, month: NumberOrColumn, day: NumberOrColumn): DateColumn =>
  call('make_date', year, month, day);

// Text

/** The time as text in a pattern such as `yyyy-MM-dd HH:mm:ss`, in the session's time zone. */
export const date_format = (column: ColumnOrName, format: string): Column<string | null> =>
  call('date_format', column, lit(format));
/** Text as a date, in ISO form or in the given pattern; what does not fit is null (unless ANSI mode is on). */
export const to_date = (column: ColumnOrName, format?: string): DateColumn => call('to_date', column, text(format));
/** Text as a timestamp, in ISO form or in the given pattern; what does not fit is null (unless ANSI mode is on). */
export const to_timestamp = (column: ColumnOrName, format?: string): TimestampColumn =>
  call('to_timestamp', column, text(format));
/** Text as a timestamp, by a pattern that is a column; what does not fit is null. */
export const try_to_timestamp = (column: ColumnOrName, format?: ColumnOrName): TimestampColumn =>
  call('try_to_timestamp', column, format);
/** Text as a timestamp with the session's time zone, by a pattern that is a column. */
export const to_timestamp_ltz = (column: ColumnOrName, format?: ColumnOrName): TimestampColumn =>
  call('to_timestamp_ltz', column, format);
/** Text as a timestamp without a time zone, by a pattern that is a column. */
export const to_timestamp_ntz = (column: ColumnOrName, format?: ColumnOrName): Column<TimestampNtz | null> =>
  call('to_timestamp_ntz', column, format);

// Numbers since 1970

/** Seconds since 1970 as text in a pattern, `yyyy-MM-dd HH:mm:ss` unless given. */
export const from_unixtime = (timestamp: Argument, format?: string): Column<string | null> =>
  call('from_unixtime', timestamp, text(format));
/** The seconds since 1970 of a time, or of text in a pattern; without a column, of now. */
export const unix_timestamp = (timestamp?: ColumnOrName, format?: string): Column<bigint | null> =>
  call('unix_timestamp', timestamp, text(format));
/** The seconds since 1970 of a time, or of text in a pattern that is a column. */
export const to_unix_timestamp = (timestamp: ColumnOrName, format?: ColumnOrName): Column<bigint | null> =>
  call('to_unix_timestamp', timestamp, format);
/** Seconds since 1970 as a timestamp. */
export const timestamp_seconds = (column: ColumnOrName): TimestampColumn => call('timestamp_seconds', column);
/** Milliseconds since 1970 as a timestamp. */
export const timestamp_millis = (column: ColumnOrName): TimestampColumn => call('timestamp_millis', column);
/** Microseconds since 1970 as a timestamp. */
export const timestamp_micros = (column: ColumnOrName): TimestampColumn => call('timestamp_micros', column);
/** Seconds since 1970, as a bigint. */
export const unix_seconds = (column: ColumnOrName): Column<bigint | null> => call('unix_seconds', column);
/** Milliseconds since 1970, as a bigint. */
export const unix_millis = (column: ColumnOrName): Column<bigint | null> => call('unix_millis', column);
/** Microseconds since 1970, as a bigint. */
export const unix_micros = (column: ColumnOrName): Column<bigint | null> => call('unix_micros', column);
/** Days since 1970, as an int. */
export const unix_date = (column: ColumnOrName): NumberColumn => call('unix_date', column);
/** Days since 1970 as a date. */
export const date_from_unix_date = (days: NumberOrColumn): DateColumn => call('date_from_unix_date', days);

// Time zones

/** The time of UTC as the time of a zone, such as `Europe/Berlin` or `-08:00`. */
export const from_utc_timestamp = (timestamp: ColumnOrName, timeZone: string | Column): TimestampColumn =>
  call('from_utc_timestamp', timestamp, text(timeZone));
/** The time of a zone as the time of UTC. */
export const to_utc_timestamp = (timestamp: ColumnOrName, timeZone: string | Column): TimestampColumn =>
  call('to_utc_timestamp', timestamp, text(timeZone));
/** A time without a zone as the time of another zone; the zone it is of is the session's unless given. */
export const convert_timezone = (
  sourceTz: Column | null | undefined,
  targetTz: Column,
  sourceTs: ColumnOrName,
): Column<TimestampNtz | null> => call('convert_timezone', ...(sourceTz ? [sourceTz] : []), targetTz, sourceTs);
