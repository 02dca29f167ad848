import type { ActionOptions } from '../client/action-options.ts';
import { requireMilliseconds } from '../client/milliseconds.ts';
import { streamingQueryException } from '../client/streaming-failure.ts';
import { StreamingQueryException } from '../errors/spark-exceptions.ts';
import type { SessionContext } from '../execution/session-context.ts';
import type { QueryCommandName, QueryCommandValue, QueryId } from '../plan/streaming-command.ts';
import { withBatchFailure } from './batch-failures.ts';
import { waitInShortCalls } from './bounded-wait.ts';
import { ProgressFeed } from './progress-feed.ts';
import { askQuery, runQueryCommand } from './query-commands.ts';
import { queryTraces } from './query-traces.ts';
import type { StreamingQueryHandle } from './streaming-query-handle.ts';
import { parseProgress, type StreamingQueryProgress } from './streaming-query-progress.ts';

/** The current status of a query. */
export interface StreamingQueryStatus {
  /** A description, such as `Waiting for next trigger`. */
  readonly message: string;
  readonly isDataAvailable: boolean;
  /** Whether a trigger is running, rather than waiting for the next one. */
  readonly isTriggerActive: boolean;
}

/** Options for {@link StreamingQuery.progress}. */
export interface ProgressOptions extends ActionOptions {
  /** Timeout of each call to the server in milliseconds. Default: no timeout. */
  readonly timeout?: number | undefined;
  /** Milliseconds between two polls of the server. Default: 1000. */
  readonly pollInterval?: number | undefined;
}

const defaultPollInterval = 1000;

/**
 * A streaming query, which runs on the server independently of this client.
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
  /** The id of the query. It remains the same when the query is restarted from its checkpoint. */
  readonly id: string;
  /** The id of this run. It is different after every start. */
  readonly runId: string;
  readonly name: string | undefined;
  readonly #session: SessionContext;

  /** @internal Use `DataStreamWriter.start` or a {@link StreamingQueryManager}. */
  constructor(session: SessionContext, { id, runId }: QueryId, name: string | undefined) {
    this.#session = session;
    this.id = id;
    this.runId = runId;
    this.name = name;
  }

  /**
   * Identifies this run, so that another process, or this one after a restart, can find it again with
   * {@link StreamingQueryManager.attach}.
   */
  get handle(): StreamingQueryHandle {
    const { userId, sessionId } = this.#session.client;
    const { id, runId, name } = this;
    return { userId, sessionId, id, runId, ...(name !== undefined && { name }) };
  }

  /** Returns whether the query is running. */
  async isActive(options: ActionOptions = {}): Promise<boolean> {
    return (await this.#status(options)).isActive;
  }

  /** Returns the current status of the query. */
  async status(options: ActionOptions = {}): Promise<StreamingQueryStatus> {
    const { statusMessage, isDataAvailable, isTriggerActive } = await this.#status(options);
    return { message: statusMessage, isDataAvailable, isTriggerActive };
  }

  /** Returns the latest progress report, or undefined before the first one. */
  async lastProgress(options: ActionOptions = {}): Promise<StreamingQueryProgress | undefined> {
    return this.#trace(await this.#progress('lastProgress', options)).at(-1);
  }

  /** Returns the recent progress reports, oldest first. The server keeps 100 by default. */
  async recentProgress(options: ActionOptions = {}): Promise<StreamingQueryProgress[]> {
    return this.#trace(await this.#progress('recentProgress', options));
  }

  /**
   * Iterates over the progress of each batch of this run, in order and without repeats: first the batches that the
   * server still keeps, then each new batch. Triggers without data are omitted. The loop ends when the query ends.
   *
   * @throws StreamingQueryException after the last report if the query ended because of an error.
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
    const interval = Math.max(1, requireMilliseconds('pollInterval', pollInterval));
    const wait = { ...action, timeout: action.timeout === undefined ? undefined : action.timeout + interval };
    const feed = new ProgressFeed({
      lastProgress: async () => (await this.#progress('lastProgress', action)).at(-1),
      recentProgress: () => this.#progress('recentProgress', action),
    });
    for (;;) {
      yield* this.#trace((await feed.next()).batches);
      // Waiting for termination instead of sleeping detects the end of the query immediately.
      const ended = await this.awaitTermination(interval, wait).catch((error: unknown) => {
        if (error instanceof StreamingQueryException) return error;
        throw error;
      });
      if (ended === false) continue;
      yield* this.#trace((await feed.next()).batches);
      if (ended === true) return;
      throw ended;
    }
  }

  /** Returns the error that ended the query, or undefined if it is running or was stopped. */
  async exception(options: ActionOptions = {}): Promise<StreamingQueryException | undefined> {
    // The server returns an empty result if there is no exception.
    const result = await runQueryCommand(this.#session, this, 'exception', true, options);
    if (result?.case !== 'exception') return undefined;
    const { exceptionMessage, errorClass, stackTrace } = result.value;
    if (exceptionMessage === undefined) return undefined;
    const exception = streamingQueryException(this.#session.client.redact(exceptionMessage), {
      ...(errorClass !== undefined && { errorClass }),
      ...(stackTrace !== undefined && { serverStackTrace: this.#session.client.redact(stackTrace) }),
    });
    queryTraces(this.#session).ended(this.runId, exception);
    return withBatchFailure(this.#session, exception, this.runId);
  }

  /** Returns Spark's execution plan of the latest batch as text. */
  async explain(extended = false, options: ActionOptions = {}): Promise<string> {
    return (await this.#ask('explain', { extended }, options)).result;
  }

  /**
   * Waits until the query ends. Returns false if it is still running after `timeout` milliseconds. Default: no timeout.
   * A long wait consists of calls of at most ten seconds each, which keep the session alive.
   *
   * @throws StreamingQueryException when the query ended because of an error.
   */
  async awaitTermination(timeout?: number, options: ActionOptions = {}): Promise<boolean> {
    return waitInShortCalls('awaitTermination', timeout, options, async (timeoutMs, callOptions) => {
      const traces = queryTraces(this.#session);
      try {
        const { terminated } = await this.#ask('awaitTermination', { timeoutMs }, callOptions);
        if (terminated) traces.ended(this.runId);
        return terminated;
      } catch (error) {
        traces.failed(this.runId, error);
        throw withBatchFailure(this.#session, error, this.runId);
      }
    });
  }

  /**
   * Waits until all data that is now in the sources has been written to the sink. It may never resolve if the sources
   * keep receiving data.
   */
  async processAllAvailable(options: ActionOptions = {}): Promise<void> {
    await runQueryCommand(this.#session, this, 'processAllAvailable', true, options);
  }

  /** Stops the query. An unfinished batch is repeated when the query is restarted from its checkpoint. */
  async stop(options: ActionOptions = {}): Promise<void> {
    await runQueryCommand(this.#session, this, 'stop', true, options);
    queryTraces(this.#session).ended(this.runId);
  }

  async #status(options: ActionOptions) {
    return this.#ask('status', true, options);
  }

  async #progress(which: 'lastProgress' | 'recentProgress', options: ActionOptions): Promise<StreamingQueryProgress[]> {
    return (await this.#ask(which, true, options)).recentProgressJson.map(parseProgress);
  }

  /** Publishes the batches that have not been published yet. */
  #trace<T extends readonly StreamingQueryProgress[]>(reports: T): T {
    queryTraces(this.#session).received(reports);
    return reports;
  }

  #ask<N extends QueryCommandName>(name: N, value: QueryCommandValue<N>, options: ActionOptions) {
    return askQuery(this.#session, this, name, value, options);
  }
}
