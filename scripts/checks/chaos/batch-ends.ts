import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The offset that follows the last one of a batch, by partition. */
export type BatchEnds = Readonly<Record<string, number>>;

/** Returns the ends of the finished batches of a query, from the files of its checkpoint. */
export function readBatchEnds(checkpoint: string): readonly BatchEnds[] {
  const ids = (kind: string): readonly number[] => {
    const folder = join(checkpoint, kind);
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  };
  const finished = new Set(ids('commits'));
  return ids('offsets')
    .filter((id) => finished.has(id))
    .map((id) => parseBatchEnds(readFileSync(join(checkpoint, 'offsets', String(id)), 'utf8')));
}

/** Parses a file of the offset log: its version, the metadata of the batch, and the offsets of its only source. */
export function parseBatchEnds(text: string): BatchEnds {
  const offsets = JSON.parse(text.split('\n')[2]!) as Readonly<Record<string, BatchEnds>>;
  return Object.values(offsets)[0] ?? {};
}
