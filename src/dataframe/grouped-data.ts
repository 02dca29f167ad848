import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { aggregate, type GroupType, type Pivot } from '../plan/aggregate.ts';
import { attribute, callFunction, type Expression } from '../plan/expression.ts';
import { listed } from '../plan/listed.ts';
import { literalMessage, type LiteralValue } from '../plan/literal.ts';
import type { Row } from '../types/row.ts';
import type { StructField, StructType } from '../types/struct-type.ts';
import { CogroupedData } from './cogrouped-data.ts';
import { Column, columnOrName, type ColumnOrName } from './column.ts';
import type { DataFrame } from './data-frame.ts';
import * as functions from './functions/aggregate.ts';
import type { AllKnown, Known, Names, OnlyKnown, OrderOf } from './row-types/column-names.ts';
import type { ArgumentValue, Derived, Rule } from './row-types/column-values.ts';
import type { NameOfCall } from './functions/call.ts';
import { applyToGroups, applyToGroupsWithState, type GroupSide, type StateOptions } from './group-function.ts';
import type { GroupState } from './group-state.ts';
import type { ReturnedRow } from './row-types/returned-row.ts';
import type { RowOf, Selected, Together } from './row-types/row-types.ts';
import type { FunctionOptions } from './function-request.ts';
import { allNumeric, areNumeric } from '../execution/numeric-columns.ts';

/**
 * An aggregate: a column, a pair of column name and function name, or an object that maps column names to function
 * names.
 */
export type Aggregate = Column | readonly [column: string, functionName: string] | Readonly<Record<string, string>>;

/** The aggregates as given, with all column names checked. */
export type KnownAggregates<R, A extends readonly unknown[]> = { readonly [I in keyof A]: KnownAggregate<R, A[I]> };

type KnownAggregate<R, A> = A extends Column
  ? A
  : A extends readonly [infer N, infer F]
    ? readonly [Known<R, N>, F]
    : A & OnlyKnown<R, A>;

/** The DataFrame of an aggregation: the grouping columns, then the aggregates. */
export type Aggregated<R, C extends readonly unknown[], A extends readonly unknown[]> = DataFrame<
  Together<Selected<R, C>, Selected<R, ColumnsOf<A>>>,
  OrderOf<readonly [...C, ...ColumnsOf<A>], Names>
>;

/** The result columns of aggregates, including those given by function name. */
type ColumnsOf<A extends readonly unknown[]> = { readonly [I in keyof A]: ColumnOf<A[I]> };
type ColumnOf<A> = A extends Column
  ? A
  : A extends readonly [infer N extends string, infer F extends string]
    ? CallOf<Lowercase<F>, N>
    : { [N in keyof A]: CallOf<Lowercase<A[N] & string>, N & string> }[keyof A];

/** The function names whose result names are known at compile time. */
interface Words {
  min: ['orNull', 'min'];
  max: ['orNull', 'max'];
  sum: ['sum', 'sum'];
  avg: ['mean', 'avg'];
  mean: ['mean', 'avg'];
}

type CallOf<F extends string, N extends string> = F extends keyof Words
  ? Call<Words[F][0], Words[F][1], N>
  : F extends 'count'
    ? Column<bigint, NameOfCall<'count', N>>
    : Column;

type Call<R extends Rule, F extends string, C> = Column<Derived<R, [ArgumentValue<C>]>, NameOfCall<F, C>>;
type Calls<R extends Rule, F extends string, C extends readonly unknown[]> = {
  readonly [I in keyof C]: Call<R, F, C[I]>;
};

/**
 * The same function applied to each column; to all numeric columns, which are unknown at compile time, if none are
 * given.
 */
type Each<G, R extends Rule, F extends string, N extends readonly unknown[]> = N extends readonly []
  ? DataFrame
  : Aggregated<RowIn<G>, KeysIn<G>, Calls<R, F, N>>;

// The methods infer the row from the type of `this`. If they used `R` directly, the compiler could no longer determine
// the variance of GroupedData, and therefore not that of DataFrame either.
type AnyGroupedData = GroupedData<object, readonly unknown[]>;
type RowIn<G> = G extends GroupedData<infer R, readonly unknown[]> ? R : never;
type KeysIn<G> = G extends GroupedData<object, infer C> ? C : never;

