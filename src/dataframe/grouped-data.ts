import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { GroupType, Pivot } from '../plan/aggregate.ts';
import { callFunction, type Expression } from '../plan/expression.ts';
import { listed } from '../plan/listed.ts';
import { literalMessage, type LiteralValue } from '../plan/literal.ts';
import type { Relation } from '../plan/relation.ts';
import type { Row } from '../types/row.ts';
import { Column, columnOrName, type ColumnOrName } from './column.ts';
import type { DataFrame } from './data-frame.ts';
import * as functions from './functions/aggregate.ts';
import { allNumeric, areNumeric } from '../execution/numeric-columns.ts';
import type { AllKnown, Selected } from './row-types.ts';
import type { SessionContext } from '../execution/session-context.ts';

/** An aggregate: a column, a pair of column and function, or an object from columns to the names of functions. */
export type Aggregate = Column | readonly [column: string, functionName: string] | Readonly<Record<string, string>>;

/** What a group can be made of. */
interface Source {
  readonly session: SessionContext;
  readonly input: Relation;
  readonly type: GroupType;
  readonly grouping: readonly Expression[];
  readonly column: (name: string) => Expression;
  readonly aggregate: <T extends object>(
    grouping: readonly Expression[],
    aggregates: readonly Expression[],
    pivot: Pivot | undefined,
  ) => DataFrame<T>;
}

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
export class GroupedData<R extends object = Row, C extends readonly unknown[] = readonly string[]> {
  readonly #source: Source;
  readonly #pivot: Pivot | undefined;

  /** @internal Comes from `groupBy`, `rollup` and `cube`. */
  constructor(source: Source, pivot?: Pivot) {
    this.#source = source;
    this.#pivot = pivot;
  }

  /** One row for each group, with the given aggregates. */
  agg<const A extends readonly Column[]>(aggregates: A): DataFrame<Selected<R, readonly [...C, ...A]>>;
  agg<const A extends readonly [Aggregate, ...Aggregate[]]>(
    ...aggregates: A
  ): DataFrame<Selected<R, readonly [...C, ...A]>>;
  agg(...aggregates: readonly (Aggregate | readonly Column[])[]): DataFrame {
    const [first] = aggregates;
    const all = isPair(first) ? aggregates : listed(aggregates);
    return this.#aggregate((all as readonly Aggregate[]).flatMap((aggregate) => this.#expressions(aggregate)));
  }

  /** The number of rows of each group, in a column named `count`. */
  count(): DataFrame<Selected<R, readonly [...C, Column<bigint, 'count'>]>> {
    return this.#aggregate([Column.toExpression(functions.count('*').alias('count'))]);
  }

  /** The sums of columns of numbers, or of all such columns when none is given. The first action refuses other columns. */
  sum<const N extends readonly ColumnOrName[]>(columns: AllKnown<R, N> & N): DataFrame;
  sum<const N extends readonly ColumnOrName[]>(...columns: AllKnown<R, N> & N): DataFrame;
  sum(...columns: readonly ColumnOrName[]): DataFrame {
    return this.#each('sum', functions.sum, listed(columns));
  }

  /** The means of columns of numbers, or of all such columns when none is given. The first action refuses other columns. */
  avg<const N extends readonly ColumnOrName[]>(columns: AllKnown<R, N> & N): DataFrame;
  avg<const N extends readonly ColumnOrName[]>(...columns: AllKnown<R, N> & N): DataFrame;
  avg(...columns: readonly ColumnOrName[]): DataFrame {
    return this.#each('avg', functions.avg, listed(columns));
  }

  /** The same as {@link avg}. */
  mean<const N extends readonly ColumnOrName[]>(columns: AllKnown<R, N> & N): DataFrame;
  mean<const N extends readonly ColumnOrName[]>(...columns: AllKnown<R, N> & N): DataFrame;
  mean(...columns: readonly ColumnOrName[]): DataFrame {
    return this.#each('mean', functions.avg, listed(columns));
  }

  /** The least values of columns of numbers, or of all such columns when none is given. The first action refuses other columns. */
  min<const N extends readonly ColumnOrName[]>(columns: AllKnown<R, N> & N): DataFrame;
  min<const N extends readonly ColumnOrName[]>(...columns: AllKnown<R, N> & N): DataFrame;
  min(...columns: readonly ColumnOrName[]): DataFrame {
    return this.#each('min', functions.min, listed(columns));
  }

  /** The greatest values of columns of numbers, or of all such columns when none is given. The first action refuses other columns. */
  max<const N extends readonly ColumnOrName[]>(columns: AllKnown<R, N> & N): DataFrame;
  max<const N extends readonly ColumnOrName[]>(...columns: AllKnown<R, N> & N): DataFrame;
  max(...columns: readonly ColumnOrName[]): DataFrame {
    return this.#each('max', functions.max, listed(columns));
  }

  /**
   * Turns the values of a column into columns, one for each aggregate. Without the values Spark looks them up first, which takes
   * a job of its own.
   */
  pivot(column: ColumnOrName, values: readonly LiteralValue[] = []): GroupedData {
    if (this.#pivot) throw new IllegalArgumentException('Grouped rows can be pivoted once only.');
    if (this.#source.type !== 'groupby') {
      throw new IllegalArgumentException(`Spark pivots rows of groupBy(), not of ${this.#source.type}().`);
    }
    return new GroupedData(this.#source, { column: columnOrName(column), values: values.map(literalMessage) });
  }

  #expressions(aggregate: Aggregate): Expression[] {
    if (aggregate instanceof Column) return [Column.toExpression(aggregate)];
    const pairs = isPair(aggregate) ? [aggregate] : Object.entries(aggregate);
    return pairs.map(([name, functionName]) => callFunction(serverName(functionName), [this.#source.column(name)]));
  }

  #each(method: string, by: (column: ColumnOrName) => Column, columns: readonly ColumnOrName[]): DataFrame {
    const { input, session } = this.#source;
    const aggregateOf = (column: ColumnOrName): Expression => Column.toExpression(by(column));
    const frame: DataFrame = this.#aggregate(columns.map(aggregateOf));
    const question =
      columns.length === 0
        ? allNumeric(session, input, method, frame.relation, aggregateOf)
        : areNumeric(session, input, method, columns.map(columnOrName));
    session.questions.add(frame.relation, question);
    return frame;
  }

  #aggregate<T extends object>(aggregates: readonly Expression[]): DataFrame<T> {
    return this.#source.aggregate(this.#source.grouping, aggregates, this.#pivot);
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
