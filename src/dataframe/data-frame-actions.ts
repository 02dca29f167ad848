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
import { executeRows, iterateRows, profileQuery, type RowOptions } from '../execution/execute-rows.ts';
import { count } from './functions/aggregate.ts';
import type { DefaultRowOptions, Only, RowFor } from './row-types/result-types.ts';
import type { ProfileOptions, QueryProfile } from '../execution/query-profile.ts';
import type { SessionContext } from '../execution/session-context.ts';
import { StorageLevel, storageLevelOf, type StorageLevelName } from './storage-level.ts';

/** The actions of a DataFrame: all methods that send a request to the server and return its result asynchronously. */
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
   * Returns all rows, which must fit in memory. See {@link Row} for the JavaScript form of Spark's values.
   *
   * @throws SparkConnectError when two columns have the same name (unless rows are read as arrays), or when a value has no
   *   exact JavaScript form.
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
  async collect<const O extends RowOptions = DefaultRowOptions>(
    options?: O & Only<O> & ProfileOptions,
  ): Promise<RowFor<R, O>[]> {
    return executeRows<RowFor<R, O>>(this.session, this.relation, options ?? {});
  }

  /**
   * Iterates over the rows while the server is still computing. Holds at most a few batches, of some megabytes each, in
   * memory. Leaving the loop cancels the execution.
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
    options?: O & Only<O> & ProfileOptions,
  ): AsyncGenerator<RowFor<R, O>, void, undefined> {
    const rows: unknown = iterateRows(this.session, this.relation, options ?? {});
    return rows as AsyncGenerator<RowFor<R, O>, void, undefined>;
  }

  /**
   * Iterates over the result in columnar form, batch by batch as it arrives. Suited to computations that do not need a
   * JavaScript value per cell.
   */
  toArrowBatches(options: ActionOptions = {}): AsyncGenerator<RecordBatch, void, undefined> {
    return iterateColumns(this.session, this.relation, options);
  }

  /**
   * Returns the whole result as one Arrow IPC stream, without re-encoding it. For use with apache-arrow, flechette,
   * Arquero or DuckDB.
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

  /** Returns the first `rows` rows, or fewer if there are fewer. */
  async take<const O extends RowOptions = DefaultRowOptions>(
    rows: number,
    options?: O & Only<O> & ProfileOptions,
  ): Promise<RowFor<R, O>[]> {
    const body = plan.limit(this.relation, requireCount('take', rows));
    return executeRows<RowFor<R, O>>(this.session, this.#relation(body), options ?? {});
  }

  /** Returns the first row, or undefined if there is none. */
  async first<const O extends RowOptions = DefaultRowOptions>(
    options?: O & Only<O> & ProfileOptions,
  ): Promise<RowFor<R, O> | undefined> {
    return (await this.take<O>(1, options))[0];
  }

  /**
   * Returns the first row, or undefined if there is none, like {@link first}. With a number, returns that many rows,
   * like {@link take}.
   */
  async head(): Promise<R | undefined>;
  async head<const O extends RowOptions = DefaultRowOptions>(
    rows: number,
    options?: O & Only<O> & ProfileOptions,
  ): Promise<RowFor<R, O>[]>;
  async head(rows?: number, options: RowOptions = {}): Promise<unknown> {
    return rows === undefined ? this.first(options) : this.take(rows, options);
  }

  /** Returns the last `rows` rows in order, or fewer if there are fewer. */
  async tail<const O extends RowOptions = DefaultRowOptions>(
    rows: number,
    options?: O & Only<O> & ProfileOptions,
  ): Promise<RowFor<R, O>[]> {
    const body = plan.tail(this.relation, requireCount('tail', rows));
    return executeRows<RowFor<R, O>>(this.session, this.#relation(body), options ?? {});
  }

  /** Returns whether there are no rows. */
  async isEmpty(options: ActionOptions = {}): Promise<boolean> {
    const first = this.#relation(plan.limit(this.relation, 1));
    let rows = 0;
    // Reads to the end because the metrics of an Observation come last.
    for await (const { rowCount } of iterateColumns(this.session, first, options)) rows += rowCount;
    return rows === 0;
  }

  /** Returns the number of rows. A number suffices, because no DataFrame has 2^53 rows. */
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
   * Returns the first rows as a text table, as {@link show} prints it. Cells are cut to `truncate` characters (20 for
   * `true`); 0 or `false` does not cut them.
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

  /**
   * Prints the first rows to stdout. Cells are cut to `truncate` characters. Default: 20 rows and 20 characters;
   * `false` does not cut cells.
   */
  async show(rows?: number, truncate?: number | boolean, vertical?: boolean, options?: ActionOptions): Promise<void>;
  async show(truncate: boolean): Promise<void>;
  async show(
    first: number | boolean = 20,
    truncate: number | boolean = true,
    vertical = false,
    options: ActionOptions = {},
  ): Promise<void> {
    const [rows, cut] = typeof first === 'boolean' ? [20, first] : [first, truncate];
    print(await this.showString(rows, cut, vertical, options));
  }

  // Schema and plan

  /** Returns the schema. It is requested from the server once and then cached. */
  async schema(options: ActionOptions = {}): Promise<StructType> {
    return (this.#schema ??= await analysis.analyzeSchema(this.session, this.relation, options));
  }

  /** Returns the names of the columns. */
  async columns(options: ActionOptions = {}): Promise<string[]> {
    return (await this.schema(options)).fieldNames;
  }

  /** Returns the name and the DDL type of each column. */
  async dtypes(options: ActionOptions = {}): Promise<[name: string, type: string][]> {
    return (await this.schema(options)).fields.map(({ name, dataType }) => [name, sqlNameOf(dataType)]);
  }

  /** Prints the schema as a tree to stdout, down to the given nesting level. */
  async printSchema(level?: number, options: ActionOptions = {}): Promise<void> {
    print((await this.schema(options)).treeString(level));
  }

  /** Returns the execution plan as text. */
  async explain(mode: ExplainMode = 'simple', options: ActionOptions = {}): Promise<string> {
    return analysis.explainString(this.session, this.relation, mode, options);
  }

  /**
   * Runs the query, discards its rows, and returns the executed plan with the rows, bytes and milliseconds of each
   * operator. To get the rows too, pass `onProfile` to {@link collect}. For the plan without running it, use
   * {@link explain}.
   *
   * @example
   * ```ts
   * import type { DataFrame } from 'spark-connect-ts';
   *
   * async function slowest(frame: DataFrame) {
   *   const operators = (await frame.profile()).operators();
   *   return operators.sort((a, b) => (b.milliseconds ?? 0) - (a.milliseconds ?? 0))[0]?.name;
   * }
   * ```
   */
  async profile(options: ActionOptions = {}): Promise<QueryProfile> {
    return profileQuery(this.session, this.relation, options);
  }

  /** Returns whether the rows come from a stream, which only `writeStream` can run. */
  async isStreaming(options: ActionOptions = {}): Promise<boolean> {
    return (await analysis.analyze(this.session, this.relation, 'isStreaming', options)).isStreaming;
  }

  /** Returns whether `collect` can run without executors. */
  async isLocal(options: ActionOptions = {}): Promise<boolean> {
    return (await analysis.analyze(this.session, this.relation, 'isLocal', options)).isLocal;
  }

  /** Returns the files that the rows may be read from. */
  async inputFiles(options: ActionOptions = {}): Promise<string[]> {
    return [...(await analysis.analyze(this.session, this.relation, 'inputFiles', options)).files];
  }

  /**
   * Returns whether Spark considers both DataFrames equivalent. They may give the same rows even if the result is
   * false.
   */
  async sameSemantics(other: DataFrameActions<object>, options: ActionOptions = {}): Promise<boolean> {
    this.session.requireOwn(other.relation);
    return analysis.sameSemantics(this.session, this.relation, other.relation, options);
  }

  /** Returns a hash that is equal for DataFrames with {@link sameSemantics}. */
  async semanticHash(options: ActionOptions = {}): Promise<number> {
    return (await analysis.analyze(this.session, this.relation, 'semanticHash', options)).result;
  }

  /** Returns the plan that an action would send, to print or compare it, without contacting the server. */
  toPlan(): PlanDocument {
    this.session.deferred.requireComplete(this.relation);
    return new PlanDocument(relationPlan(this.relation));
  }

  /** Returns the columns, which are known once {@link schema} has been read. */
  toString(): string {
    const columns = this.#schema?.fields.map(({ name, dataType }) => `${name}: ${sqlNameOf(dataType)}`);
    return `DataFrame[${columns?.join(', ') ?? 'read schema() to see its columns'}]`;
  }

  // Caching and views

  /** Caches the rows once an action has computed them, for all DataFrames with the same plan. */
  async persist(
    level: StorageLevel | StorageLevelName = StorageLevel.MEMORY_AND_DISK_DESER,
    options: ActionOptions = {},
  ): Promise<this> {
    await analysis.persist(this.session, this.relation, storageLevelOf(level), options);
    return this;
  }

  /** Caches the rows in memory and on disk. See {@link persist}. */
  async cache(options: ActionOptions = {}): Promise<this> {
    return this.persist(StorageLevel.MEMORY_AND_DISK_DESER, options);
  }

  /** Removes the rows from the cache. If `blocking` is true, waits until they are removed. */
  async unpersist(blocking = false, options: ActionOptions = {}): Promise<this> {
    await analysis.unpersist(this.session, this.relation, blocking, options);
    return this;
  }

  /** Returns the storage level of the cached rows, or {@link StorageLevel.NONE} if they are not cached. */
  async storageLevel(options: ActionOptions = {}): Promise<StorageLevel> {
    return StorageLevel.of(await analysis.storageFlags(this.session, this.relation, options));
  }

  /** Returns whether the rows are cached. */
  async isCached(options: ActionOptions = {}): Promise<boolean> {
    const { useDisk, useMemory, useOffHeap } = await this.storageLevel(options);
    return useDisk || useMemory || useOffHeap;
  }

  /** Registers the DataFrame as a temporary view, which exists until the session ends. Fails if the name is taken. */
  async createTempView(name: string, options: ActionOptions = {}): Promise<void> {
    await executeCommand(this.session, createView(this.relation, name, false, false), options);
  }

  /**
   * Registers the DataFrame as a temporary view, which exists until the session ends. Replaces a view of the same name.
   */
  async createOrReplaceTempView(name: string, options: ActionOptions = {}): Promise<void> {
    await executeCommand(this.session, createView(this.relation, name, false, true), options);
  }

  /**
   * Registers the DataFrame as the view `global_temp.<name>`, which all sessions share until the server stops. Fails if
   * the name is taken.
   */
  async createGlobalTempView(name: string, options: ActionOptions = {}): Promise<void> {
    await executeCommand(this.session, createView(this.relation, name, true, false), options);
  }

  /**
   * Registers the DataFrame as the view `global_temp.<name>`, which all sessions share until the server stops. Replaces
   * a view of the same name.
   */
  async createOrReplaceGlobalTempView(name: string, options: ActionOptions = {}): Promise<void> {
    await executeCommand(this.session, createView(this.relation, name, true, true), options);
  }

  #relation(body: RelationBody): Relation {
    return this.session.createRelation(body);
  }
}

/** Prints text by the console, because notebooks show only what is printed by it. */
function print(text: string): void {
  // eslint-disable-next-line no-console
  console.log(text);
}

// Defines what console.log prints.
Object.defineProperty(DataFrameActions.prototype, inspect.custom, {
  value(this: DataFrameActions): string {
    return this.toString();
  },
});

/** Converts `truncate` to the cell width of the protocol; 0 means unlimited. */
function cellWidth(truncate: number | boolean): number {
  if (typeof truncate === 'boolean') return truncate ? 20 : 0;
  if (Number.isInteger(truncate) && truncate >= 0 && truncate <= 2_147_483_647) return truncate;
  throw new IllegalArgumentException(
    `show() needs an integer from 0 to 2147483647 as the width of cells, not ${truncate}.`,
  );
}

/** @throws IllegalArgumentException when the number is not a non-negative 32-bit integer. */
export function requireCount(method: string, rows: number): number {
  if (!Number.isInteger(rows) || rows < 0 || rows > 2_147_483_647) {
    throw new IllegalArgumentException(`${method}() needs an integer from 0 to 2147483647, not ${rows}.`);
  }
  return rows;
}
