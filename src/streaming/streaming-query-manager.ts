import type { ActionOptions } from '../client/action-options.ts';
import { requireMilliseconds } from '../client/milliseconds.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { SessionContext } from '../execution/session-context.ts';
import { waitInParts } from './bounded-wait.ts';
import type { Listeners } from './listeners.ts';
import { activeQueries, askManager, queryIdentity, type QueryIdentity } from './query-commands.ts';
import { StreamingQuery } from './streaming-query.ts';
import { requireHandle, type StreamingQueryHandle } from './streaming-query-handle.ts';
import type { StreamingQueryListener } from './streaming-query-listener.ts';

/** What {@link StreamingQueryManager.addListener} takes. */
export interface ListenerOptions {
  /** Milliseconds between two looks at a server before 4.0, which has to be asked; 1000 unless set. The first listener's counts. */
  readonly pollInterval?: number | undefined;
}

const defaultPollInterval = 1000;

/**
 * The streaming queries of a session, whichever process started them.
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

  /** @internal Comes from `SparkSession.streams`. */
  constructor(session: SessionContext, listeners: Listeners) {
    this.#session = session;
    this.#listeners = listeners;
  }

  /** The queries that run now. */
  async active(options: ActionOptions = {}): Promise<StreamingQuery[]> {
    return (await activeQueries(this.#session, options)).map((identity) => this.#query(identity));
  }

  /** A query that runs, by its id, which stays the same when it is started again; undefined when none does. */
  async get(id: string, options: ActionOptions = {}): Promise<StreamingQuery | undefined> {
    const found = await askManager(this.#session, 'getQuery', id, options);
    return found?.id && this.#query(queryIdentity(found.id, found.name));
  }

  /**
   * Picks up a query by the handle that it gave, perhaps to another process: the run of the handle, also after its end, or the
   * one that has followed it from its checkpoint. The session has to be the same; it is left in the server for an hour
   * without a sign of life, as long as `stop({ keepSession: true })` ended the process that had it.
   *
   * @throws IllegalArgumentException when the handle belongs to another session, or the session does not know the query any
   * more. Starting the query again with the same checkpoint then goes on where it stopped.
   */
  async attach(handle: StreamingQueryHandle, options: ActionOptions = {}): Promise<StreamingQuery> {
    const { sessionId, userId, id, runId, name } = requireHandle(handle);
    if (sessionId !== this.#session.client.sessionId || userId !== this.#session.client.userId) {
      throw new IllegalArgumentException(
        `The query belongs to session ${sessionId} of user ${JSON.stringify(userId)}, and this is session ${this.#session.client.sessionId} of user ${JSON.stringify(this.#session.client.userId)}. Come back to that one with sessionId() of the builder.`,
      );
    }
    const query = this.#query({ id, runId, name });
    const isKnown = await query.isActive(options).catch((error: unknown) => {
      if (error instanceof IllegalArgumentException) return undefined;
      throw error;
    });
    if (isKnown === true) return query;
    const successor = await this.get(id, options);
    if (successor) return successor;
    if (isKnown === false) return query;
    throw new IllegalArgumentException(
      `The session does not know streaming query ${name ?? id} any more. Start it again with the same checkpointLocation, and it goes on where it stopped.`,
    );
  }

  /**
   * Waits until any query of the session has ended since the session began or since {@link resetTerminated}, or for `timeout`
   * milliseconds; tells whether one has.
   *
   * @throws StreamingQueryException when it ended because of an error.
   */
  async awaitAnyTermination(timeout?: number, options: ActionOptions = {}): Promise<boolean> {
    return waitInParts('awaitAnyTermination', timeout, options, async (timeoutMs, part) => {
      const answer = await askManager(this.#session, 'awaitAnyTermination', { timeoutMs }, part);
      return answer?.terminated ?? false;
    });
  }

  /** Forgets the queries that have ended, so that {@link awaitAnyTermination} waits for the next one. */
  async resetTerminated(options: ActionOptions = {}): Promise<void> {
    await askManager(this.#session, 'resetTerminated', true, options);
  }

  /**
   * Tells the listener what happens to the queries of the session from now on. A server before 4.0 has to be asked for it, so a
   * query of another process that begins and ends between two looks goes unnoticed. The process stays alive as long as there is a
   * listener and the session is not stopped.
   */
  async addListener(listener: StreamingQueryListener, options: ListenerOptions = {}): Promise<void> {
    const { pollInterval = defaultPollInterval } = options;
    await this.#listeners.add(listener, requireMilliseconds('pollInterval', pollInterval));
  }

  /** Tells the listener nothing more. */
  removeListener(listener: StreamingQueryListener): void {
    this.#listeners.remove(listener);
  }

  /** The listeners of this client. */
  listListeners(): StreamingQueryListener[] {
    return this.#listeners.list();
  }

  #query({ id, runId, name }: QueryIdentity): StreamingQuery {
    return new StreamingQuery(this.#session, { id, runId }, name);
  }
}
