import type { ActionOptions } from '../client/action-options.ts';
import { requireMilliseconds } from '../client/milliseconds.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { explainString } from '../execution/analyze.ts';
import type { ExplainMode } from '../plan/analysis.ts';
import type { CommandBody } from '../plan/command.ts';
import { knownWord } from '../plan/known-word.ts';
import { listed } from '../plan/listed.ts';
import { optionTexts, type Options, type OptionValue } from '../plan/options.ts';
import { commandPlan } from '../plan/plan.ts';
import type { Relation, RelationBody } from '../plan/relation.ts';
import { StreamPlan } from '../plan/stream-plan.ts';
import { writeStreamStart, type WriteStreamOptions } from '../plan/streaming-command.ts';
import { requireTrigger, type Trigger } from '../plan/trigger.ts';
import { requireSamePlan, type CheckpointTarget } from './checkpoint-plans.ts';
import { BatchRunner, type BatchHandler, type BatchOptions, type BatchOrigin } from './batch-runner.ts';
import { queryTraces } from './query-traces.ts';
import { startQuery } from './start-query.ts';
import type { StreamingContext } from './streaming-context.ts';
import { StreamingQuery } from './streaming-query.ts';

const outputModes = { append: 'append', update: 'update', complete: 'complete' } as const;

type OutputWord = keyof typeof outputModes;

/** Which result rows each batch writes: new final rows, changed rows, or all rows. Case-insensitive, as in Spark. */
export type OutputMode = OutputWord | Uppercase<OutputWord> | Capitalize<OutputWord>;

/** Options for {@link DataStreamWriter.start} and {@link DataStreamWriter.toTable}. */
export interface StartOptions extends ActionOptions {
  /**
   * Resumes from a checkpoint that was created by a different plan. Default: false. This is safe only if the change
   * does not affect the query's state; otherwise the query fails, or its results match neither the old plan nor the new
   * one.
   */
  readonly acceptChangedPlan?: boolean | undefined;
}

/** Options for {@link DataStreamWriter.foreachBatch} and {@link DataStreamWriter.foreach}. */
export interface ForeachBatchOptions {
  /**
   * Milliseconds during a batch without a sign of life of this program after which the query ends. Default: 30 seconds. A
   * function may run longer, unless it blocks the event loop.
   */
  readonly clientTimeout?: number;
}

const defaultClientTimeout = 30_000;

/** The DataFrame of a batch, of which this class needs only the rows. */
export interface BatchFrame {
  toLocalIterator(): AsyncIterable<unknown>;
}

type Settings = Omit<WriteStreamOptions, 'input'>;

const nothingSet: Settings = {
  format: undefined,
  options: {},
  partitionBy: [],
  outputMode: undefined,
  queryName: undefined,
  trigger: undefined,
  sink: undefined,
};

/**
 * Configures the output of a streaming DataFrame and starts the query. Immutable: each method returns a new writer.
 *
 * @example
 * ```ts
 * import { SparkSession } from 'spark-connect-ts';
 *
 * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
 * const query = await spark.readStream
 *   .format('rate')
 *   .load()
 *   .writeStream.format('noop')
 *   .queryName('nothing-kept')
 *   .trigger({ processingTime: '1 second' })
 *   .start();
 * await query.stop();
 * ```
 */
export class DataStreamWriter<out Batch extends BatchFrame = BatchFrame, out R = unknown> {
  readonly #context: StreamingContext;
  readonly #input: Relation;
  readonly #frameOf: (batch: RelationBody) => Batch;
  readonly #settings: Settings;
  readonly #handler: BatchOptions | undefined;

  /** @internal Use `DataFrame.writeStream`. */
  constructor(
    context: StreamingContext,
    input: Relation,
    frameOf: (batch: RelationBody) => Batch,
    settings: Settings = nothingSet,
    handler?: BatchOptions,
  ) {
    this.#context = context;
    this.#input = input;
    this.#frameOf = frameOf;
    this.#settings = Object.freeze(settings);
    this.#handler = handler;
  }

