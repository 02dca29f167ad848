import type { Timestamp } from '../../types/values/timestamp.ts';
import type { Column, ColumnOrName } from '../column.ts';
import { call, text } from './call.ts';
import { lit } from './normal.ts';

/** What windows are in a row: from `start`, included, to `end`, not included. */
export interface TimeWindow {
  readonly start: Timestamp;
  readonly end: Timestamp;
}

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
): Column<TimeWindow, 'window'> {
  const durations = [
    windowDuration,
    slideDuration ?? (startTime === undefined ? undefined : windowDuration),
    startTime,
  ];
  const given = durations.filter((duration) => duration !== undefined);
  return call('window', timeColumn, ...given.map((duration) => lit(duration)));
}

/** The session that each row belongs to: rows of one group with a gap, such as `10 minutes`, or less between one and the next. */
export const session_window = (
  timeColumn: ColumnOrName,
  gapDuration: Column | string,
): Column<TimeWindow, 'session_window'> => call('session_window', timeColumn, text(gapDuration));

/** The time that a window stands for in windows over windows: just before its end. */
export const window_time = (windowColumn: ColumnOrName): Column<Timestamp, 'window_time'> =>
  call('window_time', windowColumn);
