import type { ActionOptions } from '../client/action-options.ts';
import { requireMilliseconds } from '../client/milliseconds.ts';
import { streamingQueryException } from '../client/streaming-failure.ts';
import { StreamingQueryException } from '../errors/streaming-query-exception.ts';
import type { SessionContext } from '../execution/session-context.ts';
import type { QueryCommandName, QueryCommandValue, QueryId } from '../plan/streaming-command.ts';
import { waitInParts } from './bounded-wait.ts';
import { ProgressFeed } from './progress-feed.ts';
import { askQuery, runQueryCommand } from './query-commands.ts';
import type { StreamingQueryHandle } from './streaming-query-handle.ts';
import { parseProgress, type StreamingQueryProgress } from './streaming-query-progress.ts';

/** What a query is doing right now. */
export interface StreamingQueryStatus {
  /** In words, such as `Waiting for next trigger`. */
  readonly message: string;
  readonly isDataAvailable: boolean;
  /** Whether a batch is being worked on, as against waiting for the next one. */
  readonly isTriggerActive: boolean;
}

/** What {@link StreamingQuery.progress} takes. */
export interface ProgressOptions extends ActionOptions {
  /** Milliseconds that the server may take to answer one question; no limit unless set. */
  readonly timeout?: number | undefined;
  /** Milliseconds between two looks at the server; 1000 unless set. */
  readonly pollInterval?: number | undefined;
}

const defaultPollInterval = 1000;

/**
 * A streaming query that runs in the server, whether or not this client is there.
 *
 * @example
 * ```ts
 * import type { StreamingQuery } from 'spark-connect-ts';
 *
 * async function runFor(query: StreamingQuery, milliseconds: number) {
 *   const ended = await query.awaitTermination(milliseconds);
 *   if (!ended) await query.stop();
 *   return (await query.lastProgress())?.batchId;
 * }
 * ```
 */
export class StreamingQuery {
  /** Stays the same when the query is started again from its checkpoint. */
  readonly id: string;
  /** New with every start. */
  readonly runId: string;
  readonly name: string | undefined;
  readonly #session: SessionContext;

  /** @internal Comes from `DataStreamWriter.start` and from the {@link StreamingQueryManager}. */
  constructor(session: SessionContext, { id, runId }: QueryId, name: string | undefined) {
    this.#session = session;
    this.id = id;
    this.runId = runId;
    this.name = name;
  }

  /** By which another process, or this one after a restart, finds this run again: see {@link StreamingQueryManager.attach}. */
  get handle(): StreamingQueryHandle {
    const { userId, sessionId } = this.#session.client;
    const { id, runId, name } = this;
    return { userId, sessionId, id, runId, ...(name !== undefined && { name }) };
  }

  async isActive(options: ActionOptions = {}): Promise<boolean> {
    return (await this.#status(options)).isActive;
  }

  async status(options: ActionOptions = {}): Promise<StreamingQueryStatus> {
    const { statusMessage, isDataAvailable, isTriggerActive } = await this.#status(options);
    return { message: statusMessage, isDataAvailable, isTriggerActive };
  }

  /** The report of the last trigger, or undefined before the first. */
  async lastProgress(options: ActionOptions = {}): Promise<StreamingQueryProgress | undefined> {
    return (await this.#progress('lastProgress', options)).at(-1);
  }

  /** The reports of the last triggers, oldest first; the server keeps 100 unless told otherwise. */
  async recentProgress(options: ActionOptions = {}): Promise<StreamingQueryProgress[]> {
    return this.#progress('recentProgress', options);
  }

  /**
   * The report of each batch of this run, in order and once: those that the server still has, then each new one. Triggers
   * that find nothing to do are left out. The loop ends with the query.
   *
   * @throws StreamingQueryException after the last report, when the query ended because of an error.
   *
   * @example
   * ```ts
   * import type { StreamingQuery } from 'spark-connect-ts';
   *
   * async function log(query: StreamingQuery, signal: AbortSignal) {
   *   for await (const { batchId, numInputRows, eventTime } of query.progress({ signal })) {
   *     console.log(batchId, numInputRows, eventTime.watermark?.toISOString());
   *   }
   * }
   * ```
   */
  async *progress(options: ProgressOptions = {}): AsyncGenerator<StreamingQueryProgress, void, undefined> {
    const { pollInterval = defaultPollInterval, ...action } = options;
    const pause = Math.max(1, requireMilliseconds('pollInterval', pollInterval));
    const wait = { ...action, timeout: action.timeout === undefined ? undefined : action.timeout + pause };
    const feed = new ProgressFeed({
      lastProgress: () => this.lastProgress(action),
      recentProgress: () => this.recentProgress(action),
    });
    for (;;) {
      yield* (await feed.next()).batches;
      // The pause is a wait for the end, so that the end is known at once.
      const ended = await this.awaitTermination(pause, wait).catch((error: unknown) => {
        if (error instanceof StreamingQueryException) return error;
        throw error;
      });
      if (ended === false) continue;
      yield* (await feed.next()).batches;
      if (ended === true) return;
      throw ended;
    }
  }

  /** Why the query ended, or undefined while it runs and when it was stopped. */
  async exception(options: ActionOptions = {}): Promise<StreamingQueryException | undefined> {
    // The server leaves the answer empty when there is none.
    const result = await runQueryCommand(this.#session, this, 'exception', true, options);
    if (result?.case !== 'exception') return undefined;
    const { exceptionMessage, errorClass, stackTrace } = result.value;
    if (exceptionMessage === undefined) return undefined;
    return streamingQueryException(this.#session.client.redact(exceptionMessage), {
      ...(errorClass !== undefined && { errorClass }),
      ...(stackTrace !== undefined && { serverStackTrace: this.#session.client.redact(stackTrace) }),
    });
  }

  /** How Spark runs the last batch, as text. */
  async explain(extended = false, options: ActionOptions = {}): Promise<string> {
    return (await this.#ask('explain', { extended }, options)).result;
  }

  /**
   * Waits until the query ends, or for `timeout` milliseconds; tells whether it ended. However long it takes, no call lasts
   * over ten seconds, and each keeps the session alive.
   *
   * @throws StreamingQueryException when it ended because of an error.
   */
  async awaitTermination(timeout?: number, options: ActionOptions = {}): Promise<boolean> {
    return waitInParts('awaitTermination', timeout, options, async (timeoutMs, part) => {
      return (await this.#ask('awaitTermination', { timeoutMs }, part)).terminated;
    });
  }

  /** Waits until everything that was in the sources by now is in the sink. On a topic that keeps growing it may not end. */
  async processAllAvailable(options: ActionOptions = {}): Promise<void> {
    await runQueryCommand(this.#session, this, 'processAllAvailable', true, options);
  }

  /** Stops the query; a batch under way is done again when the query is started from its checkpoint. */
  async stop(options: ActionOptions = {}): Promise<void> {
    await runQueryCommand(this.#session, this, 'stop', true, options);
  }

  async #status(options: ActionOptions) {
    return this.#ask('status', true, options);
  }

  async #progress(which: 'lastProgress' | 'recentProgress', options: ActionOptions): Promise<StreamingQueryProgress[]> {
    return (await this.#ask(which, true, options)).recentProgressJson.map(parseProgress);
  }

  #ask<N extends QueryCommandName>(name: N, value: QueryCommandValue<N>, options: ActionOptions) {
    return askQuery(this.#session, this, name, value, options);
  }
}
