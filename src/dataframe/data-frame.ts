// Long because it is a single class with all of Spark's methods, each only a few lines. Actions are in the base class.
import type { ActionOptions } from '../client/action-options.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import type { GroupType } from '../plan/aggregate.ts';
import { asSortExpression, attribute, regexAttribute, sqlExpression, type Expression } from '../plan/expression.ts';
import { join, type JoinType } from '../plan/join.ts';
import { listed } from '../plan/listed.ts';
import * as plan from '../plan/relation.ts';
import type { RelationBody } from '../plan/relation.ts';
import { mapPartitions, setRowFunction } from '../plan/row-function.ts';
import { DataStreamWriter } from '../streaming/data-stream-writer.ts';
import { streamingContext } from '../streaming/streaming-context.ts';
import type { Row } from '../types/row.ts';
import type { StructField, StructType } from '../types/struct-type.ts';
import { sparkVersion } from '../execution/analyze.ts';
import { withInputColumns } from '../execution/input-columns.ts';
import {
  Column,
  columnOrName,
  conditionOf,
  literalOrExpression,
  type ColumnOrLiteral,
  type ColumnOrName,
} from './column.ts';
import type {
  AllKnown,
  Known,
  KnownInBoth,
  NameOf,
  Names,
  OnlyKnown,
  OrderOf,
  OrderWith,
  OrderWithAll,
} from './row-types/column-names.ts';
import type { OwnField } from './row-types/column-values.ts';
import { DataFrameActions, requireCount } from './data-frame-actions.ts';
import { DataFrameNaFunctions } from './data-frame-na-functions.ts';
import { DataFramePlotAccessor, loadPlots } from './data-frame-plot-accessor.ts';
import { DataFrameStatFunctions } from './data-frame-stat-functions.ts';
import { DataFrameWriter } from './data-frame-writer.ts';
import { DataFrameWriterV2 } from './data-frame-writer-v2.ts';
import { to_json } from './functions/document.ts';
import { struct } from './functions/normal.ts';
import { GroupedData, type Aggregate, type Aggregated, type KnownAggregates } from './grouped-data.ts';
import { joinCondition } from './arguments/join-condition.ts';
import { requireName, type Observation } from './observation.ts';
import type { Joined, OrderJoined, United, UnitedByName } from './row-types/combined-rows.ts';
import type {
  Dropped,
  OrderDropped,
  OrderOfRenamed,
  OrderOfRenamedOne,
  OrNull,
  Renamed,
  RenamedInOrder,
  RenamedOne,
  RowOf,
  Selected,
  WithColumn,
  WithColumns,
} from './row-types/row-types.ts';
import type { FittingCall, FittingCalls } from './row-types/function-values.ts';
import type { ReturnedRow } from './row-types/returned-row.ts';
import { RowFunction, type BatchFunctionOptions } from './row-function.ts';
import type { FunctionOptions } from './function-request.ts';
import { randomSeed } from './arguments/random-seed.ts';
import { sortColumns, type SortArguments, type SortOptions } from './arguments/sort-columns.ts';

type Columns = ColumnOrName | readonly ColumnOrName[];

