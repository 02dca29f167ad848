import type { ActionOptions } from '../client/action-options.ts';
import { UnsupportedOperationException } from '../errors/spark-exceptions.ts';
import { explainString } from '../execution/analyze.ts';
import type { ExplainMode } from '../plan/analysis.ts';
import type { CommandBody } from '../plan/command.ts';
import { knownWord } from '../plan/known-word.ts';
import { listed } from '../plan/listed.ts';
import { optionTexts, type Options, type OptionValue } from '../plan/options.ts';
import { commandPlan } from '../plan/plan.ts';
import type { Relation } from '../plan/relation.ts';
import { StreamPlan } from '../plan/stream-plan.ts';
import { writeStreamStart, type WriteStreamOptions } from '../plan/streaming-command.ts';
import { requireTrigger, type Trigger } from '../plan/trigger.ts';
import { requireSamePlan, type CheckpointPlace } from './checkpoint-plans.ts';
import { startQuery } from './start-query.ts';
import type { StreamingContext } from './streaming-context.ts';
import { StreamingQuery } from './streaming-query.ts';

const outputModes = { append: 'append', update: 'update', complete: 'complete' } as const;

type OutputWord = keyof typeof outputModes;

/** Which rows of the result a batch writes: new final ones, changed ones, or all. As in Spark, case does not matter. */
export type OutputMode = OutputWord | Uppercase<OutputWord> | Capitalize<OutputWord>;

/** What {@link DataStreamWriter.start} and {@link DataStreamWriter.toTable} take. */
export interface StartOptions extends ActionOptions {
  /**
   * Goes on from a checkpoint that another plan has made. Spark can do that where only what its state does not depend on has
   * changed; elsewhere the query fails, or its results are neither the old plan's nor the new one's.
   */
  readonly acceptChangedPlan?: boolean | undefined;
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
 * Describes where a streaming DataFrame goes, then starts it. A value: each method returns a new writer.
 *
 * @example
 * ```ts
 * import { SparkSession } from 'spark-connect-ts';
 *
 * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
 * const query = await spark.readStream
 *   .format('rate')
 *   .load()
 *   .writeStream.format('memory')
 *   .queryName('ticks')
 *   .trigger({ processingTime: '1 second' })
 *   .start();
 * await query.stop();
 * ```
 */
export class DataStreamWriter {
  readonly #context: StreamingContext;
  readonly #input: Relation;
  readonly #settings: Settings;

  /** @internal Comes from `DataFrame.writeStream`. */
  constructor(context: StreamingContext, input: Relation, settings: Settings = nothingSet) {
    this.#context = context;
    this.#input = input;
    this.#settings = Object.freeze(settings);
  }

  /** The sink: `kafka`, `memory`, `console`, `parquet` and so on. */
  format(format: string): DataStreamWriter {
    return this.#with({ format });
  }

  /** One option of the sink. */
  option(name: string, value: OptionValue): DataStreamWriter {
    return this.options({ [name]: value });
  }

  /** Options of the sink, and `checkpointLocation`, whose path is the server's; those without a value are left out. */
  options(options: Options): DataStreamWriter {
    return this.#with({ options: { ...this.#settings.options, ...optionTexts(options) } });
  }

  /** Append unless set. @throws IllegalArgumentException for an unknown mode. */
  outputMode(mode: OutputMode): DataStreamWriter {
    return this.#with({ outputMode: knownWord('output mode', mode, outputModes) });
  }

  /** As fast as possible unless set. */
  trigger(trigger: Trigger): DataStreamWriter {
    return this.#with({ trigger: requireTrigger(trigger) });
  }

  /** The name in Spark's UI and in progress; unique among the session's active queries. */
  queryName(queryName: string): DataStreamWriter {
    return this.#with({ queryName });
  }

  /** A folder for each value of the columns, in file sinks. */
  partitionBy(...columns: readonly string[] | readonly [readonly string[]]): DataStreamWriter {
    return this.#with({ partitionBy: listed(columns as readonly string[]) });
  }

