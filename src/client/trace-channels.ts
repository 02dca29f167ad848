import { tracingChannel, type TracingChannel } from 'node:diagnostics_channel';
import type { Connection } from './connection-string.ts';

/**
 * The names of the diagnostics channels of this library, for `tracingChannel()` of `node:diagnostics_channel`. `batch`
 * is a plain channel, for `subscribe()`, since a client learns of a batch only when it is complete.
 *
 * @example
 * ```ts
 * import { tracingChannel } from 'node:diagnostics_channel';
 * import { channelNames, type OperationTrace } from 'spark-connect-ts';
 *
 * tracingChannel<unknown, OperationTrace>(channelNames.operation).asyncEnd.subscribe((message) => {
 *   const { name, outcome, rows } = message as OperationTrace;
 *   console.log(name, outcome, rows);
 * });
 * ```
 */
export const channelNames = {
  call: 'spark-connect-ts:call',
  operation: 'spark-connect-ts:operation',
  streamingQuery: 'spark-connect-ts:streaming-query',
  batch: 'spark-connect-ts:batch',
} as const;

/** The session and the server of a traced event. */
export interface TraceOrigin {
  readonly sessionId: string;
  /** Host of the Spark Connect server, as in the connection string. */
  readonly serverAddress: string;
  readonly serverPort: number;
}

/** One gRPC call. Contains no plans, data or secrets. */
export interface CallTrace extends TraceOrigin {
  /** gRPC method, such as `AnalyzePlan`. */
  readonly method: string;
  /** Id of the operation that the call belongs to. Undefined for calls outside of an operation. */
  readonly operationId: string | undefined;
  /** Number of messages received so far. */
  readonly responses: number;
  /** Error of the call, set when it fails. The client may retry the call. */
  readonly error?: unknown;
}

/** One executed plan, including all retries and reattachments. */
export interface OperationTrace extends TraceOrigin {
  readonly operationId: string;
  /** `query` for a DataFrame, otherwise the command's name in the protocol, such as `writeOperation` or `sqlCommand`. */
  readonly name: string;
  /** SQL text, if the plan consists of one statement. It has no parameter values, but may contain literals. */
  readonly sql: string | undefined;
  /** Tags of the action and of the session. */
  readonly tags: readonly string[];
  /** Number of rows received so far. */
  readonly rows: number;
  /** Bytes of Arrow data received so far. */
  readonly bytes: number;
  /** How the operation ended; `left` if the caller left the loop over the result early. */
  readonly outcome: 'running' | 'finished' | 'failed' | 'left';
  /** Error that the caller receives, set when the operation fails. */
  readonly error?: unknown;
}

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A context object of an event. It is the same object in all events of one piece of work. */
interface Trace extends TraceOrigin {
  readonly error?: unknown;
}

export const callChannel: TracingChannel<unknown, CallTrace> = tracingChannel<unknown, CallTrace>(channelNames.call);
export const operationChannel: TracingChannel<unknown, OperationTrace> = tracingChannel<unknown, OperationTrace>(
  channelNames.operation,
);

export function originOf(sessionId: string, { host, port }: Connection): TraceOrigin {
  return { sessionId, serverAddress: host, serverPort: port };
}

/** Publishes the start of asynchronous work, in the same order as `TracingChannel.tracePromise`. */
export function publishStart<T extends Trace>({ start, end }: TracingChannel<unknown, T>, trace: T): void {
  start.publish(trace);
  end.publish(trace);
}

/** Publishes the end of asynchronous work, preceded by its error if it failed. */
export function publishEnd<T extends Trace>(channel: TracingChannel<unknown, T>, trace: T): void {
  if (trace.error !== undefined) channel.error.publish(trace);
  channel.asyncStart.publish(trace);
  channel.asyncEnd.publish(trace);
}
