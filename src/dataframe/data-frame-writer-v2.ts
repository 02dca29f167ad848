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
 * Writes a DataFrame to a catalog table, with operations that match SQL statements. Immutable: each method returns a
 * new writer, except those that write, which return a promise.
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

  /** @internal Use `DataFrame.writeTo`. */
  constructor(session: SessionContext, input: Relation, table: string, settings?: WriteV2Options) {
    this.#session = session;
    this.#settings = Object.freeze(
      settings ?? { input, table, provider: undefined, options: {}, tableProperties: {}, partitionedBy: [] },
    );
  }

  /** Sets the format of a new table, such as `parquet` or `iceberg`. */
  using(provider: string): DataFrameWriterV2 {
    return this.#with({ provider });
  }

  /** Sets an option of the write. */
  option(name: string, value: OptionValue): DataFrameWriterV2 {
    return this.options({ [name]: value });
  }

  /** Sets options of the write. */
  options(options: Options): DataFrameWriterV2 {
    return this.#with({ options: { ...this.#settings.options, ...optionTexts(options) } });
  }

  /** Sets a property of a new table. */
  tableProperty(name: string, value: string): DataFrameWriterV2 {
    return this.#with({ tableProperties: { ...this.#settings.tableProperties, [name]: value } });
  }

  /** Sets how a new table is partitioned: by columns, or by transforms of columns such as `days` and `bucket`. */
  partitionedBy(columns: readonly ColumnOrName[]): DataFrameWriterV2;
  partitionedBy(...columns: readonly ColumnOrName[]): DataFrameWriterV2;
  partitionedBy(...columns: readonly (ColumnOrName | readonly ColumnOrName[])[]): DataFrameWriterV2 {
    const all = listed(columns as readonly ColumnOrName[]);
    return this.#with({ partitionedBy: all.map((column) => this.#own(columnOrName(column))) });
  }

  /** Creates a table. Fails if it already exists. */
  async create(options: ActionOptions = {}): Promise<void> {
    await this.#write('create', undefined, options);
  }

  /** Replaces an existing table. */
  async replace(options: ActionOptions = {}): Promise<void> {
    await this.#write('replace', undefined, options);
  }

  /** Creates a table, or replaces it if it exists. */
  async createOrReplace(options: ActionOptions = {}): Promise<void> {
    await this.#write('createOrReplace', undefined, options);
  }

  /** Appends the rows to a table. */
  async append(options: ActionOptions = {}): Promise<void> {
    await this.#write('append', undefined, options);
  }

  /** Replaces the rows for which the condition is true. */
  async overwrite(condition: Column, options: ActionOptions = {}): Promise<void> {
    await this.#write('overwrite', condition, options);
  }

  /** Replaces every partition for which the DataFrame contains rows. */
  async overwritePartitions(options: ActionOptions = {}): Promise<void> {
    await this.#write('overwritePartitions', undefined, options);
  }

  /** Returns the plan that a write would send, without contacting the server. */
  toPlan(mode: WriteV2Mode, condition?: Column): PlanDocument {
    this.#session.deferred.requireComplete(this.#settings.input);
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
