import type { OutputMode } from '../../../src/index.ts';
import type { Batches, BatchWatermarks, ModelBatch, ModelEvent } from './watermark-model.ts';

/** The windows of an aggregation. All fields are in milliseconds. */
export interface Windows {
  readonly duration: number;
  readonly slide: number;
  readonly offset: number;
}

/** One window of one key, as the sink receives it. */
export interface WindowRow {
  readonly start: number;
  readonly end: number;
  readonly key: string;
  readonly count: number;
  readonly sum: number;
}

/** The outcome of a batch of an aggregation. */
export interface WindowBatch extends ModelBatch<WindowRow> {
  /** The number of state rows added or changed. */
  readonly updated: number;
  /** The number of state rows removed because of the watermark. */
  readonly removed: number;
}

/** Returns the start of each window that contains a time. */
export function windowStarts(time: number, { duration, slide, offset }: Windows): readonly number[] {
  const starts: number[] = [];
  const last = Math.floor((time - offset) / slide) * slide + offset;
  for (let start = last; start + duration > time; start -= slide) starts.push(start);
  return starts;
}

/** Counts and sums events by window and key, batch by batch, as a streaming aggregation does. */
export function aggregateWindows(
  batches: Batches,
  watermarks: readonly BatchWatermarks[],
  windows: Windows,
  outputMode: OutputMode,
): readonly WindowBatch[] {
  const state = new Map<string, WindowRow>();
  return watermarks.map(({ late, complete }, index) => {
    const changed = new Map<string, WindowRow>();
    for (const event of batches[index] ?? []) {
      for (const start of windowStarts(event.time, windows)) addEvent(changed, state, start, windows.duration, event);
    }
    const forgets = outputMode !== 'complete';
    const refused = [...changed].filter(([, { end }]) => forgets && end <= late);
    for (const [id] of refused) changed.delete(id);
    for (const [id, row] of changed) state.set(id, row);
    const finished = [...state].filter(([, { end }]) => forgets && end <= complete);
    for (const [id] of finished) state.delete(id);
    const written = { append: finished.map(([, row]) => row), update: changed.values(), complete: state.values() };
    return {
      rows: [...written[outputMode.toLowerCase() as Lowercase<OutputMode>]],
      watermark: complete,
      updated: changed.size,
      removed: finished.length,
      dropped: refused.length,
      total: state.size,
    };
  });
}

function addEvent(
  changed: Map<string, WindowRow>,
  state: ReadonlyMap<string, WindowRow>,
  start: number,
  duration: number,
  { key, value }: ModelEvent,
): void {
  const id = JSON.stringify([start, key]);
  const { count, sum } = changed.get(id) ?? state.get(id) ?? { count: 0, sum: 0 };
  changed.set(id, { start, end: start + duration, key, count: count + 1, sum: sum + value });
}