/**
 * A distributed table that is computed when an action runs. Transformations return a new DataFrame immediately, without
 * contacting the server; actions return promises.
 *
 * `R` is the type of the rows. It is known if a schema was declared, and follows transformations while column names are
 * literals; otherwise rows are loose (any column, with a value of unknown type). `N` are the column names in order, as
 * far as known; a union pairs columns by position. `N` does not affect assignability.
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
export class DataFrame<out R extends object = Row, N extends Names = Names> extends DataFrameActions<R> {
  /** @internal Returns the DataFrame of another relation in the same session. */
  derive<T extends object, M extends Names>(body: RelationBody): DataFrame<T, M> {
    return new DataFrame<T, M>(this.session, body);
  }

  // Columns

  /**
   * Returns a column of this DataFrame. It still refers to this DataFrame after a join with one that has a column of
   * the same name.
   */
  col<const Name extends string>(name: Known<R, Name>): Column<OwnField<Name>, NameOf<Name>> {
    return new Column(attribute(name, this.relation.common?.planId));
  }

  /** Returns all columns whose names match a Java regular expression in backticks, such as `` `(price|amount).*` ``. */
  colRegex(regex: string): Column {
    return new Column(regexAttribute(regex, this.relation.common?.planId));
  }

  /** Selects columns, in the given order; `*` stands for all columns. */
  select<const C extends readonly ColumnOrName[]>(columns: AllKnown<R, C>): DataFrame<Selected<R, C>, OrderOf<C, N>>;
  select<const C extends readonly ColumnOrName[]>(...columns: AllKnown<R, C>): DataFrame<Selected<R, C>, OrderOf<C, N>>;
  select(...columns: readonly Columns[]): DataFrame {
    return this.derive(plan.project(this.relation, listed(columns as readonly ColumnOrName[]).map(columnOrName)));
  }

  /** Selects columns given as SQL expressions. */
  selectExpr(...expressions: readonly string[] | readonly [readonly string[]]): DataFrame {
    return this.derive(plan.project(this.relation, listed(expressions as readonly string[]).map(sqlExpression)));
  }

  /** Adds a column, or replaces the column of the same name. */
  withColumn<const Name extends string, C extends Column>(
    name: Name,
    column: C & FittingCall<R, C>,
  ): DataFrame<WithColumn<R, Name, C>, OrderWith<R, N, Name>> {
    return this.derive(plan.withColumns(this.relation, { [name]: columnOrName(column) }));
  }

  /** Adds or replaces several columns. All are computed from the existing columns. */
  withColumns<const C extends Readonly<Record<string, Column>>>(
    columns: C & FittingCalls<R, C>,
  ): DataFrame<WithColumns<R, C>, OrderWithAll<R, N, keyof C>> {
    const entries = Object.entries<Column>(columns).map(([name, column]) => [name, columnOrName(column)] as const);
    return this.derive(plan.withColumns(this.relation, Object.fromEntries(entries)));
  }

  /** Renames a column. A column that does not exist is ignored. */
  withColumnRenamed<const From extends string, const To extends string>(
    existing: Known<R, From>,
    name: To,
  ): DataFrame<RenamedOne<R, From, To>, OrderOfRenamedOne<R, N, From, To>> {
    return this.derive(plan.withColumnsRenamed(this.relation, { [existing]: name }));
  }

  /** Renames several columns. Columns that do not exist are ignored. */
  withColumnsRenamed<const To extends Readonly<Record<string, string>>>(
    names: To & OnlyKnown<R, To>,
  ): DataFrame<Renamed<R, To>, OrderOfRenamed<R, N, To>> {
    return this.derive(plan.withColumnsRenamed(this.relation, names));
  }

  /** Attaches custom metadata to a column in the schema. */
  withMetadata<const Name extends string>(
    name: Known<R, Name>,
    metadata: Readonly<Record<string, unknown>>,
  ): DataFrame<R, N> {
    const column = attribute(name, this.relation.common?.planId);
    return this.derive(plan.withMetadata(this.relation, name, column, JSON.stringify(metadata)));
  }

  /** Drops columns. A column that does not exist is ignored. */
  drop<const C extends readonly ColumnOrName[]>(columns: AllKnown<R, C>): DataFrame<Dropped<R, C>, OrderDropped<N, C>>;
  drop<const C extends readonly ColumnOrName[]>(
    ...columns: AllKnown<R, C>
  ): DataFrame<Dropped<R, C>, OrderDropped<N, C>>;
  drop(...columns: readonly Columns[]): DataFrame {
    const all = listed(columns as readonly ColumnOrName[]);
    const names = all.filter((column) => typeof column === 'string');
    const expressions = all.filter((column) => column instanceof Column).map(Column.toExpression);
    return this.derive(plan.drop(this.relation, expressions, names));
  }

  /** Renames all columns, in order. */
  toDF<const New extends Names>(names: New): DataFrame<RenamedInOrder<R, N, New>, New>;
  toDF<const New extends Names>(...names: New): DataFrame<RenamedInOrder<R, N, New>, New>;
  toDF(...names: readonly (string | Names)[]): DataFrame {
    return this.derive(plan.toDf(this.relation, listed(names as Names)));
  }

  /** Reorders and casts the columns to match a schema, by name. Fails if the rows do not fit the schema. */
  to<F extends StructField, M extends Names>(schema: StructType<F, M>): DataFrame<RowOf<F>, M> {
    return this.derive(plan.toSchema(this.relation, schema as StructType));
  }

  /** Returns a single column with each row as a JSON string. */
  toJSON(): DataFrame {
    return this.derive(plan.project(this.relation, [Column.toExpression(to_json(struct('*')))]));
  }

  /**
   * Turns value columns into rows: for each input row, one row per value column, with the column's name and value.
   * Without `values`, uses all columns except `ids`.
   */
  unpivot(
    ids: Columns,
    values: Columns | null | undefined,
    variableColumnName: string,
    valueColumnName: string,
  ): DataFrame {
    const options = {
      ids: listed([ids] as readonly ColumnOrName[]).map(columnOrName),
      values: values ? listed([values] as readonly ColumnOrName[]).map(columnOrName) : undefined,
      variableColumnName,
      valueColumnName,
    };
    return this.derive(plan.unpivot(this.relation, options));
  }

  // Rows

  /** Keeps the rows for which a condition, given as a column or a SQL expression, is true. */
  filter<const C extends Column | string>(condition: C & FittingCall<R, C>): DataFrame<R, N> {
    return this.derive(plan.filter(this.relation, conditionOf('filter', condition)));
  }

  /** Keeps the rows for which a condition is true. Alias of {@link filter}. */
  where<const C extends Column | string>(condition: C & FittingCall<R, C>): DataFrame<R, N> {
    return this.derive(plan.filter(this.relation, conditionOf('where', condition)));
  }

  /** Returns at most the first `rows` rows. The order is nondeterministic without {@link orderBy}. */
  limit(rows: number): DataFrame<R, N> {
    return this.derive(plan.limit(this.relation, requireCount('limit', rows)));
  }

  /** Skips the first `rows` rows. */
  offset(rows: number): DataFrame<R, N> {
    return this.derive(plan.offset(this.relation, requireCount('offset', rows)));
  }

  /** Sorts all rows. */
  orderBy<const C extends readonly ColumnOrName[]>(columns: AllKnown<R, C>, options?: SortOptions): DataFrame<R, N>;
  orderBy<const C extends readonly ColumnOrName[]>(
    ...columns: readonly [...AllKnown<R, C>, SortOptions]
  ): DataFrame<R, N>;
  orderBy<const C extends readonly ColumnOrName[]>(...columns: AllKnown<R, C>): DataFrame<R, N>;
  orderBy(...columns: SortArguments): DataFrame<R, N> {
    return this.derive(plan.sort(this.relation, sortColumns('orderBy', columns)));
  }

  /** Sorts all rows. Alias of {@link orderBy}. */
  sort<const C extends readonly ColumnOrName[]>(columns: AllKnown<R, C>, options?: SortOptions): DataFrame<R, N>;
  sort<const C extends readonly ColumnOrName[]>(...columns: readonly [...AllKnown<R, C>, SortOptions]): DataFrame<R, N>;
  sort<const C extends readonly ColumnOrName[]>(...columns: AllKnown<R, C>): DataFrame<R, N>;
  sort(...columns: SortArguments): DataFrame<R, N> {
    return this.derive(plan.sort(this.relation, sortColumns('sort', columns)));
  }

  /** Sorts the rows within each partition. */
  sortWithinPartitions<const C extends readonly ColumnOrName[]>(
    columns: AllKnown<R, C>,
    options?: SortOptions,
  ): DataFrame<R, N>;
  sortWithinPartitions<const C extends readonly ColumnOrName[]>(
    ...columns: readonly [...AllKnown<R, C>, SortOptions]
  ): DataFrame<R, N>;
  sortWithinPartitions<const C extends readonly ColumnOrName[]>(...columns: AllKnown<R, C>): DataFrame<R, N>;
  sortWithinPartitions(...columns: SortArguments): DataFrame<R, N> {
    return this.derive(plan.sort(this.relation, sortColumns('sortWithinPartitions', columns), false));
  }

  /** Returns the distinct rows. */
  distinct(): DataFrame<R, N> {
    return this.derive(plan.deduplicate(this.relation, [], false));
  }

  /**
   * Keeps one row of each set that is equal in the given columns. Default: all columns. In a stream, include the
   * watermark column to bound the state.
   */
  dropDuplicates<const C extends readonly string[]>(columns: AllKnown<R, C>): DataFrame<R, N>;
  dropDuplicates<const C extends readonly string[]>(...columns: AllKnown<R, C>): DataFrame<R, N>;
  dropDuplicates(...columns: readonly (string | Names)[]): DataFrame<R, N> {
    return this.derive(plan.deduplicate(this.relation, listed(columns as Names), false));
  }

  /**
   * In a stream, drops a row if an equal one arrived within the delay of the watermark, even if their event times
   * differ.
   */
  dropDuplicatesWithinWatermark<const C extends readonly string[]>(columns: AllKnown<R, C>): DataFrame<R, N>;
  dropDuplicatesWithinWatermark<const C extends readonly string[]>(...columns: AllKnown<R, C>): DataFrame<R, N>;
  dropDuplicatesWithinWatermark(...columns: readonly (string | Names)[]): DataFrame<R, N> {
    return this.derive(plan.deduplicate(this.relation, listed(columns as Names), true));
  }

  /**
   * Returns a random sample of about the given fraction of the rows. With replacement, a row may be sampled several
   * times.
   */
  sample(fraction: number, seed?: number | bigint): DataFrame<R, N>;
  sample(withReplacement: boolean, fraction: number, seed?: number | bigint): DataFrame<R, N>;
  sample(first: boolean | number, second?: number | bigint, third?: number | bigint): DataFrame<R, N> {
    const [withReplacement, fraction, seed] =
      typeof first === 'boolean' ? [first, second, third] : [false, first, second];
    const options = { upperBound: Number(fraction), withReplacement, seed: randomSeed(seed) };
    return this.derive(plan.sample(this.relation, options));
  }

  /** Splits the rows randomly into several DataFrames, in proportion to the weights. */
  randomSplit(weights: readonly number[], seed?: number | bigint): DataFrame<R, N>[] {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (!(total > 0) || weights.some((weight) => !(weight >= 0))) {
      throw new IllegalArgumentException(
        `randomSplit() needs non-negative weights with a positive sum, not ${weights.join(', ')}.`,
      );
    }
    const common = { withReplacement: false, seed: randomSeed(seed), deterministicOrder: true };
    let lowerBound = 0;
    return weights.map((weight) => {
      const bounds = { lowerBound, upperBound: lowerBound + weight / total };
      lowerBound = bounds.upperBound;
      return this.derive<R, N>(plan.sample(this.relation, { ...bounds, ...common }));
    });
  }

  // Functions of this program

  /**
   * Returns the rows that a function of this program returns for each row. The function runs inside Spark, as one of
   * {@link udf} does: only its source text is sent. The schema tells the columns of the returned rows; it is a
   * {@link StructType}, or a string such as `id bigint, name string`.
   *
   * @example
   * ```ts
   * import { SparkSession } from 'spark-connect-ts';
   *
   * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
   * const squares = spark.range(5).mapRows(({ id }) => ({ id, square: Number(id) ** 2 }), 'id bigint, square double');
   * console.log(await squares.collect()); // [{ id: 0n, square: 0 }, { id: 1n, square: 1 }, …
   * await spark.stop();
   * ```
   *
   * @throws IllegalArgumentException when the function cannot run in Spark, or when the schema is not valid.
   */
  mapRows<F extends StructField, M extends Names>(
    fn: (row: R) => ReturnedRow<F>,
    schema: StructType<F, M>,
    options?: FunctionOptions,
  ): DataFrame<RowOf<F>, M>;
  mapRows(fn: (row: R) => object, schema: string, options?: FunctionOptions): DataFrame;
  mapRows(fn: (row: R) => object, schema: StructType | string, options: FunctionOptions = {}): DataFrame {
    return this.#mapPartitions('mapRows', new RowFunction('mapRows', 'ROWS', fn, schema, options));
  }

  /**
   * Returns the rows that a function of this program yields while it iterates over the rows of a partition in batches,
   * which are arrays of rows. The function may keep state from batch to batch, and yield fewer rows or more than it
   * gets. It runs inside Spark, as with {@link mapRows}; its limits apply to the time from one batch to the next.
   *
   * @example
   * ```ts
   * import { SparkSession } from 'spark-connect-ts';
   *
   * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
   * const sums = spark.range(100).mapBatches(function* (batches) {
   *   for (const rows of batches) yield [{ rows: rows.length, sum: rows.reduce((sum, { id }) => sum + id, 0n) }];
   * }, 'rows int, sum bigint');
   * console.log(await sums.collect());
   * await spark.stop();
   * ```
   *
   * @throws IllegalArgumentException when the function cannot run in Spark, or when the schema is not valid.
   */
  mapBatches<F extends StructField, M extends Names>(
    fn: (batches: IterableIterator<R[]>) => Iterable<Iterable<ReturnedRow<F>>>,
    schema: StructType<F, M>,
    options?: BatchFunctionOptions,
  ): DataFrame<RowOf<F>, M>;
  mapBatches(
    fn: (batches: IterableIterator<R[]>) => Iterable<Iterable<object>>,
    schema: string,
    options?: BatchFunctionOptions,
  ): DataFrame;
  mapBatches(
    fn: (batches: IterableIterator<R[]>) => Iterable<Iterable<object>>,
    schema: StructType | string,
    options: BatchFunctionOptions = {},
  ): DataFrame {
    return this.#mapPartitions('mapBatches', new RowFunction('mapBatches', 'BATCHES', fn, schema, options));
  }

  #mapPartitions(method: string, fn: RowFunction): DataFrame {
    const frame: DataFrame = this.derive(mapPartitions(this.relation, fn.of()));
    const request = withInputColumns(this.session, method, [this.relation], ([columns]) => {
      setRowFunction(frame.relation, fn.of(columns));
    });
    this.session.deferred.add(frame.relation, request);
    return frame;
  }

  // Grouping

  /** Groups the rows by the columns. Without columns, all rows form one group. */
  groupBy<const C extends readonly ColumnOrName[]>(columns: AllKnown<R, C>): GroupedData<R, C>;
  groupBy<const C extends readonly ColumnOrName[]>(...columns: AllKnown<R, C>): GroupedData<R, C>;
  groupBy(...columns: readonly Columns[]): GroupedData<R, readonly ColumnOrName[]> {
    return this.#grouped('groupby', listed(columns as readonly ColumnOrName[]));
  }

  /** Groups the rows by every prefix of the columns, including the empty one. */
  rollup<const C extends readonly ColumnOrName[]>(columns: AllKnown<R, C>): GroupedData<R, OrNull<C>>;
  rollup<const C extends readonly ColumnOrName[]>(...columns: AllKnown<R, C>): GroupedData<R, OrNull<C>>;
  rollup(...columns: readonly Columns[]): GroupedData<R, readonly ColumnOrName[]> {
    return this.#grouped('rollup', listed(columns as readonly ColumnOrName[]));
  }

  /** Groups the rows by every subset of the columns. */
  cube<const C extends readonly ColumnOrName[]>(columns: AllKnown<R, C>): GroupedData<R, OrNull<C>>;
  cube<const C extends readonly ColumnOrName[]>(...columns: AllKnown<R, C>): GroupedData<R, OrNull<C>>;
  cube(...columns: readonly Columns[]): GroupedData<R, readonly ColumnOrName[]> {
    return this.#grouped('cube', listed(columns as readonly ColumnOrName[]));
  }

  /** Aggregates all rows into one. */
  agg<const A extends readonly Column[]>(aggregates: A): Aggregated<R, readonly [], A>;
  agg<const A extends readonly Aggregate[]>(...aggregates: KnownAggregates<R, A>): Aggregated<R, readonly [], A>;
  agg(...aggregates: readonly (Aggregate | readonly Column[])[]): DataFrame {
    const all: GroupedData<object, readonly []> = this.#grouped('groupby', []);
    return all.agg(...(aggregates as readonly Aggregate[]));
  }

  // Joins and set operations

  /**
   * Joins with another DataFrame, on shared columns or on conditions. Several conditions are combined with AND. Without
   * columns or conditions, every row is paired with every row of the other DataFrame.
   *
   * @throws IllegalArgumentException when the join type is unknown; the message lists the known ones.
   */
  join<S extends object, M extends Names, const How extends JoinType = 'inner'>(
    other: DataFrame<S, M>,
    on?: Column | readonly Column[],
    how?: How,
  ): DataFrame<Joined<R, S, never, How>, OrderJoined<R, N, S, M, never, How>>;
  join<S extends object, M extends Names, const On extends string, const How extends JoinType = 'inner'>(
    other: DataFrame<S, M>,
    on: KnownInBoth<R, S, On> | readonly KnownInBoth<R, S, On>[],
    how?: How,
  ): DataFrame<Joined<R, S, On, How>, OrderJoined<R, N, S, M, On, How>>;
  join(
    other: DataFrame<object>,
    on?: string | Column | readonly (string | Column)[],
    how: JoinType = 'inner',
  ): DataFrame {
    return this.derive(join(this.relation, other.relation, on === undefined ? undefined : joinCondition(on), how));
  }

  /** Pairs every row with every row of the other DataFrame. */
  crossJoin<S extends object, M extends Names>(
    other: DataFrame<S, M>,
  ): DataFrame<Joined<R, S, never, 'cross'>, OrderJoined<R, N, S, M, never, 'cross'>> {
    return this.derive(join(this.relation, other.relation, undefined, 'cross'));
  }

  /** Returns the rows of both DataFrames, including duplicates. Columns are matched by position. */
  union<S extends object, M extends Names>(other: DataFrame<S, M>): DataFrame<United<R, N, S, M>, N> {
    return this.derive(plan.setOperation(this.relation, other.relation, 'union', true));
  }

  /** Returns the rows of both DataFrames, including duplicates. Alias of {@link union}. */
  unionAll<S extends object, M extends Names>(other: DataFrame<S, M>): DataFrame<United<R, N, S, M>, N> {
    return this.union(other);
  }

  /**
   * Returns the rows of both DataFrames, including duplicates. Columns are matched by name. With `allowMissingColumns`,
   * a column that one side lacks is null in its rows.
   */
  unionByName<S extends object, const MayLack extends boolean = false>(
    other: DataFrame<S>,
    allowMissingColumns?: MayLack,
  ): DataFrame<UnitedByName<R, S, MayLack>, MayLack extends false ? N : Names> {
    return this.derive(plan.unionByName(this.relation, other.relation, allowMissingColumns ?? false));
  }

  /** Returns the distinct rows that are in both DataFrames. */
  intersect<S extends object, M extends Names>(other: DataFrame<S, M>): DataFrame<United<R, N, S, M>, N> {
    return this.derive(plan.setOperation(this.relation, other.relation, 'intersect', false));
  }

  /** Returns the rows that are in both DataFrames, keeping duplicates that are in both. */
  intersectAll<S extends object, M extends Names>(other: DataFrame<S, M>): DataFrame<United<R, N, S, M>, N> {
    return this.derive(plan.setOperation(this.relation, other.relation, 'intersect', true));
  }

  /** Returns the distinct rows that are not in the other DataFrame. */
  subtract<S extends object, M extends Names>(other: DataFrame<S, M>): DataFrame<United<R, N, S, M>, N> {
    return this.derive(plan.setOperation(this.relation, other.relation, 'except', false));
  }

  /** Returns the rows that are not in the other DataFrame; each occurrence there removes one here. */
  exceptAll<S extends object, M extends Names>(other: DataFrame<S, M>): DataFrame<United<R, N, S, M>, N> {
    return this.derive(plan.setOperation(this.relation, other.relation, 'except', true));
  }

  // Aliases, hints, partitions and streams

  /** Sets an alias that can qualify column names, as in `a.id`. */
  alias(name: string): DataFrame<R, N> {
    return this.derive(plan.subqueryAlias(this.relation, name));
  }

  /** Gives the optimizer a hint, such as `broadcast`. The optimizer may ignore the hint. */
  hint(name: string, ...parameters: readonly ColumnOrLiteral[]): DataFrame<R, N> {
    return this.derive(plan.hint(this.relation, name, parameters.map(literalOrExpression)));
  }

  /** Redistributes the rows to the given number of partitions, by the hash of columns, or both. */
  repartition(numPartitions: number, columns: readonly ColumnOrName[]): DataFrame<R, N>;
  repartition(columns: readonly ColumnOrName[]): DataFrame<R, N>;
  repartition(numPartitions: number, ...columns: readonly ColumnOrName[]): DataFrame<R, N>;
  repartition(...columns: readonly ColumnOrName[]): DataFrame<R, N>;
  repartition(first: number | Columns, ...columns: readonly Columns[]): DataFrame<R, N> {
    if (typeof first === 'number' && columns.length === 0) {
      return this.derive(plan.repartition(this.relation, requireCount('repartition', first), true));
    }
    return this.#repartitionBy(columnOrName, 'repartition', first, columns);
  }

  /** Redistributes the rows to partitions by ranges of columns. */
  repartitionByRange(numPartitions: number, columns: readonly ColumnOrName[]): DataFrame<R, N>;
  repartitionByRange(columns: readonly ColumnOrName[]): DataFrame<R, N>;
  repartitionByRange(numPartitions: number, ...columns: readonly ColumnOrName[]): DataFrame<R, N>;
  repartitionByRange(...columns: readonly ColumnOrName[]): DataFrame<R, N>;
  repartitionByRange(first: number | Columns, ...columns: readonly Columns[]): DataFrame<R, N> {
    const sorted = (column: ColumnOrName): Expression => asSortExpression(columnOrName(column));
    return this.#repartitionBy(sorted, 'repartitionByRange', first, columns);
  }

  /** Reduces the number of partitions without a shuffle. */
  coalesce(numPartitions: number): DataFrame<R, N> {
    return this.derive(plan.repartition(this.relation, requireCount('coalesce', numPartitions), false));
  }

  /**
   * Sets the watermark of a stream: how late rows may be, such as `30 seconds`. The watermark is the maximum event time
   * so far minus the delay. State older than the watermark is dropped; rows older than it may be.
   */
  withWatermark<const Name extends string>(eventTime: Known<R, Name>, delayThreshold: string): DataFrame<R, N> {
    return this.derive(plan.withWatermark(this.relation, eventTime, delayThreshold));
  }

  /**
   * Computes metrics while the rows pass through. They are available from the {@link Observation}, or, for a stream, in
   * its progress under the given name.
   */
  observe(observation: Observation | string, metrics: readonly Column[]): DataFrame<R, N>;
  observe(observation: Observation | string, ...metrics: readonly Column[]): DataFrame<R, N>;
  observe(observation: Observation | string, ...metrics: readonly (Column | readonly Column[])[]): DataFrame<R, N> {
    const expressions = listed(metrics as readonly Column[]).map(Column.toExpression);
    if (expressions.length === 0) throw new IllegalArgumentException('observe() needs at least one metric.');
    const name = typeof observation === 'string' ? observation : observation.name;
    if (typeof observation === 'string') return this.derive(plan.collectMetrics(this.relation, name, expressions));
    const names = expressions.map(requireName);
    const frame = this.derive<R, N>(plan.collectMetrics(this.relation, name, expressions));
    this.session.observations.add(frame.relation, observation, names);
    return frame;
  }

  /** Returns the result of calling a function with this DataFrame, for use in a chain of calls. */
  transform<T>(f: (frame: this) => T): T {
    return f(this);
  }

  // Related objects and statistics

  /** Returns the functions for missing values. */
  get na(): DataFrameNaFunctions<R, N> {
    return new DataFrameNaFunctions(this);
  }

  /** Returns the statistics functions. */
  get stat(): DataFrameStatFunctions<R> {
    return new DataFrameStatFunctions(this);
  }

  /** Returns the plots. Drawing one runs queries whose results are small, whatever the size of this DataFrame. */
  get plot(): DataFramePlotAccessor<R> {
    return new DataFramePlotAccessor(this);
  }

  /**
   * Computes count, mean, standard deviation, minimum and maximum of the given columns. Default: all numeric and string
   * columns.
   */
  describe<const C extends readonly string[]>(columns: AllKnown<R, C>): DataFrame;
  describe<const C extends readonly string[]>(...columns: AllKnown<R, C>): DataFrame;
  describe(...columns: readonly (string | Names)[]): DataFrame {
    return this.stat.describe(...(columns as Names));
  }

  /** Computes statistics such as `mean` and `75%` of all numeric and string columns. */
  summary(...statistics: readonly string[] | readonly [readonly string[]]): DataFrame {
    return this.stat.summary(...statistics);
  }

  /** Returns a writer for files, tables and other systems. */
  get write(): DataFrameWriter {
    return new DataFrameWriter(this.session, this.relation);
  }

  /** Returns a writer for a catalog table. */
  writeTo(table: string): DataFrameWriterV2 {
    return new DataFrameWriterV2(this.session, this.relation, table);
  }

  /** Returns a writer for this streaming DataFrame. */
  get writeStream(): DataStreamWriter<DataFrame<R, N>, R> {
    const frameOf = (batch: RelationBody): DataFrame<R, N> => new DataFrame<R, N>(this.session, batch);
    return new DataStreamWriter(streamingContext(this.session), this.relation, frameOf);
  }

  /**
   * Always rejects, because Spark 3.5 has no such command.
   *
   * @throws SparkConnectError with the version of the server.
   */
  async checkpoint(options: ActionOptions = {}): Promise<never> {
    return this.#refuse('checkpoint', options);
  }

  /**
   * Always rejects, because Spark 3.5 has no such command.
   *
   * @throws SparkConnectError with the version of the server.
   */
  async localCheckpoint(options: ActionOptions = {}): Promise<never> {
    return this.#refuse('localCheckpoint', options);
  }

  async #refuse(method: string, options: ActionOptions): Promise<never> {
    const version = await sparkVersion(this.session, options);
    throw new SparkConnectError(
      `${method}() requires Spark Connect 4.0 on both sides: this server runs Spark ${version}, and this client speaks 3.5. Use persist(), or write to a table and read it back.`,
    );
  }

  #grouped<C extends readonly ColumnOrName[]>(type: GroupType, columns: readonly ColumnOrName[]): GroupedData<R, C> {
    return new GroupedData<R, C>(this, type, columns.map(columnOrName));
  }

  #repartitionBy(
    toExpression: (column: ColumnOrName) => Expression,
    method: string,
    first: number | Columns,
    columns: readonly Columns[],
  ): DataFrame<R, N> {
    const number = typeof first === 'number' ? requireCount(method, first) : undefined;
    const all = listed((typeof first === 'number' ? columns : [first, ...columns]) as readonly ColumnOrName[]);
    return this.derive(plan.repartitionByExpression(this.relation, all.map(toExpression), number));
  }
}

// Defines what the kernel of Deno shows in a notebook.
Object.defineProperty(DataFrame.prototype, Symbol.for('Jupyter.display'), {
  async value(this: DataFrame): Promise<Readonly<Record<string, unknown>>> {
    const { displayFrame } = await loadPlots();
    return displayFrame(this);
  },
});
