import type { Timestamp, TimestampNtz } from '../../types/values/timestamp.ts';
import type { Column, ColumnOrName } from '../column.ts';
import { call, type Argument } from './call.ts';

type Part = ColumnOrName | number;

/** Returns a timestamp from its parts. The time zone is a column and defaults to that of the session. */
export const make_timestamp = (
  years: Part,
  months: Part,
  days: Part,
  hours: Part,
  mins: Part,
  secs: Part,
  timezone?: ColumnOrName,
): Column<Timestamp | null> => call('make_timestamp', years, months, days, hours, mins, secs, timezone);
/**
 * Like {@link make_timestamp}, but always returns a timestamp with the session time zone, whatever the session's
 * default timestamp type.
 */
export const make_timestamp_ltz = (
  years: Part,
  months: Part,
  days: Part,
  hours: Part,
  mins: Part,
  secs: Part,
  timezone?: ColumnOrName,
): Column<Timestamp | null> => call('make_timestamp_ltz', years, months, days, hours, mins, secs, timezone);
/** Returns a timestamp without time zone from its parts. */
export const make_timestamp_ntz = (
  years: Part,
  months: Part,
  days: Part,
  hours: Part,
  mins: Part,
  secs: Part,
): Column<TimestampNtz | null> => call('make_timestamp_ntz', years, months, days, hours, mins, secs);

/** Returns a day-time interval. Omitted parts are zero. */
export const make_dt_interval = (days?: Part, hours?: Part, mins?: Part, secs?: Part): Column =>
  call('make_dt_interval', ...parts([days, hours, mins, secs]));
/** Returns a year-month interval. Omitted parts are zero. */
export const make_ym_interval = (years?: Part, months?: Part): Column =>
  call('make_ym_interval', ...parts([years, months]));
/** Returns an interval of the legacy calendar type, which a result cannot contain. Omitted parts are zero. */
export const make_interval = (
  years?: Part,
  months?: Part,
  weeks?: Part,
  days?: Part,
  hours?: Part,
  mins?: Part,
  secs?: Part,
): Column => call('make_interval', ...parts([years, months, weeks, days, hours, mins, secs]));

/** Returns the parts up to the last one given, with zeros for any omitted before it. */
function parts(given: readonly (Part | undefined)[]): Argument[] {
  const last = given.findLastIndex((part) => part !== undefined);
  return given.slice(0, last + 1).map((part) => part ?? 0);
}
