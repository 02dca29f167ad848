import type { Column, ColumnOrName } from '../column.ts';
import { call } from './call.ts';
import { lit } from './normal.ts';

/** The time at which the query (in a stream: the micro-batch) started. */
export const current_timestamp = (): Column => call('current_timestamp');
/** The time as text in a pattern such as `yyyy-MM-dd HH:mm:ss`, in the session's time zone. */
export const date_format = (column: ColumnOrName, format: string): Column => call('date_format', column, lit(format));
/** Text as a timestamp, in ISO form or in the given pattern; what does not fit is null (unless ANSI mode is on). */
export const to_timestamp = (column: ColumnOrName, format?: string): Column =>
  format === undefined ? call('to_timestamp', column) : call('to_timestamp', column, lit(format));
/** Seconds since 1970 as a timestamp. */
export const timestamp_seconds = (column: ColumnOrName): Column => call('timestamp_seconds', column);
/** Milliseconds since 1970, as a bigint. */
export const unix_millis = (column: ColumnOrName): Column => call('unix_millis', column);

/**
 * The time windows that each row falls into, as a struct of `start` (included) and `end` (not included). Durations are
 * Spark's text, such as `10 seconds`. With a slide shorter than the window a row falls into several; without one windows
 * follow each other. In a stream, declare the watermark on the same column first.
 *
 * @example
 * ```ts
 * import { col, count, window } from 'spark-connect-ts/functions';
 * import type { DataFrame } from 'spark-connect-ts';
 *
 * const perWindow = (events: DataFrame) =>
 *   events.withWatermark('time', '30 seconds').groupBy(window('time', '10 seconds', '5 seconds')).agg(count('*').alias('n'));
 * ```
 */
export function window(
  timeColumn: ColumnOrName,
  windowDuration: string,
  slideDuration?: string,
  startTime?: string,
): Column {
  const durations = [
    windowDuration,
    slideDuration ?? (startTime === undefined ? undefined : windowDuration),
    startTime,
  ];
  return call('window', timeColumn, ...durations.filter((text) => text !== undefined).map(lit));
}
