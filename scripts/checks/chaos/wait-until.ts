import { setTimeout as sleep } from 'node:timers/promises';

/** Something that had to happen in a round did not. */
export class RoundError extends Error {
  override readonly name = 'RoundError';
}

/** What to wait for, in words that go on "did not …", and how many seconds at most. */
export interface Wait {
  readonly wanted: string;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** Looks again and again. @throws RoundError when the condition has not become true in time. */
export async function waitUntil(condition: () => boolean, { wanted, seconds, signal }: Wait): Promise<void> {
  for (const deadline = performance.now() + seconds * 1000; !condition(); await sleep(20)) {
    signal.throwIfAborted();
    if (performance.now() > deadline) throw new RoundError(`${wanted} within ${seconds} seconds.`);
  }
}