/**
 * Grouped rows to aggregate. The grouping columns come first in the result.
 *
 * As in PySpark, `sum`, `avg`, `mean`, `min` and `max` accept only numeric columns; for other types, use {@link agg}.
 * Only the server knows the column types: the first action on the result requests them once, and rejects with the error
 * class `NOT_NUMERIC_COLUMNS` if a column is not numeric.
 *
 * @example
 * ```ts
 * import type { DataFrame } from 'spark-connect-ts';
 * import { avg, count } from 'spark-connect-ts/functions';
 *
 * const byCountry = (people: DataFrame) => people.groupBy('country').agg(count('*').alias('n'), avg('age').alias('age'));
 * const ages = (people: DataFrame) => people.groupBy('country').pivot('sex', ['f', 'm']).avg('age');
 * ```
 */
export class GroupedData<out R extends object = Row, out C extends readonly unknown[] = readonly string[]> {
  /** Exists only at the type level. */
  declare protected readonly known?: readonly [R, C];
  readonly #input: DataFrame<object>;
  readonly #type: GroupType;
  readonly #grouping: readonly Expression[];
  readonly #pivot: Pivot | undefined;

  /** @internal Use `groupBy`, `rollup` or `cube` of a DataFrame. */
  constructor(input: DataFrame<object>, type: GroupType, grouping: readonly Expression[], pivot?: Pivot) {
    this.#input = input;
    this.#type = type;
    this.#grouping = grouping;
    this.#pivot = pivot;
  }

  /** Computes aggregates: one row per group. */
  agg<This extends AnyGroupedData, const A extends readonly Column[]>(
    this: This,
    aggregates: A,
  ): Aggregated<RowIn<This>, KeysIn<This>, A>;
  agg<This extends AnyGroupedData, const A extends readonly Aggregate[]>(
    this: This,
    ...aggregates: KnownAggregates<RowIn<This>, A>
  ): Aggregated<RowIn<This>, KeysIn<This>, A>;
  agg(...aggregates: readonly (Aggregate | readonly Column[])[]): DataFrame {
    const [first] = aggregates;
    const all = (isPair(first) ? aggregates : listed(aggregates)) as readonly Aggregate[];
    if (all.length === 0) throw new IllegalArgumentException('agg() needs at least one aggregate.');
    return this.#aggregate(all.flatMap((aggregate) => this.#expressions(aggregate)));
  }

  /** Counts the rows of each group, in a column named `count`. */
  count<This extends AnyGroupedData>(
    this: This,
  ): Aggregated<RowIn<This>, KeysIn<This>, readonly [Column<bigint, 'count'>]> {
    return this.#aggregate([Column.toExpression(functions.count('*').alias('count'))]);
  }

  /** Computes the sums of numeric columns. Default: all numeric columns. The first action rejects other columns. */
  sum<This extends AnyGroupedData, const N extends readonly ColumnOrName[]>(
    this: This,
    columns: AllKnown<RowIn<This>, N>,
  ): Each<This, 'sum', 'sum', N>;
  sum<This extends AnyGroupedData, const N extends readonly ColumnOrName[]>(
    this: This,
    ...columns: AllKnown<RowIn<This>, N>
  ): Each<This, 'sum', 'sum', N>;
  sum(...columns: readonly (ColumnOrName | readonly ColumnOrName[])[]): DataFrame {
    return this.#each('sum', functions.sum, listed(columns as readonly ColumnOrName[]));
  }

  /** Computes the averages of numeric columns. Default: all numeric columns. The first action rejects other columns. */
  avg<This extends AnyGroupedData, const N extends readonly ColumnOrName[]>(
    this: This,
    columns: AllKnown<RowIn<This>, N>,
  ): Each<This, 'mean', 'avg', N>;
  avg<This extends AnyGroupedData, const N extends readonly ColumnOrName[]>(
    this: This,
    ...columns: AllKnown<RowIn<This>, N>
  ): Each<This, 'mean', 'avg', N>;
  avg(...columns: readonly (ColumnOrName | readonly ColumnOrName[])[]): DataFrame {
    return this.#each('avg', functions.avg, listed(columns as readonly ColumnOrName[]));
  }

  /** Computes the averages of numeric columns. Alias of {@link avg}. */
  mean<This extends AnyGroupedData, const N extends readonly ColumnOrName[]>(
    this: This,
    columns: AllKnown<RowIn<This>, N>,
  ): Each<This, 'mean', 'avg', N>;
  mean<This extends AnyGroupedData, const N extends readonly ColumnOrName[]>(
    this: This,
    ...columns: AllKnown<RowIn<This>, N>
  ): Each<This, 'mean', 'avg', N>;
  mean(...columns: readonly (ColumnOrName | readonly ColumnOrName[])[]): DataFrame {
    return this.#each('mean', functions.avg, listed(columns as readonly ColumnOrName[]));
  }

