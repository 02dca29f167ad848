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
import { requireSamePlan, type CheckpointTarget } from './checkpoint-plans.ts';
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

  /** @internal Use `DataFrame.writeStream`. */
  constructor(context: StreamingContext, input: Relation, settings: Settings = nothingSet) {
    this.#context = context;
    this.#input = input;
    this.#settings = Object.freeze(settings);
  }

  /** Sets the format of the sink, such as `kafka`, `memory`, `console` or `parquet`. */
  format(format: string): DataStreamWriter {
    return this.#with({ format });
  }

  /** Sets one option of the sink. */
  option(name: string, value: OptionValue): DataStreamWriter {
    return this.options({ [name]: value });
  }

  /**
   * Sets options of the sink, and `checkpointLocation`, which is a path on the server. Options whose value is undefined
   * are ignored.
   */
  options(options: Options): DataStreamWriter {
    return this.#with({ options: { ...this.#settings.options, ...optionTexts(options) } });
  }

  /** Sets the output mode. Default: `append`. @throws IllegalArgumentException when the mode is unknown. */
  outputMode(mode: OutputMode): DataStreamWriter {
    return this.#with({ outputMode: knownWord('output mode', mode, outputModes) });
  }

  /** Sets the trigger. Default: each batch starts as soon as the previous one has finished. */
  trigger(trigger: Trigger): DataStreamWriter {
    return this.#with({ trigger: requireTrigger(trigger) });
  }

  /**
   * Sets the name shown in Spark's UI and in progress reports. It must be unique among the session's active queries.
   */
  queryName(queryName: string): DataStreamWriter {
    return this.#with({ queryName });
  }

  /** Partitions the output of a file sink into folders by the values of these columns. */
  partitionBy(...columns: readonly string[] | readonly [readonly string[]]): DataStreamWriter {
    return this.#with({ partitionBy: listed(columns as readonly string[]) });
  }

  /** Not supported. @throws UnsupportedOperationException always; the message names the alternatives. */
  foreach(given: unknown): never {
    return refuse('foreach', given);
  }

  /** Not supported. @throws UnsupportedOperationException always; the message names the alternatives. */
  foreachBatch(given: unknown): never {
    return refuse('foreachBatch', given);
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
    return this.#start({ tableName }, options);
  }

  async #start(sink: Settings['sink'], { acceptChangedPlan = false, ...action }: StartOptions) {
    const { session, checkpoints, listeners, startedRuns } = this.#context;
    session.observations.requireNoneIn(this.#input);
    const { queryName } = this.#settings;
    const completing = session.deferred.complete(this.#input, action);
    if (completing) await completing;
    const command = this.#command(sink);
    const target = this.#checkpointTarget();
    const checkpoint = target && (await checkpoints.compare(new StreamPlan(commandPlan(command)), target, action));
    if (checkpoint && !acceptChangedPlan) requireSamePlan(checkpoint);

    const start = { session, command, queryName, knownRuns: startedRuns, options: action };
    const { identity, event } = await startQuery(start);
    startedRuns.add(identity.runId);
    listeners.started(identity, event);
    queryTraces(session).started(identity, { isAttached: false });
    if (checkpoint) checkpoints.save(checkpoint);
    return new StreamingQuery(session, identity, identity.name);
  }

  /** Returns undefined for a memory sink outside complete mode, which cannot resume from a checkpoint. */
  #checkpointTarget(): CheckpointTarget | undefined {
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

/** Option names are case-insensitive. */
function checkpointLocation(options: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(options).find(([name]) => name.toLowerCase() === 'checkpointlocation')?.[1];
}

function refuse(method: string, given: unknown): never {
  const name =
    typeof given === 'function' && given.name !== ''
      ? `the TypeScript function ${given.name}`
      : 'a TypeScript function';
  throw new UnsupportedOperationException(
    `${method}() cannot run ${name}: Spark Connect accepts only pickled Python or serialized Scala, which the server runs. Read the rows in this program with kafkaSink() or, in tests, memorySink(); or write them with a Spark sink, such as files, Kafka or toTable().`,
  );
}