  /** Always throws. @throws UnsupportedOperationException saying what to use instead. */
  foreach(given: unknown): never {
    return refuse('foreach', given);
  }

  /** Always throws. @throws UnsupportedOperationException saying what to use instead. */
  foreachBatch(given: unknown): never {
    return refuse('foreachBatch', given);
  }

  /** The plan that {@link start} would send, as a value: to print it, or to compare it with another. Asks no server. */
  toPlan(path?: string): StreamPlan {
    this.#context.session.questions.requireComplete(this.#input);
    return new StreamPlan(commandPlan(this.#command(path === undefined ? undefined : { path })));
  }

  /** How Spark would read and work on the data, as text; asked for without starting anything. */
  async explain(mode: ExplainMode = 'simple', options: ActionOptions = {}): Promise<string> {
    return explainString(this.#context.session, this.#input, mode, options);
  }

  /**
   * Starts the query, which then runs in the server without this client. The path is for sinks of files.
   *
   * The checkpoint remembers the plan, in a file beside Spark's own. A plan that it cannot go on with, such as one with other
   * windows, is refused with the difference, unless told otherwise.
   *
   * @throws IllegalArgumentException when the checkpoint was made by another plan.
   * @throws AnalysisException when the plan makes no sense to Spark.
   */
  async start(path?: string, options: StartOptions = {}): Promise<StreamingQuery> {
    return this.#start(path === undefined ? undefined : { path }, options);
  }

  /** Starts the query with a table for its sink, which is created when missing; as {@link start} in everything else. */
  async toTable(tableName: string, options: StartOptions = {}): Promise<StreamingQuery> {
    return this.#start({ tableName }, options);
  }

  async #start(sink: Settings['sink'], { acceptChangedPlan = false, ...action }: StartOptions) {
    const { session, checkpoints, listeners, startedRuns } = this.#context;
    session.observations.requireNoneIn(this.#input);
    const { queryName } = this.#settings;
    await session.questions.settle(this.#input, action);
    const command = this.#command(sink);
    const place = this.#checkpointPlace();
    const checkpoint = place && (await checkpoints.compare(new StreamPlan(commandPlan(command)), place, action));
    if (checkpoint && !acceptChangedPlan) requireSamePlan(checkpoint);

    const start = { session, command, queryName, knownRuns: startedRuns, options: action };
    const { identity, event } = await startQuery(start);
    startedRuns.add(identity.runId);
    listeners.started(identity, event);
    if (checkpoint) checkpoints.remember(checkpoint);
    return new StreamingQuery(session, identity, identity.name);
  }

  /** The memory sink goes on from its checkpoint in complete mode only. */
  #checkpointPlace(): CheckpointPlace | undefined {
    const { format, outputMode, options, queryName } = this.#settings;
    if (format?.toLowerCase() === 'memory' && outputMode !== 'complete') return undefined;
    return { location: checkpointLocation(options), queryName };
  }

  #command(sink: Settings['sink']): CommandBody {
    return writeStreamStart({ ...this.#settings, input: this.#input, sink });
  }

  #with(change: Partial<Settings>): DataStreamWriter {
    return new DataStreamWriter(this.#context, this.#input, { ...this.#settings, ...change });
  }
}

/** Names of options do not depend on case. */
function checkpointLocation(options: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(options).find(([name]) => name.toLowerCase() === 'checkpointlocation')?.[1];
}

function refuse(method: string, given: unknown): never {
  const name = typeof given === 'function' && given.name !== '' ? `the function ${given.name}` : 'a function';
  throw new UnsupportedOperationException(
    `${method}() cannot take ${name} of TypeScript: Spark Connect sends it to the server as pickled Python or serialized Scala, to run it there. Take the rows here from a kafkaSink() or, in tests, a memorySink(); or write them with a sink of Spark's, such as files, Kafka or toTable().`,
  );
}
