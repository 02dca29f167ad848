import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { aggregate, type GroupType, type Pivot } from '../plan/aggregate.ts';
import { attribute, callFunction, type Expression } from '../plan/expression.ts';
import { listed } from '../plan/listed.ts';
import { literalMessage, type LiteralValue } from '../plan/literal.ts';
import type { Row } from '../types/row.ts';
import { Column, columnOrName, type ColumnOrName } from './column.ts';
import type { DataFrame } from './data-frame.ts';
import * as functions from './functions/aggregate.ts';
import type { AllKnown, Known, Names, OnlyKnown, OrderOf } from './row-types/column-names.ts';
import type { ArgumentValue, Derived, Rule } from './row-types/column-values.ts';
import type { NameOfCall } from './functions/call.ts';
import type { Selected, Together } from './row-types/row-types.ts';
import { allNumeric, areNumeric } from '../execution/numeric-columns.ts';

/** An aggregate: a column, a pair of column and function, or an object from columns to the names of functions. */
export type Aggregate = Column | readonly [column: string, functionName: string] | Readonly<Record<string, string>>;

/** The aggregates as given, where all names are columns' names. */
export type KnownAggregates<R, A extends readonly unknown[]> = { readonly [I in keyof A]: KnownAggregate<R, A[I]> };

type KnownAggregate<R, A> = A extends Column
  ? A
  : A extends readonly [infer N, infer F]
    ? readonly [Known<R, N>, F]
    : A & OnlyKnown<R, A>;

/** The DataFrame of groups: their keys, then their aggregates. */
export type Aggregated<R, C extends readonly unknown[], A extends readonly unknown[]> = DataFrame<
  Together<Selected<R, C>, Selected<R, ColumnsOf<A>>>,
  OrderOf<readonly [...C, ...ColumnsOf<A>], Names>
>;

/** Aggregates by the names of functions as the columns that they become. */
type ColumnsOf<A extends readonly unknown[]> = { readonly [I in keyof A]: ColumnOf<A[I]> };
type ColumnOf<A> = A extends Column
  ? A
  : A extends readonly [infer N extends string, infer F extends string]
    ? CallOf<Lowercase<F>, N>
    : { [N in keyof A]: CallOf<Lowercase<A[N] & string>, N & string> }[keyof A];

/** Only of these words the type knows what Spark calls the result. */
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

/** The same function of each column, or of all columns of numbers, whichever they are. */
type Each<G, R extends Rule, F extends string, N extends readonly unknown[]> = N extends readonly []
  ? DataFrame
  : Aggregated<RowIn<G>, KeysIn<G>, Calls<R, F, N>>;

// Methods take the row from the type of `this`: as a part of their own types it would take the variance of GroupedData, and with
// it that of DataFrame, from the compiler.
type AnyGroupedData = GroupedData<object, readonly unknown[]>;
type RowIn<G> = G extends GroupedData<infer R, readonly unknown[]> ? R : never;
type KeysIn<G> = G extends GroupedData<object, infer C> ? C : never;

/**
 * Rows in groups, waiting to be aggregated. The result has the grouping columns first.
 *
 * As in PySpark, `sum`, `avg`, `mean`, `min` and `max` take numbers only; for other types there is {@link agg}. The types of the columns
 * are the server's to know: the first action on the result asks it once, and rejects with the error class `NOT_NUMERIC_COLUMNS`.
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
  /** Only for the compiler. */
  declare protected readonly known?: readonly [R, C];
  readonly #input: DataFrame<object>;
  readonly #type: GroupType;
  readonly #grouping: readonly Expression[];
  readonly #pivot: Pivot | undefined;

  /** @internal Comes from `groupBy`, `rollup` and `cube`. */
  constructor(input: DataFrame<object>, type: GroupType, grouping: readonly Expression[], pivot?: Pivot) {
    this.#input = input;
    this.#type = type;
    this.#grouping = grouping;
    this.#pivot = pivot;
  }

  /** One row for each group, with the given aggregates. */
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

  /** The number of rows of each group, in a column named `count`. */
  count<This extends AnyGroupedData>(
    this: This,
  ): Aggregated<RowIn<This>, KeysIn<This>, readonly [Column<bigint, 'count'>]> {
    return this.#aggregate([Column.toExpression(functions.count('*').alias('count'))]);
  }

  /** The sums of columns of numbers, or of all such columns when none is given. The first action refuses other columns. */
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

  /** The means of columns of numbers, or of all such columns when none is given. The first action refuses other columns. */
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

  /** The same as {@link avg}. */
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

  /** The least values of columns of numbers, or of all such columns when none is given. The first action refuses other columns. */
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

  /** The greatest values of columns of numbers, or of all such columns when none is given. The first action refuses other columns. */
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
   * Turns the values of a column into columns, one for each aggregate. Without the values Spark looks them up first, which takes
   * a job of its own.
   */
  pivot(column: ColumnOrName, values: readonly LiteralValue[] = []): GroupedData {
    if (this.#pivot) throw new IllegalArgumentException('Grouped rows can be pivoted once only.');
    if (this.#type !== 'groupby') {
      throw new IllegalArgumentException(`Spark pivots rows of groupBy(), not of ${this.#type}().`);
    }
    const pivot = { column: columnOrName(column), values: values.map(literalMessage) };
    return new GroupedData(this.#input, this.#type, this.#grouping, pivot);
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
    const question =
      columns.length === 0
        ? allNumeric(session, input, method, frame.relation, aggregateOf)
        : areNumeric(session, input, method, columns.map(columnOrName));
    session.questions.add(frame.relation, question);
    return frame;
  }

  #aggregate<T extends object, N extends Names>(aggregates: readonly Expression[]): DataFrame<T, N> {
    return this.#input.derive(aggregate(this.#input.relation, this.#type, this.#grouping, aggregates, this.#pivot));
  }
}

function isPair(aggregate: Aggregate | readonly Column[] | undefined): aggregate is readonly [string, string] {
  return Array.isArray(aggregate) && typeof aggregate[0] === 'string';
}

/** Words that DataFrames know and SQL does not. */
function serverName(functionName: string): string {
  const words: Readonly<Record<string, string>> = { mean: 'avg', average: 'avg', std: 'stddev', size: 'count' };
  const name = functionName.toLowerCase();
  return Object.hasOwn(words, name) ? words[name]! : name;
}
