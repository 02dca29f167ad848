import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { listed } from '../plan/listed.ts';
import { parse, readSource, readTable } from '../plan/relation.ts';
import type { Row } from '../types/row.ts';
import type { StructField, StructType } from '../types/struct-type.ts';
import { DataFrame } from './data-frame.ts';
import { optionTexts, type Options, type OptionValue } from '../plan/options.ts';
import type { Names } from './row-types/column-names.ts';
import type { Plain, RowOf } from './row-types/row-types.ts';
import { nothingSet, readOptions, type SourceSettings, type ToDataFrame } from './arguments/source-settings.ts';
import type {
  CsvOptions,
  JdbcPartitions,
  JsonOptions,
  OrcOptions,
  ParquetOptions,
  TextOptions,
} from './arguments/source-options.ts';

type Paths = string | readonly string[];

/**
 * Describes a data source and loads it as a DataFrame. Immutable: each method returns a new reader. A declared schema
 * determines the type of the rows. For streams, use {@link DataStreamReader}.
 *
 * @example
 * ```ts
 * import type { SparkSession } from 'spark-connect-ts';
 *
 * const orders = (spark: SparkSession) =>
 *   spark.read.schema('id BIGINT, amount DECIMAL(12,2)').option('header', true).csv('/data/orders.csv');
 * ```
 */
export class DataFrameReader<R extends object = Row, N extends Names = Names> {
  readonly #toDataFrame: ToDataFrame;
  readonly #settings: SourceSettings;

  /** @internal Use `SparkSession.read`. */
  constructor(toDataFrame: ToDataFrame, settings: SourceSettings = nothingSet) {
    this.#toDataFrame = toDataFrame;
    this.#settings = Object.freeze(settings);
  }

  /** Sets the data source format: `csv`, `json`, `parquet`, `kafka` and so on. */
  format(format: string): DataFrameReader<R, N> {
    return this.#with({ format });
  }

  /** Sets the schema, as a type or a DDL string. */
  schema<F extends StructField, M extends Names>(schema: StructType<F, M>): DataFrameReader<RowOf<F>, M>;
  schema(schema: string): DataFrameReader;
  schema(schema: StructType | string): DataFrameReader {
    return this.#with({ schema });
  }

  /** Sets an option of the source. */
  option(name: string, value: OptionValue): DataFrameReader<R, N> {
    return this.options({ [name]: value });
  }

  /** Sets options of the source. Options whose value is undefined are ignored. */
  options(options: Options): DataFrameReader<R, N> {
    return this.#with({ options: { ...this.#settings.options, ...optionTexts(options) } });
  }

  /** Loads the DataFrame. Paths are resolved on the server. */
  load(...paths: readonly string[] | readonly [readonly string[]]): DataFrame<R, N> {
    return this.#load(listed(paths as readonly string[]));
  }

  /** Returns a table or view as a DataFrame. */
  table<T extends object = R>(name: string): DataFrame<Plain<T>> {
    return this.#toDataFrame(readTable(name, this.#settings.options, false));
  }

  /** Reads JSON, one object per line, from files or from a DataFrame with a single string column. */
  json(...paths: readonly string[]): DataFrame<R, N>;
  json(source: Paths | DataFrame<object>, options?: JsonOptions): DataFrame<R, N>;
  json(...given: readonly (Paths | DataFrame<object> | JsonOptions | undefined)[]): DataFrame<R, N> {
    return this.#fromFilesOrText('json', given);
  }

  /** Reads CSV from files or from a DataFrame with a single string column. */
  csv(...paths: readonly string[]): DataFrame<R, N>;
  csv(source: Paths | DataFrame<object>, options?: CsvOptions): DataFrame<R, N>;
  csv(...given: readonly (Paths | DataFrame<object> | CsvOptions | undefined)[]): DataFrame<R, N> {
    return this.#fromFilesOrText('csv', given);
  }

  /** Reads Parquet files. */
  parquet(...paths: readonly string[]): DataFrame<R, N>;
  parquet(paths: Paths, options?: ParquetOptions): DataFrame<R, N>;
  parquet(...given: readonly (Paths | ParquetOptions | undefined)[]): DataFrame<R, N> {
    const { paths, options } = pathsAndOptions(given);
    return this.format('parquet').options(options).#load(paths);
  }

  /** Reads ORC files. */
  orc(...paths: readonly string[]): DataFrame<R, N>;
  orc(paths: Paths, options?: OrcOptions): DataFrame<R, N>;
  orc(...given: readonly (Paths | OrcOptions | undefined)[]): DataFrame<R, N> {
    const { paths, options } = pathsAndOptions(given);
    return this.format('orc').options(options).#load(paths);
  }

  /** Reads text files, one row per line, into a column `value`, followed by any partition columns. */
  text(...paths: readonly string[]): DataFrame<R, N>;
  text(paths: Paths, options?: TextOptions): DataFrame<R, N>;
  text(...given: readonly (Paths | TextOptions | undefined)[]): DataFrame<R, N> {
    const { paths, options } = pathsAndOptions(given);
    return this.format('text').options(options).#load(paths);
  }

  /**
   * Reads a database table; the server needs the JDBC driver. By default, one partition holds all rows. `parts` splits
   * the table by ranges of a column, or by one predicate per partition.
   */
  jdbc(
    url: string,
    table: string,
    properties: Options = {},
    parts?: JdbcPartitions | { readonly predicates: readonly string[] },
  ): DataFrame<R, N> {
    const reader = this.format('jdbc').options({ ...properties, url, dbtable: table });
    if (!parts) return reader.#load([]);
    if ('predicates' in parts) return reader.#load([], parts.predicates);
    const { column: partitioncolumn, lowerBound: lowerbound, upperBound: upperbound, numPartitions } = parts;
    return reader.options({ partitioncolumn, lowerbound, upperbound, numpartitions: numPartitions }).#load([]);
  }

  #fromFilesOrText(format: 'json' | 'csv', given: readonly (Paths | object | undefined)[]): DataFrame<R, N> {
    const [source, ...rest] = given;
    if (!(source instanceof DataFrame)) {
      const { paths, options } = pathsAndOptions(given);
      return this.format(format).options(options).#load(paths);
    }
    const reader = this.format(format).options(pathsAndOptions(rest).options);
    const { schema, options: all } = reader.#settings;
    if (typeof schema === 'string') {
      throw new IllegalArgumentException(
        `${format}() of a DataFrame needs a StructType as its schema, not a DDL string.`,
      );
    }
    return this.#toDataFrame(parse(source.relation, format, schema, all));
  }

  #load(paths: Paths, predicates?: readonly string[]): DataFrame<R, N> {
    return this.#toDataFrame(
      readSource({ ...readOptions(this.#settings), paths: [paths].flat(), predicates, isStreaming: false }),
    );
  }

  #with<T extends object, M extends Names>(change: Partial<SourceSettings>): DataFrameReader<T, M> {
    return new DataFrameReader<T, M>(this.#toDataFrame, { ...this.#settings, ...change });
  }
}

/** Separates the paths, given one by one or in an array, from any options after them. */
function pathsAndOptions(given: readonly (Paths | object | undefined)[]): {
  readonly paths: readonly string[];
  readonly options: Options;
} {
  const isPath = (each: Paths | object | undefined): each is Paths => typeof each === 'string' || Array.isArray(each);
  const others = given.filter((each) => each !== undefined && !isPath(each));
  return { paths: given.filter(isPath).flat(), options: Object.assign({}, ...others) as Options };
}
