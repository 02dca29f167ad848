import { channel, tracingChannel, type Channel, type TracingChannel } from 'node:diagnostics_channel';
import { channelNames, publishEnd, publishStart, type Mutable, type TraceOrigin } from '../client/trace-channels.ts';
import { StreamingQueryException } from '../errors/spark-exceptions.ts';
import type { SessionContext } from '../execution/session-context.ts';
import type { QueryIdentity } from './query-commands.ts';
import { isBatch, type StreamingQueryProgress } from './streaming-query-progress.ts';

/** One run of a streaming query, from its start or attachment until this client learns that it has ended. */
export interface StreamingQueryTrace extends TraceOrigin {
  readonly id: string;
  readonly runId: string;
  readonly name: string | undefined;
  /** Whether the query was already running when this client attached to it. */
  readonly isAttached: boolean;
  /** Error that ended the query, if it failed. */
  readonly error?: unknown;
}

/** One completed batch of a streaming query, published when this client first reads its progress. */
export interface BatchTrace extends TraceOrigin {
  readonly progress: StreamingQueryProgress;
}

const queryChannel: TracingChannel<unknown, StreamingQueryTrace> = tracingChannel<unknown, StreamingQueryTrace>(
  channelNames.streamingQuery,
);
const batchChannel: Channel = channel(channelNames.batch);

/** More than the number of reports that a server keeps. */
const maxRememberedBatches = 256;

/** Publishes the streaming queries of one session and their batches on the diagnostics channels. */
export class QueryTraces {
  readonly #origin: TraceOrigin;
  /** By the id of the run. */
  readonly #running = new Map<string, Mutable<StreamingQueryTrace>>();
  /** The recently published batches, by the id of the run. */
  readonly #batches = new Map<string, Set<number>>();

  constructor(origin: TraceOrigin) {
    this.#origin = origin;
  }

  started({ id, runId, name }: QueryIdentity, { isAttached }: { readonly isAttached: boolean }): void {
    if (!queryChannel.hasSubscribers || this.#running.has(runId)) return;
    const trace = { ...this.#origin, id, runId, name, isAttached };
    this.#running.set(runId, trace);
    publishStart(queryChannel, trace);
  }

  /** Called whenever this client learns that a run has ended. Only the first call has an effect. */
  ended(runId: string, error?: StreamingQueryException): void {
    const trace = this.#running.get(runId);
    if (!trace) return;
    this.#running.delete(runId);
    if (error) trace.error = error;
    publishEnd(queryChannel, trace);
  }

  /** Called if a call to the server failed, which may be because the query has failed. */
  failed(runId: string, error: unknown): void {
    if (error instanceof StreamingQueryException) this.ended(runId, error);
  }

  /** Called with every report that this client receives. Each batch is published once, even if it is read repeatedly. */
  received(reports: readonly StreamingQueryProgress[]): void {
    if (!batchChannel.hasSubscribers) return;
    for (const progress of reports) {
      if (!isBatch(progress) || !this.#isNew(progress)) continue;
      const trace: BatchTrace = { ...this.#origin, progress };
      batchChannel.publish(trace);
    }
  }

  #isNew({ runId, batchId }: StreamingQueryProgress): boolean {
    const published = this.#batches.get(runId) ?? new Set();
    if (published.has(batchId)) return false;
    this.#batches.set(runId, published.add(batchId));
    if (published.size > maxRememberedBatches) published.delete(Math.min(...published));
    return true;
  }
}

const traces = new WeakMap<SessionContext, QueryTraces>();

/** Returns the traces of this session, creating them on the first call. */
export function queryTraces(session: SessionContext): QueryTraces {
  let found = traces.get(session);
  if (!found) traces.set(session, (found = new QueryTraces(session.client.origin)));
  return found;
}
