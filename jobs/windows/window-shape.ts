import type { WindowRow } from './window-row.ts';

/** The lengths of windows and of the steps between their starts, in seconds. */
export interface WindowShape {
  readonly windowDuration: number;
  readonly slideDuration: number;
}

/** Whether some of the windows cover time without overlaps and gaps: then they count each record once. */
export function tilesTime({ windowDuration, slideDuration }: WindowShape): boolean {
  return windowDuration % slideDuration === 0;
}

/** Whether a window is one of those that cover time without an overlap, so that their record counts add up. */
export function isTile(
  { window_start }: Pick<WindowRow, 'window_start'>,
  { windowDuration }: Pick<WindowShape, 'windowDuration'>,
): boolean {
  return Date.parse(window_start) % (windowDuration * 1000) === 0;
}
