import type { ActionOptions } from '../client/action-options.ts';
import type { SparkConnectClient } from '../client/spark-connect-client.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { StreamingQueryException } from '../errors/streaming-query-exception.ts';
import { commandPlan, streamingQueryCommand, type QueryCommand, type QueryId } from '../plan/command.ts';
import { parseProgress, type StreamingQueryProgress } from './streaming-query-progress.ts';

/** What a query is doing right now. */
export interface StreamingQueryStatus {
  /** In words, such as `Waiting for next trigger`. */
  readonly message: string;
  readonly isDataAvailable: boolean;
  /** Whether a batch is being worked on, as against waiting for the next one. */
  readonly isTriggerActive: boolean;
}

/**
 * The server's side wakes every ten seconds. A wait no longer than that survives proxies that end idle calls, and each
 * one tells the server that the session is alive: 3.5 drops sessions, and their queries, that ask nothing for an hour.
 */
const longestWait = 10_000;

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
  readonly #client: SparkConnectClient;

  /** @internal Comes from `DataStreamWriter.start`. */
  constructor(client: SparkConnectClient, { id, runId }: QueryId, name: string | undefined) {
    this.#client = client;
    this.id = id;
    this.runId = runId;
    this.name = name;
  }

  async isActive(options: ActionOptions = {}): Promise<boolean> {
    return (await this.#status(options)).isActive;
  }

  async status(options: ActionOptions = {}): Promise<StreamingQueryStatus> {
    const { statusMessage, isDataAvailable, isTriggerActive } = await this.#status(options);
    return { message: statusMessage, isDataAvailable, isTriggerActive };
  }

  /** The report of the last batch, or undefined before the first. */
  async lastProgress(options: ActionOptions = {}): Promise<StreamingQueryProgress | undefined> {
    return (await this.#progress({ case: 'lastProgress', value: true }, options)).at(-1);
  }

  /** The reports of the last batches, oldest first; the server keeps 100 unless told otherwise. */
  async recentProgress(options: ActionOptions = {}): Promise<StreamingQueryProgress[]> {
    return this.#progress({ case: 'recentProgress', value: true }, options);
  }

  /** Why the query ended, or undefined while it runs and when it was stopped. */
  async exception(options: ActionOptions = {}): Promise<StreamingQueryException | undefined> {
    // The server leaves the answer empty when there is none.
    const [result] = await this.#run({ case: 'exception', value: true }, options);
    if (result?.case !== 'exception') return undefined;
    const { exceptionMessage, errorClass, stackTrace } = result.value;
    if (exceptionMessage === undefined) return undefined;
    return new StreamingQueryException(exceptionMessage, {
      ...(errorClass !== undefined && { errorClass }),
      ...(stackTrace !== undefined && { serverStackTrace: stackTrace }),
    });
  }

  /** How Spark runs the last batch, as text. */
  async explain(extended = false, options: ActionOptions = {}): Promise<string> {
    return (await this.#command({ case: 'explain', value: { extended } }, 'explain', options)).result;
  }

  /**
   * Waits until the query ends, or for `timeout` milliseconds; tells whether it ended.
   *
   * @throws StreamingQueryException when it ended because of an error.
   */
  async awaitTermination(timeout?: number, options: ActionOptions = {}): Promise<boolean> {
    if (timeout !== undefined && !(timeout > 0)) {
      throw new IllegalArgumentException(`awaitTermination() takes a time over 0 milliseconds, not ${timeout}.`);
    }
    const end = timeout === undefined ? Infinity : Date.now() + timeout;
    for (;;) {
      const wait = Math.ceil(Math.min(longestWait, end - Date.now()));
      if (wait <= 0) return false;
      const command = { case: 'awaitTermination', value: { timeoutMs: BigInt(wait) } } as const;
      if ((await this.#command(command, 'awaitTermination', options)).terminated) return true;
    }
  }

  /** Waits until everything that was in the sources by now is in the sink. On a topic that keeps growing it may not end. */
  async processAllAvailable(options: ActionOptions = {}): Promise<void> {
    await this.#run({ case: 'processAllAvailable', value: true }, options);
  }

  /** Stops the query; a batch under way is done again when the query is started from its checkpoint. */
  async stop(options: ActionOptions = {}): Promise<void> {
    await this.#run({ case: 'stop', value: true }, options);
  }

  async #status(options: ActionOptions) {
    return this.#command({ case: 'status', value: true }, 'status', options);
  }

  async #progress(command: QueryCommand, options: ActionOptions): Promise<StreamingQueryProgress[]> {
    const { recentProgressJson } = await this.#command(command, 'recentProgress', options);
    return recentProgressJson.map(parseProgress);
  }

  async #command<C extends ResultCase>(command: QueryCommand, wanted: C, options: ActionOptions): Promise<ResultOf<C>> {
    for (const result of await this.#run(command, options)) {
      if (result.case === wanted) return result.value as ResultOf<C>;
    }
    throw new SparkConnectError(`The server did not answer "${wanted}" of streaming query ${this.name ?? this.id}.`);
  }

  async #run(command: QueryCommand, options: ActionOptions): Promise<QueryResult[]> {
    const plan = commandPlan(streamingQueryCommand({ id: this.id, runId: this.runId }, command));
    const results = await this.#client.command(plan, options);
    return results.flatMap((result) =>
      result.case === 'streamingQueryCommandResult' ? [result.value.resultType] : [],
    );
  }
}

type CommandResult = Awaited<ReturnType<SparkConnectClient['command']>>[number];
type QueryResult = Extract<CommandResult, { case: 'streamingQueryCommandResult' }>['value']['resultType'];
type ResultCase = NonNullable<QueryResult['case']>;
type ResultOf<C extends ResultCase> = Extract<QueryResult, { case: C }>['value'];
