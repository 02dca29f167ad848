import { setTimeout as sleep } from 'node:timers/promises';
import type { SessionContext } from '../execution/session-context.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { StreamingQueryException } from '../errors/streaming-query-exception.ts';
import { ProgressFeed } from './progress-feed.ts';
import { activeQueries, type QueryIdentity } from './query-commands.ts';
import { StreamingQuery } from './streaming-query.ts';
import { terminatedEvent, type ListenerEvent } from './streaming-query-listener.ts';

interface Followed {
  readonly query: StreamingQuery;
  readonly feed: ProgressFeed;
}

/**
 * What happens to the queries of a session, found out by asking: 3.5 tells only listeners that run in the server. Runs that
 * this client started are known from their start on; those of others from the first look that finds them running.
 */
export class PolledEvents {
  readonly #session: SessionContext;
  readonly #emit: (event: ListenerEvent) => void;
  readonly #followed = new Map<string, Followed>();
  readonly #stopped = new AbortController();

  constructor(session: SessionContext, emit: (event: ListenerEvent) => void) {
    this.#session = session;
    this.#emit = emit;
  }

  /** Follows what runs from where it is now, and looks again and again until it is stopped or the session ends. */
  async start(pollInterval: number): Promise<void> {
    for (const identity of await activeQueries(this.#session, {})) await this.#follow(identity).feed.next();
    void this.#poll(pollInterval);
  }

  stop(): void {
    this.#stopped.abort();
  }

  /** To be told of each start of this client's own. */
  started(identity: QueryIdentity): void {
    const { id, runId, name } = identity;
    if (this.#followed.has(runId)) return;
    this.#follow(identity);
    this.#emit({ method: 'onQueryStarted', event: { id, runId, name, timestamp: new Date() } });
  }

  #follow({ id, runId, name }: QueryIdentity): Followed {
    const query = new StreamingQuery(this.#session, { id, runId }, name);
    const followed = { query, feed: new ProgressFeed(query) };
    this.#followed.set(runId, followed);
    return followed;
  }

  async #poll(pollInterval: number): Promise<void> {
    const signal = AbortSignal.any([this.#stopped.signal, this.#session.client.ended]);
    while (!signal.aborted) {
      await sleep(pollInterval, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      await this.#look().catch((error: unknown) => {
        if (signal.aborted) return;
        this.#session.client.log({
          level: 'warn',
          message: `Listeners could not be told of streams: ${String(error)}.`,
        });
      });
    }
  }

  async #look(): Promise<void> {
    for (const identity of await activeQueries(this.#session, {})) this.started(identity);
    for (const followed of [...this.#followed.values()]) {
      await this.#lookAt(followed).catch((error: unknown) => {
        // The server has forgotten a run that ended an hour ago, as after a long silence.
        if (!(error instanceof IllegalArgumentException)) throw error;
        this.#terminated(followed.query, undefined);
      });
    }
  }

  async #lookAt({ query, feed }: Followed): Promise<void> {
    // Asked for before the progress: after the end there is no more of it.
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
    this.#followed.delete(runId);
    this.#emit(terminatedEvent(id, runId, exception));
  }
}
