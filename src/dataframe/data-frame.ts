import type { RecordBatch } from '../arrow/record-batch.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { commandPlan, createView } from '../plan/command.ts';
import { attribute, sqlExpression, type Expression } from '../plan/expression.ts';
import * as plan from '../plan/relation.ts';
import type { JoinType, Relation, RelationBody } from '../plan/relation.ts';
import { DataStreamWriter } from '../streaming/data-stream-writer.ts';
import type { Row } from '../types/row.ts';
import type { StructType } from '../types/struct-type.ts';
import type { ActionOptions } from '../client/action-options.ts';
import { analyzeSchema, explainString, isStreaming, type ExplainMode } from './analyze.ts';
import { Column, columnOrName, type ColumnOrName } from './column.ts';
import { executeArrow, iterateColumns } from './execute-columns.ts';
import { executeRows, iterateRows, type RowOptions } from './execute-rows.ts';
import { count } from './functions/aggregate.ts';
import { GroupedData } from './grouped-data.ts';
import type { SessionContext } from './session-context.ts';

/**
 * A table that is computed when an action asks for it. Transformations return at once with a new DataFrame and ask the
 * server nothing; actions return promises.
 *
 * @example
 * ```ts
 * import { SparkSession } from 'spark-connect-ts';
 * import { col } from 'spark-connect-ts/functions';
 *
 * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
 * const even = spark.range(10).filter(col('id').mod(2).eq(0));
 * console.log(await even.collect()); // [{ id: 0n }, { id: 2n }, …]
 * await spark.stop();
 * ```
 */
export class DataFrame {
  readonly #session: SessionContext;
  readonly #relation: Relation;

  /** @internal DataFrames come from a session, a reader or another DataFrame. */
  constructor(session: SessionContext, body: RelationBody) {
    this.#session = session;
    this.#relation = session.createRelation(body);
  }

  // Transformations

