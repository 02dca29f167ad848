import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamingQuery } from '../../src/index.ts';

/**
 * Waits until no batch is running, because a canceled batch has to be repeated. Gives up after `maxWait`. `timeout` applies to each
 * request. All times are in milliseconds.
 */
export async function pauseBetweenBatches(query: StreamingQuery, maxWait: number, timeout: number): Promise<void> {
  const deadline = Date.now() + maxWait;
  while (Date.now() < deadline && (await query.status({ timeout })).isTriggerActive) await sleep(50);
}

/** Stops a query, if possible between two batches. */
export async function stopBetweenBatches(query: StreamingQuery, maxWait: number, timeout: number): Promise<void> {
  await pauseBetweenBatches(query, maxWait, timeout);
  await query.stop({ timeout });
}
