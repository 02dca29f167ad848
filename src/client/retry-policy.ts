import { setTimeout as sleep } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { codeName, isConnectionFailure, isRpcError, mentions, type RpcError } from './rpc-error.ts';
import { retryDelayOf } from './status-details.ts';

/** A failed call, as passed to {@link RetryPolicy.canRetry}. */
export interface FailedAttempt {
  /** The gRPC status by name, such as `UNAVAILABLE`. */
  readonly code: string;
  readonly message: string;
}

/**
 * How often to retry a failed call, and how long to wait before each retry. Times are in milliseconds.
 *
 * @example
 * ```ts
 * import { SparkSession, type RetryPolicy } from 'spark-connect-ts';
 *
 * const impatient: Partial<RetryPolicy> = { maxRetries: 3, maxBackoff: 1000 };
 * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').retryPolicy(impatient).getOrCreate();
 * await spark.stop();
 * ```
 */
export interface RetryPolicy {
  readonly maxRetries: number;
  readonly initialBackoff: number;
  readonly backoffMultiplier: number;
  readonly maxBackoff: number;
  /** Maximum random time added to waits of at least `minJitterThreshold`. */
  readonly jitter: number;
  readonly minJitterThreshold: number;
  /** Maximum wait that the server may request. */
  readonly maxServerRetryDelay: number;
  /** Returns whether to retry a failure that is not retried by default. Default: never. */
  readonly canRetry: (failure: FailedAttempt) => boolean;
}

/** The same as PySpark's. The waits add up to a little over ten minutes (SPARK-44721). */
export const defaultRetryPolicy: RetryPolicy = {
  maxRetries: 15,
  initialBackoff: 50,
  backoffMultiplier: 4,
  maxBackoff: 60_000,
  jitter: 500,
  minJitterThreshold: 2_000,
  maxServerRetryDelay: 600_000,
  canRetry: () => false,
};

/** Receives each failure that is followed by a retry. */
export type RetryListener = (error: RpcError, attempt: number, wait: number) => void;

/** Counts the failures of one call. Progress resets the count, so that a stream can run for weeks. */
export class RetryBudget {
  readonly #policy: RetryPolicy;
  readonly #onRetry: RetryListener;
  #failures = 0;

  constructor(policy: RetryPolicy, onRetry: RetryListener = () => {}) {
    this.#policy = policy;
    this.#onRetry = onRetry;
  }

  get attempts(): number {
    return this.#failures + 1;
  }

  renew(): void {
    this.#failures = 0;
  }

  /** Waits for the next attempt. Rethrows the error if it is not retriable or no retries are left. */
  async waitOrThrow(error: unknown, signal: AbortSignal | undefined): Promise<void> {
    if (!isRpcError(error) || !this.#isRetriable(error)) throw error;
    await this.spendOrThrow(error, signal);
  }

  /** Like `waitOrThrow`, for an error that is known to be retriable. */
  async spendOrThrow(error: RpcError, signal: AbortSignal | undefined): Promise<void> {
    if (this.#failures >= this.#policy.maxRetries) throw error;
    const requested = retryDelayOf(error) ?? 0;
    const wait = Math.max(backoff(this.#policy, this.#failures), Math.min(requested, this.#policy.maxServerRetryDelay));
    this.#failures++;
    this.#onRetry(error, this.#failures, wait);
    await sleep(wait, undefined, signal && { signal }).catch((interruption: unknown) => {
      throw signal?.aborted ? signal.reason : interruption;
    });
  }

  #isRetriable(error: RpcError): boolean {
    return (
      isConnectionFailure(error) ||
      // The only deadlines are our own, on calls that a healthy server answers immediately.
      error.code === status.DEADLINE_EXCEEDED ||
      // The server ends a stream with this when a second one attaches, such as ours after a lost connection.
      (error.code === status.INTERNAL && mentions(error, 'INVALID_CURSOR.DISCONNECTED')) ||
      retryDelayOf(error) !== undefined ||
      this.#policy.canRetry({ code: codeName(error.code), message: error.details })
    );
  }
}

function backoff(policy: RetryPolicy, failures: number): number {
  const wait = Math.min(policy.maxBackoff, policy.initialBackoff * policy.backoffMultiplier ** failures);
  return wait >= policy.minJitterThreshold ? wait + Math.random() * policy.jitter : wait;
}
