import { SparkConnectError } from '../errors/spark-connect-error.ts';
import type { StreamingQueryException } from '../errors/streaming-query-exception.ts';
import type { StreamingQueryProgress } from './streaming-query-progress.ts';

/** A query was started, or was found running by a listener that came later. */
export interface QueryStartedEvent {
  readonly id: string;
  readonly runId: string;
  readonly name: string | undefined;
  /** On 3.5 when this client learned of it. */
  readonly timestamp: Date;
}

/** A batch is done. */
export interface QueryProgressEvent {
  readonly progress: StreamingQueryProgress;
}

/** A query has had nothing to do for a while: ten seconds, unless the server is told otherwise. */
export interface QueryIdleEvent {
  readonly id: string;
  readonly runId: string;
  readonly timestamp: Date;
}

/** A query was stopped, came to its end or failed. */
export interface QueryTerminatedEvent {
  readonly id: string;
  readonly runId: string;
  /** Why it failed; undefined when it did not. */
  readonly exception: StreamingQueryException | undefined;
  /** The error class of what made it fail, such as `DIVIDE_BY_ZERO`, where there is one. */
  readonly errorClassOnException: string | undefined;
}

/**
 * Is told of what happens to the streaming queries of a session. Every method may be left out. One listener gets its events
 * one after the other; the next one waits for a method that returns a promise. What a method throws goes to the log.
 *
 * @example
 * ```ts
 * import type { SparkSession, StreamingQueryListener } from 'spark-connect-ts';
 *
 * const listener: StreamingQueryListener = {
 *   onQueryProgress: ({ progress }) => console.log(progress.name, progress.batchId, progress.numInputRows),
 *   onQueryTerminated: ({ id, exception }) => console.log(id, exception?.message ?? 'ended'),
 * };
 * const listen = (spark: SparkSession) => spark.streams.addListener(listener);
 * ```
 */
export interface StreamingQueryListener {
  onQueryStarted?(event: QueryStartedEvent): void | Promise<void>;
  onQueryProgress?(event: QueryProgressEvent): void | Promise<void>;
  onQueryIdle?(event: QueryIdleEvent): void | Promise<void>;
  onQueryTerminated?(event: QueryTerminatedEvent): void | Promise<void>;
}

/** One event with the method that takes it. */
export type ListenerEvent =
  | { readonly method: 'onQueryStarted'; readonly event: QueryStartedEvent }
  | { readonly method: 'onQueryProgress'; readonly event: QueryProgressEvent }
  | { readonly method: 'onQueryIdle'; readonly event: QueryIdleEvent }
  | { readonly method: 'onQueryTerminated'; readonly event: QueryTerminatedEvent };

export function terminatedEvent(
  id: string,
  runId: string,
  exception: StreamingQueryException | undefined,
  errorClass?: string,
): ListenerEvent {
  const known = exception?.cause instanceof SparkConnectError ? exception.cause.errorClass : undefined;
  return { method: 'onQueryTerminated', event: { id, runId, exception, errorClassOnException: errorClass ?? known } };
}
