import type { OutputMode } from '../index.ts';

/** A row of a stream: event time in milliseconds since 1970, a group and a number. */
export interface ModelEvent {
  readonly time: number;
  readonly key: string;
  readonly value: number;
}

/** The windows of an aggregation, in milliseconds. */
export interface Windows {
  readonly duration: number;
  readonly slide: number;
  readonly offset: number;
}

/** One window of one key, as it is written. */
export interface WindowRow {
  readonly start: number;
  readonly end: number;
  readonly key: string;
  readonly count: number;
  readonly sum: number;
}

/** What a batch of a stateful query does. */
export interface ModelBatch<Row> {
  readonly rows: readonly Row[];
  /** The watermark that the batch works with. */
  readonly watermark: number;
  /** How many rows of state came or changed, went because of the watermark, were refused as late, and are there after it. */
  readonly updated: number;
  readonly removed: number;
  readonly dropped: number;
  readonly total: number;
}

/** The watermarks of a batch: which one tells what is late, and which one tells what is complete. */
export interface BatchWatermarks {
  /** That of the batch before: what came in a batch is not late by a watermark which no batch has worked with yet. */
  readonly late: number;
  /** That of the batch itself. */
  readonly complete: number;
}

/**
 * The watermarks of a query's batches, given the event times in each batch of data. Each batch moves the watermark for the next
 * one: to the latest time so far less the delay, never back, and never below 1970. When the last one did, a batch without data
 * follows it, unless the query has no use for it.
 */
export function watermarksOf(
  times: readonly (readonly number[])[],
  delay: number,
  { endsWithEmptyBatch }: { readonly endsWithEmptyBatch: boolean },
): readonly BatchWatermarks[] {
  const batches: BatchWatermarks[] = [];
  let late = 0;
  let complete = 0;
  for (const batch of times) {
    batches.push({ late, complete });
    late = complete;
    complete = batch.reduce((latest, time) => Math.max(latest, time - delay), complete);
  }
  return endsWithEmptyBatch && complete > late ? [...batches, { late, complete }] : batches;
}

/** The start of each window that a time falls into. */
export function windowStarts(time: number, { duration, slide, offset }: Windows): readonly number[] {
  const starts: number[] = [];
  const last = Math.floor((time - offset) / slide) * slide + offset;
  for (let start = last; start + duration > time; start -= slide) starts.push(start);
  return starts;
}

/** Counts and sums events by window and key, batch by batch, as a streaming aggregation does. */
export function aggregateWindows(
  batches: readonly (readonly ModelEvent[])[],
  windows: Windows,
  delay: number,
  outputMode: OutputMode,
): readonly ModelBatch<WindowRow>[] {
  const times = batches.map((batch) => batch.map(({ time }) => time));
  const watermarks = watermarksOf(times, delay, { endsWithEmptyBatch: outputMode !== 'complete' });
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
      rows: [...written[outputMode]],
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
