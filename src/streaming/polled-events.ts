import { setTimeout as sleep } from 'node:timers/promises';
import type { SessionContext } from '../execution/session-context.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { StreamingQueryException } from '../errors/spark-exceptions.ts';
import { ProgressFeed } from './progress-feed.ts';
import { activeQueries, type QueryIdentity } from './query-commands.ts';
import { StreamingQuery } from './streaming-query.ts';
import { terminatedEvent, type ListenerEvent } from './streaming-query-listener.ts';

interface TrackedQuery {
  readonly query: StreamingQuery;
  readonly feed: ProgressFeed;
}

/**
 * Detects the streaming query events of a session by polling, because Spark 3.5 notifies only listeners that run in the
 * server. Queries that this client starts are tracked immediately; other queries once a poll finds them running.
 */
export class PolledEvents {
  readonly #session: SessionContext;
  readonly #emit: (event: ListenerEvent) => void;
  readonly #tracked = new Map<string, TrackedQuery>();
  readonly #stopped = new AbortController();

  constructor(session: SessionContext, emit: (event: ListenerEvent) => void) {
    this.#session = session;
    this.#emit = emit;
  }

  /** Skips the past progress of running queries, then polls until {@link stop} is called or the session ends. */
  async start(pollInterval: number): Promise<void> {
    for (const identity of await activeQueries(this.#session, {})) await this.#track(identity).feed.next();
    void this.#pollUntilStopped(pollInterval);
  }

  stop(): void {
    this.#stopped.abort();
  }

  /** Called for each query that this client starts, and for each running query that a poll finds. */
  started(identity: QueryIdentity): void {
    const { id, runId, name } = identity;
    if (this.#tracked.has(runId)) return;
    this.#track(identity);
    this.#emit({ method: 'onQueryStarted', event: { id, runId, name, timestamp: new Date() } });
  }

  #track({ id, runId, name }: QueryIdentity): TrackedQuery {
    const query = new StreamingQuery(this.#session, { id, runId }, name);
    const tracked = { query, feed: new ProgressFeed(query) };
    this.#tracked.set(runId, tracked);
    return tracked;
  }

  async #pollUntilStopped(pollInterval: number): Promise<void> {
    const signal = AbortSignal.any([this.#stopped.signal, this.#session.client.ended]);
    while (!signal.aborted) {
      await sleep(pollInterval, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      await this.#poll().catch((error: unknown) => {
        if (signal.aborted) return;
        this.#session.client.log({
          level: 'warn',
          message: `Could not poll streaming queries for listener events: ${String(error)}.`,
        });
      });
    }
  }

  async #poll(): Promise<void> {
    for (const identity of await activeQueries(this.#session, {})) this.started(identity);
    for (const tracked of [...this.#tracked.values()]) {
      await this.#pollQuery(tracked).catch((error: unknown) => {
        // The server forgets a query one hour after its end, so this happens after a long gap between two polls.
        if (!(error instanceof IllegalArgumentException)) throw error;
        this.#terminated(tracked.query, undefined);
      });
    }
  }

  async #pollQuery({ query, feed }: TrackedQuery): Promise<void> {
    // Must come before reading the progress: a query that is inactive here reports no progress after that read.
    const isActive = await query.isActive();
    await this.#report(query, feed);
    if (!isActive) this.#terminated(query, await query.exception());
  }

  async #report({ id, runId }: StreamingQuery, feed: ProgressFeed): Promise<void> {
    const { batches, idle } = await feed.next();
    for (const progress of batches) this.#emit({ method: 'onQueryProgress', event: { progress } });
    if (idle) this.#emit({ method: 'onQueryIdle', event: { id, runId, timestamp: idle.timestamp } });
  }

  #terminated({ id, runId }: StreamingQuery, exception: StreamingQueryException | undefined): void {
    this.#tracked.delete(runId);
    this.#emit(terminatedEvent(id, runId, exception));
  }
}
