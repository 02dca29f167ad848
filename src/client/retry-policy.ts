import { setTimeout as sleep } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { isRpcError, type RpcError } from './rpc-error.ts';

/** How often and how long to wait before a failed call is made again; times are in milliseconds. */
export interface RetryPolicy {
  readonly maxRetries: number;
  readonly initialBackoff: number;
  readonly backoffMultiplier: number;
  readonly maxBackoff: number;
  /** Up to this much is added at random, to waits of at least `minJitterThreshold`. */
  readonly jitter: number;
  readonly minJitterThreshold: number;
}

/** Kept equal to PySpark's: the waits add up to a little over ten minutes (SPARK-44721). */
export const defaultRetryPolicy: RetryPolicy = {
  maxRetries: 15,
  initialBackoff: 50,
  backoffMultiplier: 4,
  maxBackoff: 60_000,
  jitter: 500,
  minJitterThreshold: 2_000,
};

/** Whether the same call may succeed when made again. */
export function isRetriable(error: unknown): error is RpcError {
  if (!isRpcError(error)) return false;
  return (
    error.code === status.UNAVAILABLE ||
    // A second stream on the operation, ours after a lost connection, ends the first one with this.
    (error.code === status.INTERNAL && error.details.includes('INVALID_CURSOR.DISCONNECTED'))
  );
}

/** Counts the failures of one call. Progress gives the whole budget back, so that a stream may run for weeks. */
export class RetryBudget {
  readonly #policy: RetryPolicy;
  #failures = 0;

  constructor(policy: RetryPolicy) {
    this.#policy = policy;
  }

  get attempts(): number {
    return this.#failures + 1;
  }

  renew(): void {
    this.#failures = 0;
  }

  /** Waits for the next try, or rethrows the error when it is final or the budget is used up. */
  async waitOrThrow(error: unknown, signal: AbortSignal | undefined): Promise<void> {
    if (!isRetriable(error) || this.#failures >= this.#policy.maxRetries) throw error;
    const wait = backoff(this.#policy, this.#failures);
    this.#failures++;
    await sleep(wait, undefined, signal && { signal }).catch((interruption: unknown) => {
      throw signal?.aborted ? signal.reason : interruption;
    });
  }
}

function backoff(policy: RetryPolicy, failures: number): number {
  const wait = Math.min(policy.maxBackoff, policy.initialBackoff * policy.backoffMultiplier ** failures);
  return wait >= policy.minJitterThreshold ? wait + Math.random() * policy.jitter : wait;
}