  /** The column of this DataFrame, which stays its own after a join with another that has one of the same name. */
  col(name: string): Column {
    return new Column(attribute(name, this.#relation.common?.planId));
  }

  /** Keeps the given columns, in their order; `*` stands for all. */
  select(...columns: ColumnOrName[]): DataFrame {
    return this.#derive(plan.project(this.#relation, columns.map(columnOrName)));
  }

  /** Like {@link select}, with the columns in SQL's words. */
  selectExpr(...expressions: string[]): DataFrame {
    return this.#derive(plan.project(this.#relation, expressions.map(sqlExpression)));
  }

  /** Keeps the rows for which the condition, a column or SQL's words, is true. */
  filter(condition: Column | string): DataFrame {
    return this.#derive(plan.filter(this.#relation, conditionOf(condition)));
  }

  /** The same as {@link filter}. */
  where(condition: Column | string): DataFrame {
    return this.filter(condition);
  }

  /** Adds a column, or replaces the one of that name. */
  withColumn(name: string, column: Column): DataFrame {
    return this.withColumns({ [name]: column });
  }

  /** Adds or replaces several columns, all computed from the DataFrame as it is now. */
  withColumns(columns: Readonly<Record<string, Column>>): DataFrame {
    const entries = Object.entries(columns).map(([name, column]) => [name, columnOrName(column)] as const);
    return this.#derive(plan.withColumns(this.#relation, Object.fromEntries(entries)));
  }

  /** Renames a column; a name that does not exist changes nothing. */
  withColumnRenamed(existing: string, name: string): DataFrame {
    return this.#derive(plan.withColumnsRenamed(this.#relation, { [existing]: name }));
  }

  /** Leaves columns out; a name that does not exist changes nothing. */
  drop(...columns: ColumnOrName[]): DataFrame {
    const names = columns.filter((column) => typeof column === 'string');
    const expressions = columns.filter((column) => column instanceof Column).map(Column.toExpression);
    return this.#derive(plan.drop(this.#relation, expressions, names));
  }

  /** Gives the DataFrame a name that columns can be qualified with, as in `a.id`. */
  alias(name: string): DataFrame {
    return this.#derive(plan.subqueryAlias(this.#relation, name));
  }

  /** Groups the rows; without columns they are one group. */
  groupBy(...columns: ColumnOrName[]): GroupedData {
    return this.#grouped('groupby', columns);
  }

  /** Groups by each prefix of the columns, down to none. */
  rollup(...columns: ColumnOrName[]): GroupedData {
    return this.#grouped('rollup', columns);
  }

  /** Groups by each subset of the columns. */
  cube(...columns: ColumnOrName[]): GroupedData {
    return this.#grouped('cube', columns);
  }

  /** Aggregates all rows to one. */
  agg(...aggregates: [Column, ...Column[]]): DataFrame {
    return this.groupBy().agg(...aggregates);
  }

  /**
   * Joins with another DataFrame, on columns both have or on a condition. Without either every row meets every other.
   *
   * @throws IllegalArgumentException for an unknown join type, naming the known ones.
   */
  join(other: DataFrame, on?: string | readonly string[] | Column, how: JoinType = 'inner'): DataFrame {
    const condition = on instanceof Column ? Column.toExpression(on) : typeof on === 'string' ? [on] : on;
    return this.#derive(plan.join(this.#relation, other.#relation, condition, how));
  }

  /** The rows of both, by position of the columns, with duplicates. */
  union(other: DataFrame): DataFrame {
    return this.#derive(plan.union(this.#relation, other.#relation));
  }

  /** Rows that differ. */
  distinct(): DataFrame {
    return this.dropDuplicates();
  }

  /** Keeps one row of those equal in the given columns, or in all. In a stream, include the watermark's column to bound the state. */
  dropDuplicates(...columns: string[]): DataFrame {
    return this.#derive(plan.deduplicate(this.#relation, columns, false));
  }

  /** In a stream: drops a row when an equal one came within the watermark's delay, whatever their event times. */
  dropDuplicatesWithinWatermark(...columns: string[]): DataFrame {
    return this.#derive(plan.deduplicate(this.#relation, columns, true));
  }

  orderBy(...columns: ColumnOrName[]): DataFrame {
    return this.#derive(plan.sort(this.#relation, columns.map(columnOrName)));
  }

  /** The first rows, of which there is no order without {@link orderBy}. */
  limit(rows: number): DataFrame {
    return this.#derive(plan.limit(this.#relation, requireCount('limit', rows)));
  }

  /**
   * In a stream: how long to wait for late rows, as in `30 seconds`. The watermark is the greatest event time seen less
   * the delay; state older than it is dropped, and rows older than it may be.
   */
  withWatermark(eventTime: string, delayThreshold: string): DataFrame {
    return this.#derive(plan.withWatermark(this.#relation, eventTime, delayThreshold));
  }

  /** Writes this streaming DataFrame. */
  get writeStream(): DataStreamWriter {
    return new DataStreamWriter(this.#session.client, this.#relation);
  }

  // Actions

  /**
   * All rows, in memory at once; see {@link Row} for how Spark's values come.
   *
   * @throws SparkConnectError when two columns have one name, or a value has no exact JavaScript form.
   */
  async collect(options: RowOptions = {}): Promise<Row[]> {
    return executeRows(this.#session, this.#relation, options);
  }

  /**
   * The rows one after the other, holding a few batches (of some megabytes each) at most. They come while the server still works.
   * Leaving the loop ends the work there.
   *
   * @example
   * ```ts
   * import { SparkSession } from 'spark-connect-ts';
   *
   * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
   * for await (const { id } of spark.range(10_000_000).toLocalIterator({ longs: 'number' })) {
   *   if (id === 3) break;
   * }
   * await spark.stop();
   * ```
   */
  toLocalIterator(options: RowOptions = {}): AsyncGenerator<Row, void, undefined> {
    return iterateRows(this.#session, this.#relation, options);
  }

  /** The result as columns, a batch at a time as it arrives: for computing, without a JavaScript value for each cell. */
  toArrowBatches(options: ActionOptions = {}): AsyncGenerator<RecordBatch, void, undefined> {
    return iterateColumns(this.#session, this.#relation, options);
  }

  /**
   * The whole result as the bytes of one Arrow IPC stream, not encoded anew: for apache-arrow, flechette, Arquero or DuckDB.
   *
   * @example
   * ```ts
   * import { writeFileSync } from 'node:fs';
   * import { SparkSession } from 'spark-connect-ts';
   *
   * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
   * writeFileSync('numbers.arrows', await spark.range(1000).toArrow());
   * await spark.stop();
   * ```
   */
  async toArrow(options: ActionOptions = {}): Promise<Uint8Array> {
    return executeArrow(this.#session, this.#relation, options);
  }

  /** The first rows, as many as there are up to `rows`. */
  async take(rows: number, options: RowOptions = {}): Promise<Row[]> {
    return this.limit(requireCount('take', rows)).collect(options);
  }

  /** The first row, or undefined when there is none. */
  async first(options: RowOptions = {}): Promise<Row | undefined> {
    return (await this.take(1, options))[0];
  }

  /** The first row, or undefined when there is none: the same as {@link first}. With a number, the same as {@link take}. */
  async head(): Promise<Row | undefined>;
  async head(rows: number, options?: RowOptions): Promise<Row[]>;
  async head(rows?: number, options: RowOptions = {}): Promise<Row | Row[] | undefined> {
    return rows === undefined ? this.first(options) : this.take(rows, options);
  }

  /** The last rows, as many as there are up to `rows`, in their order. */
  async tail(rows: number, options: RowOptions = {}): Promise<Row[]> {
    return this.#derive(plan.tail(this.#relation, requireCount('tail', rows))).collect(options);
  }

  /** Whether there is no row. */
  async isEmpty(options: ActionOptions = {}): Promise<boolean> {
    for await (const { rowCount } of this.limit(1).toArrowBatches(options)) if (rowCount > 0) return false;
    return true;
  }

  /** The number of rows. A number, since no DataFrame has 2^53 of them. */
  async count(options: ActionOptions = {}): Promise<number> {
    const [row] = await this.agg(count('*').alias('count')).collect(options);
    return Number(row?.['count']);
  }

  /** The first rows as a table of text, as `show` prints it; cells are cut to `truncate` characters, 0 for none. */
  async showString(rows = 20, truncate = 20, vertical = false, options: ActionOptions = {}): Promise<string> {
    const body = plan.showString(this.#relation, requireCount('show', rows), truncate, vertical);
    const [row] = await this.#derive(body).collect(options);
    return String(row?.['show_string']);
  }

  /** Prints the first rows to stdout. */
  async show(rows = 20, truncate = 20, vertical = false, options: ActionOptions = {}): Promise<void> {
    process.stdout.write(`${await this.showString(rows, truncate, vertical, options)}\n`);
  }

  /** The names and types of the columns. */
  async schema(options: ActionOptions = {}): Promise<StructType> {
    return analyzeSchema(this.#session, this.#relation, options);
  }

  async columns(options: ActionOptions = {}): Promise<string[]> {
    return (await this.schema(options)).fieldNames;
  }

  /** Whether the rows come from a stream, which only {@link writeStream} can run. */
  async isStreaming(options: ActionOptions = {}): Promise<boolean> {
    return isStreaming(this.#session, this.#relation, options);
  }

  /** How Spark would run it, as text. */
  async explain(mode: ExplainMode = 'simple', options: ActionOptions = {}): Promise<string> {
    return explainString(this.#session, this.#relation, mode, options);
  }

  /** Makes the DataFrame known to SQL under a name, for the life of the session. */
  async createOrReplaceTempView(name: string, options: ActionOptions = {}): Promise<void> {
    await this.#session.client.command(commandPlan(createView(this.#relation, name, false, true)), options);
  }

  #derive(body: RelationBody): DataFrame {
    return new DataFrame(this.#session, body);
  }

  #grouped(type: plan.GroupType, columns: readonly ColumnOrName[]): GroupedData {
    const grouping: Expression[] = columns.map(columnOrName);
    return new GroupedData((aggregates) => this.#derive(plan.aggregate(this.#relation, type, grouping, aggregates)));
  }
}

function conditionOf(condition: Column | string): Expression {
  return typeof condition === 'string' ? sqlExpression(condition) : Column.toExpression(condition);
}

function requireCount(method: string, rows: number): number {
  if (!Number.isInteger(rows) || rows < 0 || rows > 2_147_483_647) {
    throw new IllegalArgumentException(`${method}() takes a whole number of rows from 0 to 2147483647, not ${rows}.`);
  }
  return rows;
}
