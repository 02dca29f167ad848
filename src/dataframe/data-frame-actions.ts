import { inspect } from 'node:util';
import type { RecordBatch } from '../arrow/record-batch.ts';
import type { ActionOptions } from '../client/action-options.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { aggregate } from '../plan/aggregate.ts';
import type { ExplainMode } from '../plan/analysis.ts';
import { createView } from '../plan/command.ts';
import { relationPlan } from '../plan/plan.ts';
import { PlanDocument } from '../plan/plan-document.ts';
import * as plan from '../plan/relation.ts';
import type { Relation, RelationBody } from '../plan/relation.ts';
import { sqlNameOf } from '../types/format-data-type.ts';
import type { Row } from '../types/row.ts';
import type { StructType } from '../types/struct-type.ts';
import * as analysis from '../execution/analyze.ts';
import { Column } from './column.ts';
import { executeCommand } from '../execution/execute-command.ts';
import { executeArrow, iterateColumns } from '../execution/execute-columns.ts';
import { executeRows, iterateRows, type RowOptions } from '../execution/execute-rows.ts';
import { count } from './functions/aggregate.ts';
import type { DefaultRowOptions, Only, RowFor } from './row-types/result-types.ts';
import type { SessionContext } from '../execution/session-context.ts';
import { StorageLevel, storageLevelOf, type StorageLevelName } from './storage-level.ts';

/** What a DataFrame can be asked: everything that goes to the server and comes back as a promise. */
export abstract class DataFrameActions<out R extends object = Row> {
  /** @internal */
  readonly session: SessionContext;
  /** @internal */
  readonly relation: Relation;
  #schema: StructType | undefined;

  /** @internal */
  constructor(session: SessionContext, body: RelationBody) {
    this.session = session;
    this.relation = session.createRelation(body);
  }

  // Rows

