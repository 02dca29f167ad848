import type { ActionOptions } from '../client/action-options.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { listed } from '../plan/listed.ts';
import { commandPlan } from '../plan/plan.ts';
import { PlanDocument } from '../plan/plan-document.ts';
import type { Relation } from '../plan/relation.ts';
import {
  requireSaveMode,
  writeOperation,
  type SaveMode,
  type WriteOptions,
  type WriteTarget,
} from '../plan/write-command.ts';
import { executeCommand } from '../execution/execute-command.ts';
import { optionTexts, type Options, type OptionValue } from '../plan/options.ts';
import type { CsvOptions, JsonOptions, OrcOptions, ParquetOptions, TextOptions } from './arguments/source-options.ts';
import type { SessionContext } from '../execution/session-context.ts';

type Settings = Omit<WriteOptions, 'input' | 'target'>;

const nothingSet: Settings = {
  source: undefined,
  mode: undefined,
  options: {},
  partitionBy: [],
  bucketBy: undefined,
  sortBy: [],
};

/**
 * Describes where to write a DataFrame, and writes it. Immutable: each method returns a new writer, except those that
 * write, which return a promise.
 *
 * @example
 * ```ts
 * import type { DataFrame } from 'spark-connect-ts';
 *
 * const archive = (frame: DataFrame) => frame.write.mode('overwrite').partitionBy('day').parquet('/archive/orders');
 * ```
 */
export class DataFrameWriter {
  readonly #session: SessionContext;
  readonly #input: Relation;
  readonly #settings: Settings;

  /** @internal Use `DataFrame.write`. */
  constructor(session: SessionContext, input: Relation, settings: Settings = nothingSet) {
    this.#session = session;
    this.#input = input;
    this.#settings = Object.freeze(settings);
  }

  /**
   * Sets what to do if the target already exists. Default: `error`.
   *
   * @throws IllegalArgumentException when the mode is unknown.
   */
  mode(mode: SaveMode): DataFrameWriter {
    return this.#with({ mode: requireSaveMode(mode) });
  }

  /**
   * Sets the data sink format: `parquet`, `csv`, `jdbc` and so on. Default: the value of `spark.sql.sources.default`.
   */
  format(source: string): DataFrameWriter {
    return this.#with({ source });
  }

  /** Sets an option of the sink. */
  option(name: string, value: OptionValue): DataFrameWriter {
    return this.options({ [name]: value });
  }

  /** Sets options of the sink. */
  options(options: Options): DataFrameWriter {
    return this.#with({ options: { ...this.#settings.options, ...optionTexts(options) } });
  }

  /** Partitions the output by the columns, with a directory per value. */
  partitionBy(...columns: readonly string[] | readonly [readonly string[]]): DataFrameWriter {
    return this.#with({ partitionBy: listed(columns as readonly string[]) });
  }

  /** Splits the rows of a table into the given number of buckets by the hash of the columns. */
  bucketBy(numBuckets: number, columns: readonly string[]): DataFrameWriter;
  bucketBy(numBuckets: number, ...columns: readonly string[]): DataFrameWriter;
  bucketBy(numBuckets: number, ...columns: readonly (string | readonly string[])[]): DataFrameWriter {
    if (!Number.isInteger(numBuckets) || numBuckets < 1) {
      throw new IllegalArgumentException(
        `bucketBy() needs a positive integer as the number of buckets, not ${numBuckets}.`,
      );
    }
    const names = listed(columns as readonly string[]);
    if (names.length === 0) throw new IllegalArgumentException('bucketBy() needs at least one column.');
    return this.#with({ bucketBy: { numBuckets, columns: names } });
  }

  /** Sorts the rows within each bucket. */
  sortBy(columns: readonly string[]): DataFrameWriter;
  sortBy(...columns: readonly string[]): DataFrameWriter;
  sortBy(...columns: readonly (string | readonly string[])[]): DataFrameWriter {
    return this.#with({ sortBy: listed(columns as readonly string[]) });
  }

  /** Writes to a path on the server, or to the target that the options specify. */
  async save(path?: string, options: ActionOptions = {}): Promise<void> {
    await this.#write(path === undefined ? undefined : { path }, options);
  }

  /** Writes to a table, and creates it if it does not exist. */
  async saveAsTable(table: string, options: ActionOptions = {}): Promise<void> {
    await this.#write({ table, method: 'saveAsTable' }, options);
  }

  /** Inserts the rows into an existing table, matching columns by position. With `overwrite`, replaces its rows. */
  async insertInto(table: string, overwrite?: boolean, options: ActionOptions = {}): Promise<void> {
    const writer = overwrite === undefined ? this : this.mode(overwrite ? 'overwrite' : 'append');
    await writer.#write({ table, method: 'insertInto' }, options);
  }

  /** Writes JSON files, one object per line. */
  async json(path: string, sink: JsonOptions = {}, options: ActionOptions = {}): Promise<void> {
    await this.format('json')
      .options({ ...sink })
      .save(path, options);
  }

  /** Writes Parquet files. */
  async parquet(path: string, sink: ParquetOptions = {}, options: ActionOptions = {}): Promise<void> {
    await this.format('parquet')
      .options({ ...sink })
      .save(path, options);
  }

  /** Writes a single string column to text files, one line per row. */
  async text(path: string, sink: TextOptions = {}, options: ActionOptions = {}): Promise<void> {
    await this.format('text')
      .options({ ...sink })
      .save(path, options);
  }

  /** Writes CSV files. */
  async csv(path: string, sink: CsvOptions = {}, options: ActionOptions = {}): Promise<void> {
    await this.format('csv')
      .options({ ...sink })
      .save(path, options);
  }

  /** Writes ORC files. */
  async orc(path: string, sink: OrcOptions = {}, options: ActionOptions = {}): Promise<void> {
    await this.format('orc')
      .options({ ...sink })
      .save(path, options);
  }

  /** Writes to a database table; the server needs the JDBC driver. */
  async jdbc(url: string, table: string, properties: Options = {}, options: ActionOptions = {}): Promise<void> {
    await this.format('jdbc')
      .options({ ...properties, url, dbtable: table })
      .save(undefined, options);
  }

  /** Returns the plan that a write would send, without contacting the server. */
  toPlan(target?: WriteTarget): PlanDocument {
    this.#session.deferred.requireComplete(this.#input);
    return new PlanDocument(commandPlan(this.#command(target)));
  }

  async #write(target: WriteTarget | undefined, options: ActionOptions): Promise<void> {
    await executeCommand(this.#session, this.#command(target), options);
  }

  #command(target: WriteTarget | undefined): ReturnType<typeof writeOperation> {
    return writeOperation({ ...this.#settings, input: this.#input, target });
  }

  #with(change: Partial<Settings>): DataFrameWriter {
    return new DataFrameWriter(this.#session, this.#input, { ...this.#settings, ...change });
  }
}
