/** A row of a stream: event time in milliseconds since 1970, a group and a number. */
export interface ModelEvent {
  readonly time: number;
  readonly key: string;
  readonly value: number;
}

/** What arrives in each batch. */
export type Batches<Row = ModelEvent> = readonly (readonly Row[])[];

/** What a batch of a stateful query does. */
export interface ModelBatch<Row> {
  readonly rows: readonly Row[];
  /** The watermark that the batch works with. */
  readonly watermark: number;
  /** How many rows were refused as late, and how many the state has after the batch. */
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

/** A stream with a watermark; the delay is in milliseconds. */
export interface WatermarkedInput {
  readonly batches: Batches;
  readonly delay: number;
}

/**
 * The watermarks of a query's batches. Each batch moves the watermark for the next one: to the latest time so far less the
 * delay, never back, and never below 1970; of several inputs the slowest counts. When the last batch moved it, a batch without
 * data follows, unless the query has no use for it.
 */
export function watermarksOf(
  inputs: readonly WatermarkedInput[],
  { endsWithEmptyBatch = true }: { readonly endsWithEmptyBatch?: boolean } = {},
): readonly BatchWatermarks[] {
  const numBatches = Math.max(...inputs.map(({ batches }) => batches.length));
  const watermarks: BatchWatermarks[] = [{ late: 0, complete: 0 }];
  for (let next = 1; next <= numBatches; next++) {
    const perInput = inputs.map(({ batches, delay }) => {
      const times = batches.slice(0, next).flatMap((batch) => batch.map(({ time }) => time));
      return Math.max(0, ...times.map((time) => time - delay));
    });
    watermarks.push({ late: watermarks[next - 1]?.complete ?? 0, complete: Math.min(...perInput) });
  }
  const { late, complete } = watermarks[numBatches] ?? { late: 0, complete: 0 };
  return endsWithEmptyBatch && complete > late ? watermarks : watermarks.slice(0, numBatches);
}
