import type { ActionOptions } from '../client/action-options.ts';
import type { Expression } from '../plan/expression.ts';
import { listed } from '../plan/listed.ts';
import { commandPlan } from '../plan/plan.ts';
import { PlanDocument } from '../plan/plan-document.ts';
import type { Relation } from '../plan/relation.ts';
import { writeOperationV2, type WriteV2Mode, type WriteV2Options } from '../plan/write-command.ts';
import { Column, columnOrName, type ColumnOrName } from './column.ts';
import { executeCommand } from '../execution/execute-command.ts';
import { optionTexts, type Options, type OptionValue } from '../plan/options.ts';
import type { SessionContext } from '../execution/session-context.ts';

/**
 * Writes a DataFrame to a table of a catalog, in the words of SQL. A value: each method returns a new writer; those that write
 * return a promise.
 *
 * @example
 * ```ts
 * import type { DataFrame } from 'spark-connect-ts';
 * import { days } from 'spark-connect-ts/functions';
 *
 * const make = (orders: DataFrame) => orders.writeTo('lake.orders').using('iceberg').partitionedBy(days('time')).create();
 * ```
 */
export class DataFrameWriterV2 {
  readonly #session: SessionContext;
  readonly #settings: WriteV2Options;

  /** @internal Comes from `DataFrame.writeTo`. */
  constructor(session: SessionContext, input: Relation, table: string, settings?: WriteV2Options) {
    this.#session = session;
    this.#settings = Object.freeze(
      settings ?? { input, table, provider: undefined, options: {}, tableProperties: {}, partitionedBy: [] },
    );
  }

  /** The format of a new table, such as `parquet` or `iceberg`. */
  using(provider: string): DataFrameWriterV2 {
    return this.#with({ provider });
  }

  /** One option of the write. */
  option(name: string, value: OptionValue): DataFrameWriterV2 {
    return this.options({ [name]: value });
  }

  /** Options of the write. */
  options(options: Options): DataFrameWriterV2 {
    return this.#with({ options: { ...this.#settings.options, ...optionTexts(options) } });
  }

  /** A property of a new table. */
  tableProperty(name: string, value: string): DataFrameWriterV2 {
    return this.#with({ tableProperties: { ...this.#settings.tableProperties, [name]: value } });
  }

  /** How a new table is partitioned: by columns, or by functions such as `days` and `bucket` of them. */
  partitionedBy(columns: readonly ColumnOrName[]): DataFrameWriterV2;
  partitionedBy(...columns: readonly ColumnOrName[]): DataFrameWriterV2;
  partitionedBy(...columns: readonly (ColumnOrName | readonly ColumnOrName[])[]): DataFrameWriterV2 {
    const all = listed(columns as readonly ColumnOrName[]);
    return this.#with({ partitionedBy: all.map((column) => this.#own(columnOrName(column))) });
  }

  /** Makes a new table; fails when it exists. */
  async create(options: ActionOptions = {}): Promise<void> {
    await this.#write('create', undefined, options);
  }

  /** Puts a new table in the place of one that exists. */
  async replace(options: ActionOptions = {}): Promise<void> {
    await this.#write('replace', undefined, options);
  }

  /** Makes a new table, in the place of one that may exist. */
  async createOrReplace(options: ActionOptions = {}): Promise<void> {
    await this.#write('createOrReplace', undefined, options);
  }

  /** Adds the rows to a table. */
  async append(options: ActionOptions = {}): Promise<void> {
    await this.#write('append', undefined, options);
  }

  /** Puts the rows in the place of those for which the condition is true. */
  async overwrite(condition: Column, options: ActionOptions = {}): Promise<void> {
    await this.#write('overwrite', condition, options);
  }

  /** Puts the rows in the place of all partitions that they fall into. */
  async overwritePartitions(options: ActionOptions = {}): Promise<void> {
    await this.#write('overwritePartitions', undefined, options);
  }

  /** The plan that writing would send, as a value. Asks no server. */
  toPlan(mode: WriteV2Mode, condition?: Column): PlanDocument {
    this.#session.questions.requireComplete(this.#settings.input);
    return new PlanDocument(commandPlan(this.#command(mode, condition)));
  }

  async #write(mode: WriteV2Mode, condition: Column | undefined, options: ActionOptions): Promise<void> {
    await executeCommand(this.#session, this.#command(mode, condition), options);
  }

  #command(mode: WriteV2Mode, condition: Column | undefined): ReturnType<typeof writeOperationV2> {
    return writeOperationV2(this.#settings, mode, condition && this.#own(Column.toExpression(condition)));
  }

  #own(expression: Expression): Expression {
    this.#session.requireOwn(expression);
    return expression;
  }

  #with(change: Partial<WriteV2Options>): DataFrameWriterV2 {
    const { input, table } = this.#settings;
    return new DataFrameWriterV2(this.#session, input, table, { ...this.#settings, ...change });
  }
}
