import type { ActionOptions } from '../client/action-options.ts';
import { requireMilliseconds } from '../client/milliseconds.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { SessionContext } from '../execution/session-context.ts';
import { withBatchFailure } from './batch-failures.ts';
import { waitInShortCalls } from './bounded-wait.ts';
import type { Listeners } from './listeners.ts';
import { activeQueries, askManager, queryIdentity, type QueryIdentity } from './query-commands.ts';
import { queryTraces } from './query-traces.ts';
import { StreamingQuery } from './streaming-query.ts';
import { requireHandle, type StreamingQueryHandle } from './streaming-query-handle.ts';
import type { StreamingQueryListener } from './streaming-query-listener.ts';

/** Options for {@link StreamingQueryManager.addListener}. */
export interface ListenerOptions {
  /**
   * Milliseconds between two polls of a Spark 3.5 server; Spark 4.0 and later is not polled. Default: 1000. The value
   * of the first listener applies to all.
   */
  readonly pollInterval?: number | undefined;
}

const defaultPollInterval = 1000;

/**
 * Manages the streaming queries of a session, including those that another process started.
 *
 * @example
 * ```ts
 * import type { SparkSession } from 'spark-connect-ts';
 *
 * async function stopAll(spark: SparkSession) {
 *   for (const query of await spark.streams.active()) await query.stop();
 * }
 * ```
 */
export class StreamingQueryManager {
  readonly #session: SessionContext;
  readonly #listeners: Listeners;

  /** @internal Use `SparkSession.streams`. */
  constructor(session: SessionContext, listeners: Listeners) {
    this.#session = session;
    this.#listeners = listeners;
  }

  /** Returns the active queries. */
  async active(options: ActionOptions = {}): Promise<StreamingQuery[]> {
    return (await activeQueries(this.#session, options)).map((identity) => this.#query(identity));
  }

  /** Returns the active query with this id, or undefined if there is none. The id remains the same after a restart. */
  async get(id: string, options: ActionOptions = {}): Promise<StreamingQuery | undefined> {
    const found = await askManager(this.#session, 'getQuery', id, options);
    return found?.id && this.#query(queryIdentity(found.id, found.name));
  }

  /**
   * Returns the query that a handle identifies, for example in another process: the run of the handle, even if it has
   * ended, or the run that was later started from its checkpoint. Requires the same session. The server keeps a session
   * for an hour without calls, provided that the previous process left it with `stop({ keepSession: true })`.
   *
   * @throws IllegalArgumentException when the handle belongs to another session, or the session no longer knows the
   * query. In the latter case, start the query again with the same checkpoint to resume where it stopped.
   */
  async attach(handle: StreamingQueryHandle, options: ActionOptions = {}): Promise<StreamingQuery> {
    const { sessionId, userId, id, runId, name } = requireHandle(handle);
    if (sessionId !== this.#session.client.sessionId || userId !== this.#session.client.userId) {
      throw new IllegalArgumentException(
        `The query belongs to session ${sessionId} of user ${JSON.stringify(userId)}, but this is session ${this.#session.client.sessionId} of user ${JSON.stringify(this.#session.client.userId)}. Open the query's session with sessionId() on the builder.`,
      );
    }
    const query = this.#query({ id, runId, name });
    const isActive = await query.isActive(options).catch((error: unknown) => {
      if (error instanceof IllegalArgumentException) return undefined;
      throw error;
    });
    const found = isActive === true ? query : await this.get(id, options);
    if (found) {
      queryTraces(this.#session).started(found, { isAttached: true });
      return found;
    }
    if (isActive === false) return query;
    throw new IllegalArgumentException(
      `The session no longer knows streaming query ${name ?? id}. Start it again with the same checkpointLocation to resume where it stopped.`,
    );
  }

  /**
   * Waits until any query of the session has ended, counting from the start of the session or the last
   * {@link resetTerminated}. Returns false if none has ended after `timeout` milliseconds. Default: no timeout.
   *
   * @throws StreamingQueryException when the query ended because of an error.
   */
  async awaitAnyTermination(timeout?: number, options: ActionOptions = {}): Promise<boolean> {
    return waitInShortCalls('awaitAnyTermination', timeout, options, async (timeoutMs, callOptions) => {
      try {
        const result = await askManager(this.#session, 'awaitAnyTermination', { timeoutMs }, callOptions);
        return result?.terminated ?? false;
      } catch (error) {
        throw withBatchFailure(this.#session, error);
      }
    });
  }

  /** Forgets the queries that have ended, so that {@link awaitAnyTermination} waits for the next one. */
  async resetTerminated(options: ActionOptions = {}): Promise<void> {
    await askManager(this.#session, 'resetTerminated', true, options);
  }

  /**
   * Adds a listener, which receives all later events of the session's queries. A Spark 3.5 server is polled for them,
   * so a query of another process that starts and ends between two polls goes unnoticed. The process stays alive until
   * the last listener is removed or the session is stopped.
   */
  async addListener(listener: StreamingQueryListener, options: ListenerOptions = {}): Promise<void> {
    const { pollInterval = defaultPollInterval } = options;
    await this.#listeners.add(listener, requireMilliseconds('pollInterval', pollInterval));
  }

  /** Removes a listener. It receives no further events. */
  removeListener(listener: StreamingQueryListener): void {
    this.#listeners.remove(listener);
  }

  /** Returns the listeners of this client. */
  listListeners(): StreamingQueryListener[] {
    return this.#listeners.list();
  }

  #query({ id, runId, name }: QueryIdentity): StreamingQuery {
    return new StreamingQuery(this.#session, { id, runId }, name);
  }
}