  /** Computes the minimums of numeric columns. Default: all numeric columns. The first action rejects other columns. */
  min<This extends AnyGroupedData, const N extends readonly ColumnOrName[]>(
    this: This,
    columns: AllKnown<RowIn<This>, N>,
  ): Each<This, 'orNull', 'min', N>;
  min<This extends AnyGroupedData, const N extends readonly ColumnOrName[]>(
    this: This,
    ...columns: AllKnown<RowIn<This>, N>
  ): Each<This, 'orNull', 'min', N>;
  min(...columns: readonly (ColumnOrName | readonly ColumnOrName[])[]): DataFrame {
    return this.#each('min', functions.min, listed(columns as readonly ColumnOrName[]));
  }

  /** Computes the maximums of numeric columns. Default: all numeric columns. The first action rejects other columns. */
  max<This extends AnyGroupedData, const N extends readonly ColumnOrName[]>(
    this: This,
    columns: AllKnown<RowIn<This>, N>,
  ): Each<This, 'orNull', 'max', N>;
  max<This extends AnyGroupedData, const N extends readonly ColumnOrName[]>(
    this: This,
    ...columns: AllKnown<RowIn<This>, N>
  ): Each<This, 'orNull', 'max', N>;
  max(...columns: readonly (ColumnOrName | readonly ColumnOrName[])[]): DataFrame {
    return this.#each('max', functions.max, listed(columns as readonly ColumnOrName[]));
  }