  /** Sets the format of the sink, such as `kafka`, `memory`, `console` or `parquet`. */
  format(format: string): DataStreamWriter<Batch, R> {
    return this.#with({ format });
  }

  /** Sets one option of the sink. */
  option(name: string, value: OptionValue): DataStreamWriter<Batch, R> {
    return this.options({ [name]: value });
  }

  /**
   * Sets options of the sink, and `checkpointLocation`, which is a path on the server. Options whose value is undefined
   * are ignored.
   */
  options(options: Options): DataStreamWriter<Batch, R> {
    return this.#with({ options: { ...this.#settings.options, ...optionTexts(options) } });
  }

  /** Sets the output mode. Default: `append`. @throws IllegalArgumentException when the mode is unknown. */
  outputMode(mode: OutputMode): DataStreamWriter<Batch, R> {
    return this.#with({ outputMode: knownWord('output mode', mode, outputModes) });
  }

  /** Sets the trigger. Default: each batch starts as soon as the previous one has finished. */
  trigger(trigger: Trigger): DataStreamWriter<Batch, R> {
    return this.#with({ trigger: requireTrigger(trigger) });
  }

  /**
   * Sets the name shown in Spark's UI and in progress reports. It must be unique among the session's active queries.
   */
  queryName(queryName: string): DataStreamWriter<Batch, R> {
    return this.#with({ queryName });
  }

  /** Partitions the output of a file sink into folders by the values of these columns. */
  partitionBy(...columns: readonly string[] | readonly [readonly string[]]): DataStreamWriter<Batch, R> {
    return this.#with({ partitionBy: listed(columns as readonly string[]) });
  }

  /**
   * Calls a function of this program with each row, in the order in which the server returns the rows of a batch. Otherwise
   * like {@link foreachBatch}.
   */
  foreach(process: (row: R) => unknown, options: ForeachBatchOptions = {}): DataStreamWriter<Batch, R> {
    requireFunction('foreach', process);
    const processRows = async (batch: Batch): Promise<void> => {
      for await (const row of batch.toLocalIterator()) await process(row as R);
    };
    return this.foreachBatch(processRows, options);
  }

