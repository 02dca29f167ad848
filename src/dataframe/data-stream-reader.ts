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
 * Describes a source that a streaming query reads: what is there, and what will come. A value: each method returns a new
 * reader. A schema that is declared gives the type of the rows; sources of files need one, since a stream does not look
 * into files that are not there yet.
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

  /** @internal Comes from `SparkSession.readStream`. */
  constructor(toDataFrame: ToDataFrame, settings: SourceSettings = nothingSet) {
    this.#toDataFrame = toDataFrame;
    this.#settings = Object.freeze(settings);
  }

  /** The kind of source: `kafka`, `rate`, `rate-micro-batch`, `csv`, `json`, `parquet` and so on. */
  format(format: string): DataStreamReader<R, N> {
    return this.#with({ format });
  }

  /** The columns, as a type or as DDL text. */
  schema<F extends StructField, M extends Names>(schema: StructType<F, M>): DataStreamReader<RowOf<F>, M>;
  schema(schema: string): DataStreamReader;
  schema(schema: StructType | string): DataStreamReader {
    return this.#with({ schema });
  }

  /** One option of the source, such as `maxFilesPerTrigger` or Kafka's `maxOffsetsPerTrigger`. */
  option(name: string, value: OptionValue): DataStreamReader<R, N> {
    return this.options({ [name]: value });
  }

  /** Options of the source; those without a value are left out. */
  options(options: Options): DataStreamReader<R, N> {
    return this.#with({ options: { ...this.#settings.options, ...optionTexts(options) } });
  }

  /** The DataFrame. The path, of a source of files, is the server's; a pattern such as `/data/2026-*` takes several folders. */
  load(path?: string): DataFrame<R, N> {
    const paths = path === undefined ? [] : [path];
    return this.#toDataFrame(readSource({ ...readOptions(this.#settings), paths, isStreaming: true }));
  }

  /** A table by name: the rows that it has, then those that are added to it. */
  table<T extends object = R>(name: string): DataFrame<Plain<T>> {
    return this.#toDataFrame(readTable(name, this.#settings.options, true));
  }

  /** Files of JSON, an object a line, as they appear in a folder. */
  json(path: string, options: JsonOptions & FileStreamOptions = {}): DataFrame<R, N> {
    return this.format('json')
      .options({ ...options })
      .load(path);
  }

  /** Files of CSV. */
  csv(path: string, options: CsvOptions & FileStreamOptions = {}): DataFrame<R, N> {
    return this.format('csv')
      .options({ ...options })
      .load(path);
  }

  /** Files of Parquet. */
  parquet(path: string, options: ParquetOptions & FileStreamOptions = {}): DataFrame<R, N> {
    return this.format('parquet')
      .options({ ...options })
      .load(path);
  }

  /** Files of ORC. */
  orc(path: string, options: OrcOptions & FileStreamOptions = {}): DataFrame<R, N> {
    return this.format('orc')
      .options({ ...options })
      .load(path);
  }

  /** Lines into a column `value`, after the columns of partitions; needs no schema. */
  text(path: string, options: TextOptions & FileStreamOptions = {}): DataFrame<R, N> {
    return this.format('text')
      .options({ ...options })
      .load(path);
  }

  #with<T extends object, M extends Names>(change: Partial<SourceSettings>): DataStreamReader<T, M> {
    return new DataStreamReader<T, M>(this.#toDataFrame, { ...this.#settings, ...change });
  }
}
