import { setTimeout as sleep } from 'node:timers/promises';

/** An expected event of a round did not happen. */
export class RoundError extends Error {
  override readonly name = 'RoundError';
}

/** The beginning of the error message, such as "The consumer did not stop", and the maximum wait. */
export interface Wait {
  readonly wanted: string;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** Polls a condition until it is true. @throws RoundError when it does not become true in time. */
export async function waitUntil(condition: () => boolean, { wanted, seconds, signal }: Wait): Promise<void> {
  for (const deadline = performance.now() + seconds * 1000; !condition(); await sleep(20)) {
    signal.throwIfAborted();
    if (performance.now() > deadline) throw new RoundError(`${wanted} within ${seconds} seconds.`);
  }
}
