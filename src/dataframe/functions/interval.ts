import type { Timestamp, TimestampNtz } from '../../types/values/timestamp.ts';
import type { Column, ColumnOrName } from '../column.ts';
import { call, type Argument } from './call.ts';

type Part = ColumnOrName | number;

/** The time of its parts, in the session's time zone or in another, a column. */
export const make_timestamp = (
  years: Part,
  months: Part,
  days: Part,
  hours: Part,
  mins: Part,
  secs: Part,
  timezone?: ColumnOrName,
): Column<Timestamp | null> => call('make_timestamp', years, months, days, hours, mins, secs, timezone);
/** The same as {@link make_timestamp}, of the type with a time zone whatever the session prefers. */
export const make_timestamp_ltz = (
  years: Part,
  months: Part,
  days: Part,
  hours: Part,
  mins: Part,
  secs: Part,
  timezone?: ColumnOrName,
): Column<Timestamp | null> => call('make_timestamp_ltz', years, months, days, hours, mins, secs, timezone);
/** The time of its parts, without a time zone. */
export const make_timestamp_ntz = (
  years: Part,
  months: Part,
  days: Part,
  hours: Part,
  mins: Part,
  secs: Part,
): Column<TimestampNtz | null> => call('make_timestamp_ntz', years, months, days, hours, mins, secs);

/** An interval of days to seconds; what is left out is zero. */
export const make_dt_interval = (days?: Part, hours?: Part, mins?: Part, secs?: Part): Column =>
  call('make_dt_interval', ...parts([days, hours, mins, secs]));
/** An interval of years and months; what is left out is zero. */
export const make_ym_interval = (years?: Part, months?: Part): Column =>
  call('make_ym_interval', ...parts([years, months]));
/** An interval of the legacy type, which a result cannot carry; what is left out is zero. */
export const make_interval = (
  years?: Part,
  months?: Part,
  weeks?: Part,
  days?: Part,
  hours?: Part,
  mins?: Part,
  secs?: Part,
): Column => call('make_interval', ...parts([years, months, weeks, days, hours, mins, secs]));

/** The parts up to the last given one, with zeros between them. */
function parts(given: readonly (Part | undefined)[]): Argument[] {
  const last = given.findLastIndex((part) => part !== undefined);
  return given.slice(0, last + 1).map((part) => part ?? 0);
}
