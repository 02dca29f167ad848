import type { Batches, BatchWatermarks, ModelBatch, ModelEvent } from './watermark-model.ts';

/** Drops duplicates by key and event time, as `dropDuplicates` does. A pair is remembered until the watermark reaches its time. */
export function dropDuplicates(
  batches: Batches,
  watermarks: readonly BatchWatermarks[],
): readonly ModelBatch<ModelEvent>[] {
  return deduplicate(batches, watermarks, {
    idOf: ({ key, time }) => JSON.stringify([key, time]),
    expiryOf: ({ time }) => time,
  });
}

/**
 * Drops duplicates by key, as `dropDuplicatesWithinWatermark` does. A key is remembered until the watermark reaches the time of
 * the row that was kept plus the delay. Duplicates do not extend this time.
 */
export function dropDuplicatesWithinWatermark(
  batches: Batches,
  watermarks: readonly BatchWatermarks[],
  delay: number,
): readonly ModelBatch<ModelEvent>[] {
  return deduplicate(batches, watermarks, { idOf: ({ key }) => key, expiryOf: ({ time }) => time + delay });
}

interface Memory {
  readonly idOf: (event: ModelEvent) => string;
  readonly expiryOf: (event: ModelEvent) => number;
}

function deduplicate(
  batches: Batches,
  watermarks: readonly BatchWatermarks[],
  { idOf, expiryOf }: Memory,
): readonly ModelBatch<ModelEvent>[] {
  const expiries = new Map<string, number>();
  return watermarks.map(({ late, complete }, index) => {
    const events = batches[index] ?? [];
    const punctual = events.filter(({ time }) => time > late);
    const rows: ModelEvent[] = [];
    for (const event of punctual) {
      if (expiries.has(idOf(event))) continue;
      expiries.set(idOf(event), expiryOf(event));
      rows.push(event);
    }
    for (const [id, expiry] of expiries) if (expiry <= complete) expiries.delete(id);
    return { rows, watermark: complete, dropped: events.length - punctual.length, total: expiries.size };
  });
}
