import type { SparkConnectClient } from '../client/spark-connect-client.ts';
import { unknownWord } from '../errors/illegal-argument-exception.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { commandPlan, writeStreamStart, type WriteStreamOptions } from '../plan/command.ts';
import { PlanDocument } from '../plan/plan-document.ts';
import type { Relation } from '../plan/relation.ts';
import { StreamingQuery } from './streaming-query.ts';
import { triggerMessage, type Trigger } from './trigger.ts';

const outputModes = ['append', 'update', 'complete'] as const;

/** Which rows of the result a batch writes: new final ones, changed ones, or all. */
export type OutputMode = (typeof outputModes)[number];

/** A value for an option of a source or sink; all of them are text to Spark. */
export type OptionValue = string | number | boolean | bigint;

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
  readonly #client: SparkConnectClient;
  readonly #input: Relation;
  readonly #settings: Settings;

  /** @internal Comes from `DataFrame.writeStream`. */
  constructor(client: SparkConnectClient, input: Relation, settings: Settings = nothingSet) {
    this.#client = client;
    this.#input = input;
    this.#settings = Object.freeze(settings);
  }

  /** The sink: `kafka`, `memory`, `console`, `parquet` and so on. */
  format(format: string): DataStreamWriter {
    return this.#with({ format });
  }

  option(name: string, value: OptionValue): DataStreamWriter {
    return this.options({ [name]: value });
  }

  /** Options of the sink, and `checkpointLocation`, whose path is the server's. */
  options(options: Readonly<Record<string, OptionValue>>): DataStreamWriter {
    const text = Object.entries(options).map(([name, value]) => [name, String(value)] as const);
    return this.#with({ options: { ...this.#settings.options, ...Object.fromEntries(text) } });
  }

  /** Append unless set. @throws IllegalArgumentException for an unknown mode. */
  outputMode(mode: OutputMode): DataStreamWriter {
    if (!outputModes.includes(mode)) unknownWord('output mode', mode, outputModes);
    return this.#with({ outputMode: mode });
  }

  /** As fast as possible unless set. */
  trigger(trigger: Trigger): DataStreamWriter {
    return this.#with({ trigger: triggerMessage(trigger) });
  }

  /** The name in Spark's UI and in progress; unique among the session's active queries. */
  queryName(queryName: string): DataStreamWriter {
    return this.#with({ queryName });
  }

  /** A folder for each value of the columns, in file sinks. */
  partitionBy(...columns: string[]): DataStreamWriter {
    return this.#with({ partitionBy: columns });
  }

  /** The plan that {@link start} would send, as a value: to print it, or to compare it with another. Asks no server. */
  toPlan(path?: string): PlanDocument {
    return new PlanDocument(this.#plan(path === undefined ? undefined : { path }));
  }

  /** Starts the query, which then runs in the server without this client. The path is for file sinks. */
  async start(path?: string): Promise<StreamingQuery> {
    return this.#start(path === undefined ? undefined : { path });
  }

  /** Starts the query with a table for its sink, which is created when missing. */
  async toTable(tableName: string): Promise<StreamingQuery> {
    return this.#start({ tableName });
  }

  async #start(sink: Settings['sink']): Promise<StreamingQuery> {
    for (const result of await this.#client.command(this.#plan(sink))) {
      if (result.case !== 'writeStreamOperationStartResult' || !result.value.queryId) continue;
      const { queryId, name } = result.value;
      return new StreamingQuery(this.#client, queryId, name === '' ? undefined : name);
    }
    throw new SparkConnectError('The server did not say which streaming query it started.');
  }

  #plan(sink: Settings['sink']): ReturnType<typeof commandPlan> {
    return commandPlan(writeStreamStart({ ...this.#settings, input: this.#input, sink }));
  }

  #with(change: Partial<Settings>): DataStreamWriter {
    return new DataStreamWriter(this.#client, this.#input, { ...this.#settings, ...change });
  }
}