  /**
   * All rows, in memory at once; see {@link Row} for how Spark's values come.
   *
   * @throws SparkConnectError when two columns have one name (unless rows are read as arrays), or a value has no exact JavaScript form.
   *
   * @example
   * ```ts
   * import { SparkSession } from 'spark-connect-ts';
   *
   * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
   * const both = await spark.sql("SELECT 1L AS id, 'a' AS name, 2L AS id");
   * console.log(await both.collect({ rows: 'arrays' })); // [[ 1n, 'a', 2n ]]
   * console.log(await both.collect({ rows: 'arrays', longs: 'number' })); // [[ 1, 'a', 2 ]]
   * await spark.stop();
   * ```
   */
  async collect<const O extends RowOptions = DefaultRowOptions>(options?: O & Only<O>): Promise<RowFor<R, O>[]> {
    return executeRows<RowFor<R, O>>(this.session, this.relation, options ?? {});
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
   *   if (Number(id) === 3) break;
   * }
   * await spark.stop();
   * ```
   */
  toLocalIterator<const O extends RowOptions = DefaultRowOptions>(
    options?: O & Only<O>,
  ): AsyncGenerator<RowFor<R, O>, void, undefined> {
    const rows: unknown = iterateRows(this.session, this.relation, options ?? {});
    return rows as AsyncGenerator<RowFor<R, O>, void, undefined>;
  }

  /** The result as columns, a batch at a time as it arrives: for computing, without a JavaScript value for each cell. */
  toArrowBatches(options: ActionOptions = {}): AsyncGenerator<RecordBatch, void, undefined> {
    return iterateColumns(this.session, this.relation, options);
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
    return executeArrow(this.session, this.relation, options);
  }

  /** The first rows, as many as there are up to `rows`. */
  async take<const O extends RowOptions = DefaultRowOptions>(
    rows: number,
    options?: O & Only<O>,
  ): Promise<RowFor<R, O>[]> {
    const body = plan.limit(this.relation, requireCount('take', rows));
    return executeRows<RowFor<R, O>>(this.session, this.#relation(body), options ?? {});
  }

  /** The first row, or undefined when there is none. */
  async first<const O extends RowOptions = DefaultRowOptions>(
    options?: O & Only<O>,
  ): Promise<RowFor<R, O> | undefined> {
    return (await this.take<O>(1, options))[0];
  }

  /** The first row, or undefined when there is none: the same as {@link first}. With a number, the same as {@link take}. */
  async head(): Promise<R | undefined>;
  async head<const O extends RowOptions = DefaultRowOptions>(
    rows: number,
    options?: O & Only<O>,
  ): Promise<RowFor<R, O>[]>;
  async head(rows?: number, options: RowOptions = {}): Promise<unknown> {
    return rows === undefined ? this.first(options) : this.take(rows, options);
  }

  /** The last rows, as many as there are up to `rows`, in their order. */
  async tail<const O extends RowOptions = DefaultRowOptions>(
    rows: number,
    options?: O & Only<O>,
  ): Promise<RowFor<R, O>[]> {
    const body = plan.tail(this.relation, requireCount('tail', rows));
    return executeRows<RowFor<R, O>>(this.session, this.#relation(body), options ?? {});
  }

  /** Whether there is no row. */
  async isEmpty(options: ActionOptions = {}): Promise<boolean> {
    const first = this.#relation(plan.limit(this.relation, 1));
    let rows = 0;
    // To the end, since the metrics of an Observation come last.
    for await (const { rowCount } of iterateColumns(this.session, first, options)) rows += rowCount;
    return rows === 0;
  }

  /** The number of rows. A number, since no DataFrame has 2^53 of them. */
  async count(options: ActionOptions = {}): Promise<number> {
    const aggregates = [Column.toExpression(count('*').alias('count'))];
    const [row] = await executeRows(
      this.session,
      this.#relation(aggregate(this.relation, 'groupby', [], aggregates)),
      options,
    );
    return Number(row?.['count']);
  }

  /**
   * The first rows as a table of text, as {@link show} prints it; cells are cut to `truncate` characters, or to 20 for `true`; 0 and
   * `false` leave them whole.
   */
  async showString(
    rows = 20,
    truncate: number | boolean = true,
    vertical = false,
    options: ActionOptions = {},
  ): Promise<string> {
    const body = plan.showString(this.relation, requireCount('show', rows), cellWidth(truncate), vertical);
    const [row] = await executeRows(this.session, this.#relation(body), options);
    return String(row?.['show_string']);
  }

  /** Prints the first rows to stdout, each cell cut to so many characters (20 unless given) or, with `false`, whole. */
  async show(rows?: number, truncate?: number | boolean, vertical?: boolean, options?: ActionOptions): Promise<void>;
  async show(truncate: boolean): Promise<void>;
  async show(
    first: number | boolean = 20,
    truncate: number | boolean = true,
    vertical = false,
    options: ActionOptions = {},
  ): Promise<void> {
    const [rows, cut] = typeof first === 'boolean' ? [20, first] : [first, truncate];
    process.stdout.write(`${await this.showString(rows, cut, vertical, options)}\n`);
  }

  // The plan

  /** The names and types of the columns, which are asked for once. */
  async schema(options: ActionOptions = {}): Promise<StructType> {
    return (this.#schema ??= await analysis.analyzeSchema(this.session, this.relation, options));
  }

  /** The names of the columns. */
  async columns(options: ActionOptions = {}): Promise<string[]> {
    return (await this.schema(options)).fieldNames;
  }

  /** The name and the type in SQL's words of each column. */
  async dtypes(options: ActionOptions = {}): Promise<[name: string, type: string][]> {
    return (await this.schema(options)).fields.map(({ name, dataType }) => [name, sqlNameOf(dataType)]);
  }

  /** Prints the schema as a tree to stdout, down to the given level of nesting. */
  async printSchema(level?: number, options: ActionOptions = {}): Promise<void> {
    process.stdout.write(`${(await this.schema(options)).treeString(level)}\n`);
  }

  /** How Spark would run it, as text. */
  async explain(mode: ExplainMode = 'simple', options: ActionOptions = {}): Promise<string> {
    return analysis.explainString(this.session, this.relation, mode, options);
  }

  /** Whether the rows come from a stream, which only `writeStream` can run. */
  async isStreaming(options: ActionOptions = {}): Promise<boolean> {
    return (await analysis.analyze(this.session, this.relation, 'isStreaming', options)).isStreaming;
  }

  /** Whether `collect` needs no executors. */
  async isLocal(options: ActionOptions = {}): Promise<boolean> {
    return (await analysis.analyze(this.session, this.relation, 'isLocal', options)).isLocal;
  }

  /** The files that the rows may come from. */
  async inputFiles(options: ActionOptions = {}): Promise<string[]> {
    return [...(await analysis.analyze(this.session, this.relation, 'inputFiles', options)).files];
  }

  /** Whether Spark sees that both give the same rows; false may only mean that it does not see it. */
  async sameSemantics(other: DataFrameActions<object>, options: ActionOptions = {}): Promise<boolean> {
    this.session.requireOwn(other.relation);
    return analysis.sameSemantics(this.session, this.relation, other.relation, options);
  }

  /** A number that is the same for DataFrames with {@link sameSemantics}. */
  async semanticHash(options: ActionOptions = {}): Promise<number> {
    return (await analysis.analyze(this.session, this.relation, 'semanticHash', options)).result;
  }

  /** What would be sent, as a value: to print it, or to compare it with another. Asks no server. */
  toPlan(): PlanDocument {
    this.session.questions.requireComplete(this.relation);
    return new PlanDocument(relationPlan(this.relation));
  }

  /** The columns as far as they are known: once {@link schema} has been read. */
  toString(): string {
    const columns = this.#schema?.fields.map(({ name, dataType }) => `${name}: ${sqlNameOf(dataType)}`);
    return `DataFrame[${columns?.join(', ') ?? 'read schema() to see its columns'}]`;
  }

  // What the server keeps

  /** Keeps the rows once an action has computed them, for all DataFrames of the same plan. */
  async persist(
    level: StorageLevel | StorageLevelName = StorageLevel.MEMORY_AND_DISK_DESER,
    options: ActionOptions = {},
  ): Promise<this> {
    await analysis.persist(this.session, this.relation, storageLevelOf(level), options);
    return this;
  }

  /** {@link persist} in memory and on disk. */
  async cache(options: ActionOptions = {}): Promise<this> {
    return this.persist(StorageLevel.MEMORY_AND_DISK_DESER, options);
  }

  /** Forgets the rows that {@link persist} kept; waits until they are gone if it is `blocking`. */
  async unpersist(blocking = false, options: ActionOptions = {}): Promise<this> {
    await analysis.unpersist(this.session, this.relation, blocking, options);
    return this;
  }

  /** Where the rows are kept; {@link StorageLevel.NONE} when they are not. */
  async storageLevel(options: ActionOptions = {}): Promise<StorageLevel> {
    return StorageLevel.of(await analysis.storageFlags(this.session, this.relation, options));
  }

  /** Whether the rows are kept. */
  async isCached(options: ActionOptions = {}): Promise<boolean> {
    const { useDisk, useMemory, useOffHeap } = await this.storageLevel(options);
    return useDisk || useMemory || useOffHeap;
  }

  /** Makes the DataFrame known to SQL under a name, for the life of the session; fails when the name is taken. */
  async createTempView(name: string, options: ActionOptions = {}): Promise<void> {
    await executeCommand(this.session, createView(this.relation, name, false, false), options);
  }

  /** Makes the DataFrame known to SQL under a name, for the life of the session. */
  async createOrReplaceTempView(name: string, options: ActionOptions = {}): Promise<void> {
    await executeCommand(this.session, createView(this.relation, name, false, true), options);
  }

  /** Makes the DataFrame known to all sessions as `global_temp.<name>`, for the life of the server; fails when the name is taken. */
  async createGlobalTempView(name: string, options: ActionOptions = {}): Promise<void> {
    await executeCommand(this.session, createView(this.relation, name, true, false), options);
  }

  /** Makes the DataFrame known to all sessions as `global_temp.<name>`, for the life of the server. */
  async createOrReplaceGlobalTempView(name: string, options: ActionOptions = {}): Promise<void> {
    await executeCommand(this.session, createView(this.relation, name, true, true), options);
  }

  #relation(body: RelationBody): Relation {
    return this.session.createRelation(body);
  }
}

// What console.log shows.
Object.defineProperty(DataFrameActions.prototype, inspect.custom, {
  value(this: DataFrameActions): string {
    return this.toString();
  },
});

/** Where to cut cells, as the protocol has it; 0 for nowhere. */
function cellWidth(truncate: number | boolean): number {
  if (typeof truncate === 'boolean') return truncate ? 20 : 0;
  if (Number.isInteger(truncate) && truncate >= 0 && truncate <= 2_147_483_647) return truncate;
  throw new IllegalArgumentException(`show() cuts cells at a whole number of characters, 0 or more, not ${truncate}.`);
}

/** @throws IllegalArgumentException unless it is a number of rows that Spark can count to. */
export function requireCount(method: string, rows: number): number {
  if (!Number.isInteger(rows) || rows < 0 || rows > 2_147_483_647) {
    throw new IllegalArgumentException(`${method}() takes a whole number of rows from 0 to 2147483647, not ${rows}.`);
  }
  return rows;
}
