/** A row of a stream: its event time in milliseconds since 1970, a key and a number. */
export interface ModelEvent {
  readonly time: number;
  readonly key: string;
  readonly value: number;
}

/** The rows that arrive in each batch. */
export type Batches<Row = ModelEvent> = readonly (readonly Row[])[];

/** The outcome of a batch of a stateful query. */
export interface ModelBatch<Row> {
  readonly rows: readonly Row[];
  /** The watermark that the batch uses. */
  readonly watermark: number;
  /** The number of rows dropped as late. */
  readonly dropped: number;
  /** The number of rows in the state after the batch. */
  readonly total: number;
}

/** The watermarks of a batch. */
export interface BatchWatermarks {
  /** Decides which rows are late. It is the watermark of the previous batch. */
  readonly late: number;
  /** Decides which results are complete. It is the watermark of the batch itself. */
  readonly complete: number;
}

/** A stream with a watermark. The delay is in milliseconds. */
export interface WatermarkedInput {
  readonly batches: Batches;
  readonly delay: number;
}

/**
 * Computes the watermarks of a query's batches. Each batch sets the watermark of the next one to the latest time so far minus the
 * delay, never lower than before and never before 1970. Of several inputs, the slowest counts. If the last batch advances the
 * watermark, an empty batch follows unless the query does not need one.
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
