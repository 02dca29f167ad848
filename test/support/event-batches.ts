import { Timestamp, type Row } from '../../src/index.ts';
import type { Input, ObservedBatch } from './micro-batches.ts';
import type { Batches } from '../../scripts/checks/models/watermark-model.ts';

/** Returns the number of runs of a property test of streams, which STREAMING_RUNS overrides. */
export const streamingRuns = (usual: number): number => Number(process.env['STREAMING_RUNS'] ?? usual);

/** Converts events of a model to the input of a query with the columns `time`, `key` and `value`. */
export function eventInput(batches: Batches): Input {
  const inputRows = batches.map((events) =>
    events.map(({ time, ...rest }) => ({ time: new Date(time).toISOString(), ...rest })),
  );
  return { schema: 'time TIMESTAMP, key STRING, value LONG', batches: inputRows };
}

type PlainRow = Readonly<Record<string, unknown>>;

/** Converts times and bigints in rows to numbers, as the models use them, and sorts the rows by their values. */
export function plainRows(rows: readonly Row[]): readonly PlainRow[] {
  return inOrder(
    rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)]))),
  );
}

/** Sorts the rows of each batch of a model in the order of `plainRows`. */
export function expectedBatches<Batch extends { readonly rows: readonly object[] }>(
  batches: readonly Batch[],
): readonly (Omit<Batch, 'rows'> & { readonly rows: readonly PlainRow[] })[] {
  return batches.map((batch) => ({ ...batch, rows: inOrder(batch.rows.map((row) => ({ ...row }))) }));
}

/** The parts of a batch that tests compare with a model. */
export interface BatchFigures {
  readonly rows: readonly PlainRow[];
  readonly watermark: number | undefined;
  readonly updated: number | undefined;
  readonly removed: number | undefined;
  readonly dropped: number | undefined;
  readonly total: number | undefined;
}

/** Converts observed batches to the form of the models. Of several stateful operators, the one nearest to the sink counts. */
export function observedBatches(batches: readonly ObservedBatch[]): readonly BatchFigures[] {
  return batches.map(({ rows, watermark, states: [state] }) => ({
    rows: plainRows(rows),
    watermark,
    updated: state?.numRowsUpdated,
    removed: state?.numRowsRemoved,
    dropped: state?.numRowsDroppedByWatermark,
    total: state?.numRowsTotal,
  }));
}

function plain(value: unknown): unknown {
  if (value instanceof Timestamp) return value.epochMilliseconds;
  return typeof value === 'bigint' ? Number(value) : value;
}

function inOrder(rows: readonly PlainRow[]): readonly PlainRow[] {
  const text = (row: PlainRow): string => JSON.stringify(Object.entries(row).sort());
  return rows.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
}
