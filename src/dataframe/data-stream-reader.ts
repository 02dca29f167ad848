import { optionTexts, type Options, type OptionValue } from '../plan/options.ts';
import { readSource, readTable } from '../plan/relation.ts';
import type { Row } from '../types/row.ts';
import type { StructField, StructType } from '../types/struct-type.ts';
import type { DataFrame } from './data-frame.ts';
import type { Names } from './row-types/column-names.ts';
import type { Plain, RowOf } from './row-types/row-types.ts';
import type {
  CsvOptions,
  FileStreamOptions,
  JsonOptions,
  OrcOptions,
  ParquetOptions,
  TextOptions,
} from './arguments/source-options.ts';
import { nothingSet, readOptions, type SourceSettings, type ToDataFrame } from './arguments/source-settings.ts';

/**
 * Describes a source for a streaming query, which reads both its existing and its future data. Immutable: each method
 * returns a new reader. A declared schema determines the type of the rows. File sources need one, because a stream does
 * not infer it from files.
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
export class DataStreamReader<R extends object = Row, N extends Names = Names> {
  readonly #toDataFrame: ToDataFrame;
  readonly #settings: SourceSettings;

  /** @internal Use `SparkSession.readStream`. */
  constructor(toDataFrame: ToDataFrame, settings: SourceSettings = nothingSet) {
    this.#toDataFrame = toDataFrame;
    this.#settings = Object.freeze(settings);
  }

  /** Sets the data source format: `kafka`, `rate`, `rate-micro-batch`, `csv`, `json`, `parquet` and so on. */
  format(format: string): DataStreamReader<R, N> {
    return this.#with({ format });
  }

  /** Sets the schema, as a type or a DDL string. */
  schema<F extends StructField, M extends Names>(schema: StructType<F, M>): DataStreamReader<RowOf<F>, M>;
  schema(schema: string): DataStreamReader;
  schema(schema: StructType | string): DataStreamReader {
    return this.#with({ schema });
  }

  /** Sets an option of the source, such as `maxFilesPerTrigger` or Kafka's `maxOffsetsPerTrigger`. */
  option(name: string, value: OptionValue): DataStreamReader<R, N> {
    return this.options({ [name]: value });
  }

  /** Sets options of the source. Options whose value is undefined are ignored. */
  options(options: Options): DataStreamReader<R, N> {
    return this.#with({ options: { ...this.#settings.options, ...optionTexts(options) } });
  }

  /**
   * Loads the DataFrame. A file source takes a path on the server; a pattern such as `/data/2026-*` matches several
   * directories.
   */
  load(path?: string): DataFrame<R, N> {
    const paths = path === undefined ? [] : [path];
    return this.#toDataFrame(readSource({ ...readOptions(this.#settings), paths, isStreaming: true }));
  }

  /** Reads a table as a stream: its existing rows, then rows that are added to it. */
  table<T extends object = R>(name: string): DataFrame<Plain<T>> {
    return this.#toDataFrame(readTable(name, this.#settings.options, true));
  }

  /** Reads JSON files, one object per line, as they appear in a directory. */
  json(path: string, options: JsonOptions & FileStreamOptions = {}): DataFrame<R, N> {
    return this.format('json')
      .options({ ...options })
      .load(path);
  }

  /** Reads CSV files as they appear in a directory. */
  csv(path: string, options: CsvOptions & FileStreamOptions = {}): DataFrame<R, N> {
    return this.format('csv')
      .options({ ...options })
      .load(path);
  }

  /** Reads Parquet files as they appear in a directory. */
  parquet(path: string, options: ParquetOptions & FileStreamOptions = {}): DataFrame<R, N> {
    return this.format('parquet')
      .options({ ...options })
      .load(path);
  }

  /** Reads ORC files as they appear in a directory. */
  orc(path: string, options: OrcOptions & FileStreamOptions = {}): DataFrame<R, N> {
    return this.format('orc')
      .options({ ...options })
      .load(path);
  }

  /** Reads text files, one row per line, into a column `value`, followed by any partition columns. Needs no schema. */
  text(path: string, options: TextOptions & FileStreamOptions = {}): DataFrame<R, N> {
    return this.format('text')
      .options({ ...options })
      .load(path);
  }

  #with<T extends object, M extends Names>(change: Partial<SourceSettings>): DataStreamReader<T, M> {
    return new DataStreamReader<T, M>(this.#toDataFrame, { ...this.#settings, ...change });
  }
}
