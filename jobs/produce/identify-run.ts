import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { isGcsUri } from '../cloud-storage/gcs-uri.ts';
import { openByteSource } from '../transactions/byte-source.ts';
import type { TransactionSchema } from '../transactions/transaction-schema.ts';
import { faultKinds, type FaultShares } from './fault-shares.ts';

/** The options that determine the sequence of messages, together with the contents of the file. */
export interface RunOptions {
  readonly skipRecords: number;
  /** The shares of faults and the seed to draw them from; undefined if there are none. */
  readonly faults: { readonly shares: FaultShares; readonly seed: number } | undefined;
  /** The schema, unless it is the built-in one. */
  readonly schema?: TransactionSchema | undefined;
}

const idLength = 12;

/** The default of `--seed`. */
export const defaultSeed = 42;

/**
 * Returns the ID of a run: 12 hexadecimal digits that depend on the contents of the file and the options. A pipe cannot be read
 * twice, so each run of a pipe gets a different ID.
 */
export async function identifyRun(
  path: string,
  isFile: boolean,
  { skipRecords, faults, schema }: RunOptions,
  signal: AbortSignal,
): Promise<string> {
  const contents = isFile ? await hashFile(path, signal) : randomUUID();
  const inject = faults && [faultKinds.map((kind) => faults.shares[kind]), faults.seed];
  return createHash('sha256')
    .update(
      JSON.stringify({ contents, skipRecords, ...(inject && { inject }), ...(schema && { schema: schema.toDDL() }) }),
    )
    .digest('hex')
    .slice(0, idLength);
}

async function hashFile(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const chunks = isGcsUri(path)
    ? (await openByteSource(path, signal)).chunks
    : (createReadStream(path, { highWaterMark: 1024 * 1024, signal }) as AsyncIterable<Buffer>);
  try {
    for await (const chunk of chunks) hash.update(chunk);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  return hash.digest('hex');
}