  /**
   * Calls a function of this program with each batch, as a DataFrame on which any action works, and its number. The next
   * batch starts when the promise that the function returns has resolved. The DataFrame exists only until then. The process
   * stays alive until the query ends.
   *
   * If the function throws, the query ends with the message of its error. If this program ends, or does not respond during a
   * batch for `clientTimeout`, the query ends too. A query that is started again from its checkpoint repeats an unfinished
   * batch with the same number, so a function runs at least once per batch. To have the effect of exactly once, store the
   * id of the query and the number together with the results, in one transaction, and skip a batch that is stored.
   *
   * @example
   * ```ts
   * import { SparkSession } from 'spark-connect-ts';
   *
   * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
   * const query = await spark.readStream
   *   .format('rate')
   *   .load()
   *   .writeStream.foreachBatch(async (batch, batchId) => console.log(batchId, await batch.count()))
   *   .option('checkpointLocation', '/tmp/spark-examples/checkpoints/ticks')
   *   .start();
   * await query.awaitTermination(2_000);
   * await query.stop();
   * ```
   */
  foreachBatch(
    process: (batch: Batch, batchId: bigint, origin: BatchOrigin) => unknown,
    { clientTimeout = defaultClientTimeout }: ForeachBatchOptions = {},
  ): DataStreamWriter<Batch, R> {
    requireFunction('foreachBatch', process);
    const frameOf = this.#frameOf;
    const handle: BatchHandler = async (batch, batchId, origin) => {
      await process(frameOf(batch), batchId, origin);
    };
    if (requireMilliseconds('clientTimeout', clientTimeout) === 0)
      throw new IllegalArgumentException('clientTimeout must be greater than 0 milliseconds.');
    const handler = { handle, clientTimeout };
    return new DataStreamWriter(this.#context, this.#input, frameOf, this.#settings, handler);
  }

  /**
   * Returns the plan that {@link start} would send, to print it or compare it with another. Does not call the server.
   */
  toPlan(path?: string): StreamPlan {
    this.#context.session.deferred.requireComplete(this.#input);
    return new StreamPlan(commandPlan(this.#command(path === undefined ? undefined : { path })));
  }

  /** Returns Spark's execution plan as text, without starting the query. */
  async explain(mode: ExplainMode = 'simple', options: ActionOptions = {}): Promise<string> {
    return explainString(this.#context.session, this.#input, mode, options);
  }

  /**
   * Starts the query. It runs on the server independently of this client. `path` is the output folder of a file sink.
   *
   * The plan is stored in the checkpoint folder. Starting a plan that the checkpoint does not fit, such as one with
   * different windows, fails with a message that names the difference, unless `acceptChangedPlan` is set.
   *
   * @throws ChangedPlanException when the checkpoint was created by a different plan.
   * @throws AnalysisException when Spark cannot analyze the plan.
   */
  async start(path?: string, options: StartOptions = {}): Promise<StreamingQuery> {
    return this.#start(path === undefined ? undefined : { path }, options);
  }

  /**
   * Starts the query with a table as its sink, creating the table if it does not exist. Otherwise like {@link start}.
   */
  async toTable(tableName: string, options: StartOptions = {}): Promise<StreamingQuery> {
    if (this.#handler) {
      throw new IllegalArgumentException(
        'toTable() cannot be combined with foreachBatch() or foreach(): write the batch to the table in the function.',
      );
    }
    return this.#start({ tableName }, options);
  }

  async #start(sink: Settings['sink'], { acceptChangedPlan = false, ...action }: StartOptions) {
    const { session, checkpoints, listeners, startedRuns } = this.#context;
    session.observations.requireNoneIn(this.#input);
    const { queryName } = this.#settings;
    const completing = session.deferred.complete(this.#input, action);
    if (completing) await completing;
    const runner = this.#handler && new BatchRunner(session, this.#handler);
    if (runner) await session.functions.prepare(action);
    // The checkpoint's plan does not contain the function, which is different after each start.
    const command = this.#command(sink);
    const target = this.#checkpointTarget();
    const checkpoint = target && (await checkpoints.compare(new StreamPlan(commandPlan(command)), target, action));
    if (checkpoint && !acceptChangedPlan) requireSamePlan(checkpoint);

    const sent = runner ? this.#command(sink, runner.payload) : command;
    const start = { session, command: sent, queryName, knownRuns: startedRuns, options: action };
    const { identity, event } = await startQuery(start);
    startedRuns.add(identity.runId);
    listeners.started(identity, event);
    queryTraces(session).started(identity, { isAttached: false });
    if (checkpoint) checkpoints.save(checkpoint);
    const query = new StreamingQuery(session, identity, identity.name);
    runner?.start(query);
    return query;
  }

  /** Returns undefined for a memory sink outside complete mode, which cannot resume from a checkpoint. */
  #checkpointTarget(): CheckpointTarget | undefined {
    const { format, outputMode, options, queryName } = this.#settings;
    if (format?.toLowerCase() === 'memory' && outputMode !== 'complete') return undefined;
    return { location: checkpointLocation(options), queryName };
  }

  #command(sink: Settings['sink'], foreachBatch?: Uint8Array): CommandBody {
    return writeStreamStart({ ...this.#settings, input: this.#input, sink, foreachBatch });
  }

  #with(change: Partial<Settings>): DataStreamWriter<Batch, R> {
    const settings = { ...this.#settings, ...change };
    return new DataStreamWriter(this.#context, this.#input, this.#frameOf, settings, this.#handler);
  }
}

/** Option names are case-insensitive. */
function checkpointLocation(options: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(options).find(([name]) => name.toLowerCase() === 'checkpointlocation')?.[1];
}

function requireFunction(method: string, given: unknown): void {
  if (typeof given === 'function') return;
  throw new IllegalArgumentException(`${method}() takes a function of this program.`);
}
