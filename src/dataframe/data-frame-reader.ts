import { readSource, readTable, type RelationBody } from '../plan/relation.ts';
import type { OptionValue } from '../streaming/data-stream-writer.ts';
import { StructType } from '../types/struct-type.ts';
import type { DataFrame } from './data-frame.ts';

interface Settings {
  readonly format: string | undefined;
  readonly schema: string | undefined;
  readonly options: Readonly<Record<string, string>>;
}

const nothingSet: Settings = { format: undefined, schema: undefined, options: {} };

/**
 * Describes a source, then makes a DataFrame of it. A value: each method returns a new reader. `spark.read` reads what
 * is there, `spark.readStream` also what will come.
 *
 * @example
 * ```ts
 * import type { SparkSession } from 'spark-connect-ts';
 *
 * const records = (spark: SparkSession) =>
 *   spark.readStream
 *     .format('kafka')
 *     .options({ 'kafka.bootstrap.servers': '127.0.0.1:9092', subscribe: 'orders', startingOffsets: 'earliest' })
 *     .load();
 * ```
 */
export class DataFrameReader {
  readonly #toDataFrame: (body: RelationBody) => DataFrame;
  readonly #isStreaming: boolean;
  readonly #settings: Settings;

  /** @internal Comes from `SparkSession.read` and `SparkSession.readStream`. */
  constructor(toDataFrame: (body: RelationBody) => DataFrame, isStreaming: boolean, settings: Settings = nothingSet) {
    this.#toDataFrame = toDataFrame;
    this.#isStreaming = isStreaming;
    this.#settings = Object.freeze(settings);
  }

  /** The kind of source: `kafka`, `rate`, `csv`, `json`, `parquet` and so on. */
  format(format: string): DataFrameReader {
    return this.#with({ format });
  }

  /** The columns, as a type or as DDL text; file streams need it. */
  schema(schema: StructType | string): DataFrameReader {
    return this.#with({ schema: schema instanceof StructType ? schema.json() : schema });
  }

  option(name: string, value: OptionValue): DataFrameReader {
    return this.options({ [name]: value });
  }

  options(options: Readonly<Record<string, OptionValue>>): DataFrameReader {
    const text = Object.entries(options).map(([name, value]) => [name, String(value)] as const);
    return this.#with({ options: { ...this.#settings.options, ...Object.fromEntries(text) } });
  }

  /** The source as a DataFrame; paths are the server's. */
  load(...paths: string[]): DataFrame {
    return this.#toDataFrame(readSource({ ...this.#settings, paths, isStreaming: this.#isStreaming }));
  }

  /** A table or view by name. */
  table(name: string): DataFrame {
    return this.#toDataFrame(readTable(name, this.#settings.options, this.#isStreaming));
  }

  #with(change: Partial<Settings>): DataFrameReader {
    return new DataFrameReader(this.#toDataFrame, this.#isStreaming, { ...this.#settings, ...change });
  }
}