  /**
   * Turns the values of a column into columns, one per value and aggregate. If `values` is omitted, Spark runs an extra
   * job to find the distinct values.
   */
  pivot(column: ColumnOrName, values: readonly LiteralValue[] = []): GroupedData {
    if (this.#pivot) throw new IllegalArgumentException('Grouped rows can be pivoted only once.');
    if (this.#type !== 'groupby') {
      throw new IllegalArgumentException(`pivot() is supported only after groupBy(), not after ${this.#type}().`);
    }
    const pivot = { column: columnOrName(column), values: values.map(literalMessage) };
    return new GroupedData(this.#input, this.#type, this.#grouping, pivot);
  }

  /**
   * Returns the rows that a function of this program returns for each group, given all its rows and its key. The function
   * runs inside Spark, as with `mapRows` of a DataFrame; the rows of a group must fit in memory.
   *
   * @example
   * ```ts
   * import type { DataFrame } from 'spark-connect-ts';
   *
   * const largest = (sales: DataFrame<{ customer: string; amount: number }>) =>
   *   sales.groupBy('customer').applyRows(
   *     (rows) => rows.sort((a, b) => b.amount - a.amount).slice(0, 3),
   *     'customer string, amount double',
   *   );
   * ```
   *
   * @throws IllegalArgumentException when the function cannot run in Spark, when the schema is not valid, or after
   * `rollup`, `cube` or `pivot`.
   */
  applyRows<This extends AnyGroupedData, F extends StructField, M extends Names>(
    this: This,
    fn: (rows: RowIn<This>[], key: Selected<RowIn<This>, KeysIn<This>>) => Iterable<ReturnedRow<F>>,
    schema: StructType<F, M>,
    options?: FunctionOptions,
  ): DataFrame<RowOf<F>, M>;
  applyRows<This extends AnyGroupedData>(
    this: This,
    fn: (rows: RowIn<This>[], key: Selected<RowIn<This>, KeysIn<This>>) => Iterable<object>,
    schema: string,
    options?: FunctionOptions,
  ): DataFrame;
  applyRows(
    fn: (rows: never[], key: never) => Iterable<object>,
    schema: StructType | string,
    options: FunctionOptions = {},
  ): DataFrame {
    return applyToGroups([this.#side('applyRows')], fn, schema, options);
  }

  /**
   * Returns the rows that a function of this program returns for each group with new rows in a batch of a stream, given
   * these rows, the key and a state that lasts from batch to batch, also after a restart from the checkpoint. With a
   * timeout, it is also called without rows when the time of a group has come.
   *
   * @example
   * ```ts
   * import type { DataFrame, GroupState } from 'spark-connect-ts';
   *
   * const visits = (events: DataFrame) =>
   *   events.groupBy('user').applyRowsWithState(
   *     (rows, { user }, state: GroupState<number>) => {
   *       const visits = (state.getOption() ?? 0) + rows.length;
   *       state.update(visits);
   *       return [{ user, visits }];
   *     },
   *     'user string, visits int',
   *     { outputMode: 'update' },
   *   );
   * ```
   *
   * @throws IllegalArgumentException when the function cannot run in Spark, or when the schema or an option is not valid.
   */
  applyRowsWithState<This extends AnyGroupedData, S, F extends StructField, M extends Names>(
    this: This,
    fn: (
      rows: RowIn<This>[],
      key: Selected<RowIn<This>, KeysIn<This>>,
      state: GroupState<S>,
    ) => Iterable<ReturnedRow<F>>,
    schema: StructType<F, M>,
    options?: StateOptions,
  ): DataFrame<RowOf<F>, M>;
  applyRowsWithState<This extends AnyGroupedData, S>(
    this: This,
    fn: (rows: RowIn<This>[], key: Selected<RowIn<This>, KeysIn<This>>, state: GroupState<S>) => Iterable<object>,
    schema: string,
    options?: StateOptions,
  ): DataFrame;
  applyRowsWithState(
    fn: (rows: never[], key: never, state: never) => Iterable<object>,
    schema: StructType | string,
    options: StateOptions = {},
  ): DataFrame {
    return applyToGroupsWithState(this.#side('applyRowsWithState'), fn, schema, options);
  }

  /** Pairs the groups with those of another DataFrame by their keys, which must have the same types. */
  cogroup<This extends AnyGroupedData, Other extends AnyGroupedData>(
    this: This,
    other: Other,
  ): CogroupedData<RowIn<This>, RowIn<Other>, Selected<RowIn<This>, KeysIn<This>>>;
  cogroup(other: AnyGroupedData): CogroupedData<object, object, object> {
    const [left, right] = [this.#side('cogroup'), other.#side('cogroup')];
    if (left.grouping.length === right.grouping.length) return new CogroupedData(left, right);
    throw new IllegalArgumentException(
      `cogroup() needs the same number of grouping columns on both sides, not ${left.grouping.length} and ${right.grouping.length}.`,
    );
  }

  #side(method: string): GroupSide {
    if (this.#type === 'groupby' && !this.#pivot) return { input: this.#input, grouping: this.#grouping };
    const after = this.#pivot ? 'pivot' : this.#type;
    throw new IllegalArgumentException(`${method}() is supported only after groupBy(), not after ${after}().`);
  }

  #expressions(aggregate: Aggregate): Expression[] {
    if (aggregate instanceof Column) return [Column.toExpression(aggregate)];
    const pairs = isPair(aggregate) ? [aggregate] : Object.entries(aggregate);
    const planId = this.#input.relation.common?.planId;
    return pairs.map(([name, functionName]) => callFunction(serverName(functionName), [attribute(name, planId)]));
  }

  #each(method: string, by: (column: ColumnOrName) => Column, columns: readonly ColumnOrName[]): DataFrame {
    const { relation: input, session } = this.#input;
    const aggregateOf = (column: ColumnOrName): Expression => Column.toExpression(by(column));
    const frame: DataFrame = this.#aggregate(columns.map(aggregateOf));
    const request =
      columns.length === 0
        ? allNumeric(session, input, method, frame.relation, aggregateOf)
        : areNumeric(session, input, method, columns.map(columnOrName));
    session.deferred.add(frame.relation, request);
    return frame;
  }

  #aggregate<T extends object, N extends Names>(aggregates: readonly Expression[]): DataFrame<T, N> {
    return this.#input.derive(aggregate(this.#input.relation, this.#type, this.#grouping, aggregates, this.#pivot));
  }
}

function isPair(aggregate: Aggregate | readonly Column[] | undefined): aggregate is readonly [string, string] {
  return Array.isArray(aggregate) && typeof aggregate[0] === 'string';
}

/** Maps function names that exist only for DataFrames to SQL names. */
function serverName(functionName: string): string {
  const words: Readonly<Record<string, string>> = { mean: 'avg', average: 'avg', std: 'stddev', size: 'count' };
  const name = functionName.toLowerCase();
  return Object.hasOwn(words, name) ? words[name]! : name;
}
