import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The offset that follows the last one of a batch, by partition. */
export type BatchEnds = Readonly<Record<string, number>>;

/** A finished batch. */
export interface FinishedBatch {
  readonly id: number;
  readonly ends: BatchEnds;
}

/** Returns the finished batches of a query that its checkpoint still has, in order. */
export function readBatches(checkpoint: string): readonly FinishedBatch[] {
  return finishedIds(checkpoint).map((id) => readBatch(checkpoint, id));
}

/** Returns the newest finished batch of a query. Unlike {@link readBatches}, it can be called while Spark deletes old batches. */
export function readLastBatch(checkpoint: string): FinishedBatch | undefined {
  const id = finishedIds(checkpoint).at(-1);
  return id === undefined ? undefined : readBatch(checkpoint, id);
}

function finishedIds(checkpoint: string): readonly number[] {
  const ids = (kind: string): readonly number[] => {
    const folder = join(checkpoint, kind);
    return existsSync(folder)
      ? readdirSync(folder)
          .filter((name) => /^\d+$/.test(name))
          .map(Number)
      : [];
  };
  const committed = new Set(ids('commits'));
  return ids('offsets')
    .filter((id) => committed.has(id))
    .sort((a, b) => a - b);
}

function readBatch(checkpoint: string, id: number): FinishedBatch {
  return { id, ends: parseBatchEnds(readFileSync(join(checkpoint, 'offsets', String(id)), 'utf8')) };
}

/** Returns the ends of all batches of a query since its first one. @throws Error when the checkpoint lacks one of them. */
export function readBatchEnds(checkpoint: string): readonly BatchEnds[] {
  return readBatches(checkpoint).map(({ id, ends }, index) => {
    if (id !== index) throw new Error(`The checkpoint at ${checkpoint} lacks batch ${index}.`);
    return ends;
  });
}

/** Parses a file of the offset log: its version, the metadata of the batch, and the offsets of its only source. */
function parseBatchEnds(text: string): BatchEnds {
  const offsets = JSON.parse(text.split('\n')[2]!) as Readonly<Record<string, BatchEnds>>;
  return Object.values(offsets)[0] ?? {};
}
