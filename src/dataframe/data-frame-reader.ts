import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { parse, readSource, readTable, type RelationBody } from '../plan/relation.ts';
import type { OptionValue } from '../streaming/data-stream-writer.ts';
import type { Row } from '../types/row.ts';
import { StructType, type StructField } from '../types/struct-type.ts';
import { DataFrame } from './data-frame.ts';
import { optionTexts, type Options } from './options.ts';
import type { Plain, RowOf } from './row-types.ts';
import type {
  CsvOptions,
  JdbcPartitions,
  JsonOptions,
  OrcOptions,
  ParquetOptions,
  TextOptions,
} from './source-options.ts';

interface Settings {
  readonly format: string | undefined;
  readonly schema: StructType | string | undefined;
  readonly options: Readonly<Record<string, string>>;
}

const nothingSet: Settings = { format: undefined, schema: undefined, options: {} };

/** Makes a DataFrame of a relation that is no other's. */
export type ToDataFrame = <T extends object>(body: RelationBody) => DataFrame<T>;

type Paths = string | readonly string[];

/**
 * Describes a source, then makes a DataFrame of it. A value: each method returns a new reader. `spark.read` reads what
 * is there, `spark.readStream` also what will come. A schema that is declared gives the type of the rows.
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
export class DataFrameReader<R extends object = Row> {
  readonly #toDataFrame: ToDataFrame;
  readonly #isStreaming: boolean;
  readonly #settings: Settings;

  /** @internal Comes from `SparkSession.read` and `SparkSession.readStream`. */
  constructor(toDataFrame: ToDataFrame, isStreaming: boolean, settings: Settings = nothingSet) {
    this.#toDataFrame = toDataFrame;
    this.#isStreaming = isStreaming;
    this.#settings = Object.freeze(settings);
  }

  /** The kind of source: `kafka`, `rate`, `csv`, `json`, `parquet` and so on. */
  format(format: string): DataFrameReader<R> {
    return this.#with({ format });
  }

  /** The columns, as a type or as DDL text; file streams need it. */
  schema<F extends StructField>(schema: StructType<F>): DataFrameReader<RowOf<F>>;
  schema(schema: string): DataFrameReader;
  schema(schema: StructType | string): DataFrameReader {
    return this.#with({ schema });
  }

  /** One option of the source. */
  option(name: string, value: OptionValue): DataFrameReader<R> {
    return this.options({ [name]: value });
  }

  /** Options of the source; those without a value are left out. */
  options(options: Options): DataFrameReader<R> {
    return this.#with({ options: { ...this.#settings.options, ...optionTexts(options) } });
  }

  /** The DataFrame; paths are the server's. */
  load(...paths: readonly string[]): DataFrame<R> {
    return this.#load(paths);
  }

  /** A table or view by name. */
  table<T extends object = R>(name: string): DataFrame<Plain<T>> {
    return this.#toDataFrame(readTable(name, this.#settings.options, this.#isStreaming));
  }

  /** Reads JSON, an object a line, from files or from the one column of text of a DataFrame. */
  json(source: Paths | DataFrame<object>, options: JsonOptions = {}): DataFrame<R> {
    return this.#fromFilesOrText('json', source, options);
  }

  /** Reads CSV from files or from the one column of text of a DataFrame. */
  csv(source: Paths | DataFrame<object>, options: CsvOptions = {}): DataFrame<R> {
    return this.#fromFilesOrText('csv', source, options);
  }

  /** Reads Parquet files. */
  parquet(paths: Paths, options: ParquetOptions = {}): DataFrame<R> {
    return this.format('parquet').options(options).#load(paths);
  }

  /** Reads ORC files. */
  orc(paths: Paths, options: OrcOptions = {}): DataFrame<R> {
    return this.format('orc').options(options).#load(paths);
  }

  /** Reads lines into a column `value`, after the columns of partitions. */
  text(paths: Paths, options: TextOptions = {}): DataFrame<R> {
    return this.format('text').options(options).#load(paths);
  }

  /**
   * Reads a table of a database; the driver is the server's. It is read in one part unless told how to cut it: by ranges of a
   * column, or by a condition for each part.
   */
  jdbc(
    url: string,
    table: string,
    properties: Options = {},
    parts?: JdbcPartitions | { readonly predicates: readonly string[] },
  ): DataFrame<R> {
    const reader = this.format('jdbc').options({ ...properties, url, dbtable: table });
    if (!parts) return reader.#load([]);
    if ('predicates' in parts) return reader.#load([], parts.predicates);
    const { column: partitioncolumn, lowerBound: lowerbound, upperBound: upperbound, numPartitions } = parts;
    return reader.options({ partitioncolumn, lowerbound, upperbound, numpartitions: numPartitions }).#load([]);
  }

  #fromFilesOrText(format: 'json' | 'csv', source: Paths | DataFrame<object>, options: Options): DataFrame<R> {
    const reader = this.format(format).options(options);
    if (!(source instanceof DataFrame)) return reader.#load(source);
    const { schema, options: all } = reader.#settings;
    if (typeof schema === 'string') {
      throw new IllegalArgumentException(`${format}() of a DataFrame takes its schema as a StructType, not as text.`);
    }
    return this.#toDataFrame(parse(source.relation, format, schema, all));
  }

  #load(paths: Paths, predicates?: readonly string[]): DataFrame<R> {
    const { schema, ...settings } = this.#settings;
    return this.#toDataFrame(
      readSource({
        ...settings,
        schema: schema instanceof StructType ? schema.json() : schema,
        paths: typeof paths === 'string' ? [paths] : paths,
        predicates,
        isStreaming: this.#isStreaming,
      }),
    );
  }

  #with<T extends object>(change: Partial<Settings>): DataFrameReader<T> {
    return new DataFrameReader<T>(this.#toDataFrame, this.#isStreaming, { ...this.#settings, ...change });
  }
}
