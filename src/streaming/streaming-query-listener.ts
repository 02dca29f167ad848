import { SparkConnectError } from '../errors/spark-connect-error.ts';
import type { StreamingQueryException } from '../errors/spark-exceptions.ts';
import type { StreamingQueryProgress } from './streaming-query-progress.ts';

/** Reports that a query was started, or was already running when it was first seen. */
export interface QueryStartedEvent {
  readonly id: string;
  readonly runId: string;
  readonly name: string | undefined;
  /** When the query was started. On Spark 3.5, when this client first saw it. */
  readonly timestamp: Date;
}

/** Reports that a batch is complete. */
export interface QueryProgressEvent {
  readonly progress: StreamingQueryProgress;
}

/** Reports that a query has found no new data for a while. Server default: 10 seconds. */
export interface QueryIdleEvent {
  readonly id: string;
  readonly runId: string;
  readonly timestamp: Date;
}

/** Reports that a query was stopped, finished or failed. */
export interface QueryTerminatedEvent {
  readonly id: string;
  readonly runId: string;
  /** The error that ended the query; undefined if it did not fail. */
  readonly exception: StreamingQueryException | undefined;
  /** The error class of the cause, such as `DIVIDE_BY_ZERO`, if it has one. */
  readonly errorClassOnException: string | undefined;
}

/**
 * Receives the events of a session's streaming queries. Every method is optional. A listener receives its events one at
 * a time: if a method returns a promise, the next event waits for it. Errors that a method throws are logged.
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

/** An event and the listener method that receives it. */
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
