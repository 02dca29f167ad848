import type { Timestamp } from '../../types/values/timestamp.ts';
import type { Column, ColumnOrName } from '../column.ts';
import { call, text } from './call.ts';
import { lit } from './normal.ts';

/** The value of a window column: the interval from `start` (inclusive) to `end` (exclusive). */
export interface TimeWindow {
  readonly start: Timestamp;
  readonly end: Timestamp;
}

/**
 * Assigns each row to time windows, as a struct of `start` (inclusive) and `end` (exclusive). Durations are Spark
 * interval strings such as `10 seconds`. If the slide is shorter than the window, windows overlap and a row falls into
 * several; without a slide, they are consecutive. In a stream, call `withWatermark` on the same column first.
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
): Column<TimeWindow, 'window'> {
  const durations = [
    windowDuration,
    slideDuration ?? (startTime === undefined ? undefined : windowDuration),
    startTime,
  ];
  const given = durations.filter((duration) => duration !== undefined);
  return call('window', timeColumn, ...given.map((duration) => lit(duration)));
}

/**
 * Assigns each row to a session window, which ends when no row of its group follows within the gap, such as `10
 * minutes`.
 */
export const session_window = (
  timeColumn: ColumnOrName,
  gapDuration: Column | string,
): Column<TimeWindow, 'session_window'> => call('session_window', timeColumn, text(gapDuration));

/** Returns the event time of a window, just before its end, for windows over windows. */
export const window_time = (windowColumn: ColumnOrName): Column<Timestamp, 'window_time'> =>
  call('window_time', windowColumn);
