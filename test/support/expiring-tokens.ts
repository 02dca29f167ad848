import { setTimeout as sleep } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import { SparkSession, type TokenSource } from '../../src/index.ts';
import type { RotatingToken } from './cloud/rotating-token.ts';

/** What happened while the tokens expired. */
export interface TokenReport {
  /** How often the server rejected a token. */
  readonly refusals: number;
  readonly collects: number;
  readonly batches: number;
}

const rowsPerBatch = 100;
const pauseOfReader = 50;

/** Keeps its token until the server rejects it. */
function cachedToken(token: RotatingToken): TokenSource {
  let cached = token.current;
  return ({ refused }) => {
    if (refused === cached) cached = token.current;
    return cached;
  };
}

/**
 * Works in a session for some seconds while its tokens expire: reads a result slowly, collects small ones, uploads, runs a streaming
 * query and sends heartbeats. Checks all results.
 */
export async function workWithExpiringTokens(
  remote: string,
  token: RotatingToken,
  seconds: number,
): Promise<TokenReport> {
  let refusals = 0;
  const spark = await SparkSession.builder
    .remote(remote)
    .token(cachedToken(token), { plaintext: true })
    .config({ 'spark.sql.shuffle.partitions': 1, 'spark.sql.execution.arrow.maxRecordsPerBatch': rowsPerBatch })
    .heartbeatInterval(300)
    .logger(({ message }) => void (message.startsWith('The server rejected the token') && refusals++))
    .getOrCreate();
  const end = Date.now() + seconds * 1000;
  const query = await spark.readStream
    .format('rate')
    .option('rowsPerSecond', 10)
    .load()
    .writeStream.format('noop')
    .queryName('expiring-tokens')
    .trigger({ processingTime: '500 milliseconds' })
    .start();

  const readSlowly = async (): Promise<void> => {
    let next = 0n;
    const most = Math.floor((seconds * 1000) / pauseOfReader) * rowsPerBatch;
    for await (const { id } of spark.range(0, most, 1, 4).toLocalIterator()) {
      expect(BigInt(id)).toBe(next++);
      if (next % BigInt(rowsPerBatch) !== 0n) continue;
      if (Date.now() >= end) break;
      await sleep(pauseOfReader);
    }
    expect(next).toBeGreaterThan(0n);
  };
  const collectOften = async (): Promise<number> => {
    for (let count = 1; ; count++) {
      expect(await spark.range(3).count()).toBe(3);
      await spark.addArtifact({ kind: 'file', name: `a-${count}.txt`, content: new TextEncoder().encode('a') });
      if (Date.now() >= end) return count;
      await sleep(100);
    }
  };
  try {
    const [, collects] = await Promise.all([readSlowly(), collectOften()]);
    expect(await query.isActive()).toBe(true);
    // The query continues, so under load it only needs more time.
    const batches = await vi.waitFor(async () => {
      const { batchId = 0 } = (await query.lastProgress()) ?? {};
      expect(batchId).toBeGreaterThan(seconds / 4);
      return batchId;
    }, 60_000);
    await query.stop();
    return { refusals, collects, batches };
  } finally {
    // Also ends what else is running if one part has failed.
    await spark.stop();
  }
}
