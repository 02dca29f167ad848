import type { ActionOptions } from '../client/action-options.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { listed } from '../plan/listed.ts';
import type { LiteralValue } from '../plan/literal.ts';
import type { RelationBody } from '../plan/relation.ts';
import * as plan from '../plan/statistics.ts';
import type { Row } from '../types/row.ts';
import { strataByComparison, strataOfMap } from './arguments/strata.ts';
import { columnOrName, type ColumnOrName } from './column.ts';
import type { AllKnown, Known } from './row-types/column-names.ts';
import { executeRows } from '../execution/execute-rows.ts';
import type { DataFrame } from './data-frame.ts';
import { randomSeed } from './arguments/random-seed.ts';

/** Computes statistics of a DataFrame. Some methods return a DataFrame, others run an action and return numbers. */
export class DataFrameStatFunctions<out R extends object = Row> {
  readonly #input: DataFrame<object>;

  /** @internal Use `DataFrame.stat`. */
  constructor(input: DataFrame<object>) {
    this.#input = input;
  }

  /** Returns the sample covariance of two numeric columns. */
  async cov<const A extends string, const B extends string>(
    col1: Known<R, A>,
    col2: Known<R, B>,
    options: ActionOptions = {},
  ): Promise<number> {
    return Number(await this.#value(plan.cov(this.#input.relation, col1, col2), options));
  }

  /** Returns the Pearson correlation coefficient of two numeric columns. */
  async corr<const A extends string, const B extends string>(
    col1: Known<R, A>,
    col2: Known<R, B>,
    options: ActionOptions = {},
  ): Promise<number> {
    return Number(await this.#value(plan.corr(this.#input.relation, col1, col2, 'pearson'), options));
  }

  /**
   * Returns approximate quantiles (0.5 is the median) of one column or of several. The results are actual values of the
   * column. A `relativeError` of 0 gives exact quantiles but is expensive.
   */
  approxQuantile<const C extends string>(
    column: Known<R, C>,
    probabilities: readonly number[],
    relativeError: number,
    options?: ActionOptions,
  ): Promise<number[]>;
  approxQuantile<const C extends readonly string[]>(
    columns: AllKnown<R, C>,
    probabilities: readonly number[],
    relativeError: number,
    options?: ActionOptions,
  ): Promise<number[][]>;
  async approxQuantile(
    columns: string | readonly string[],
    probabilities: readonly number[],
    relativeError: number,
    options: ActionOptions = {},
  ): Promise<number[] | number[][]> {
    const names = typeof columns === 'string' ? [columns] : columns;
    const body = plan.approxQuantile(this.#input.relation, names, probabilities, relativeError);
    const quantiles = (await this.#value(body, options)) as number[][];
    return typeof columns === 'string' ? (quantiles[0] ?? []) : quantiles;
  }

  /** Counts the pairs of values of two columns: one row per value of the first, one column per value of the second. */
  crosstab<const A extends string, const B extends string>(col1: Known<R, A>, col2: Known<R, B>): DataFrame {
    return this.#input.derive(plan.crosstab(this.#input.relation, col1, col2));
  }

  /**
   * Returns, as arrays, the values that occur in more than the fraction `support` of all rows. May include false
   * positives. Default support: 0.01.
   */
  freqItems<const Name extends string>(column: Known<R, Name>, support?: number): DataFrame;
  freqItems<const C extends readonly string[]>(columns: AllKnown<R, C>, support?: number): DataFrame;
  freqItems(columns: string | readonly string[], support = 0.01): DataFrame {
    return this.#input.derive(plan.freqItems(this.#input.relation, listed([columns] as readonly string[]), support));
  }

  /**
   * Returns a stratified random sample: for each value of a column, the given fraction of its rows; 0 for values not
   * listed. The keys of an object are compared like SQL literals: `{ 1: 0.5 }` means the number in a numeric column and
   * the string in a string column.
   */
  sampleBy(
    column: ColumnOrName,
    fractions: ReadonlyMap<LiteralValue, number> | Readonly<Record<string, number>>,
    seed?: number | bigint,
  ): DataFrame<R> {
    const { by, strata } =
      fractions instanceof Map
        ? strataOfMap(columnOrName(column), [...(fractions as ReadonlyMap<LiteralValue, number>)])
        : strataByComparison(columnOrName(column), Object.entries(fractions));
    return this.#input.derive(plan.sampleBy(this.#input.relation, by, strata, randomSeed(seed)));
  }

  /**
   * Computes count, mean, standard deviation, minimum and maximum of the given columns. Default: all numeric and string
   * columns.
   */
  describe(...columns: readonly string[] | readonly [readonly string[]]): DataFrame {
    return this.#input.derive(plan.describe(this.#input.relation, listed(columns as readonly string[])));
  }

  /** Computes statistics such as `mean` and `75%` of all numeric and string columns. */
  summary(...statistics: readonly string[] | readonly [readonly string[]]): DataFrame {
    return this.#input.derive(plan.summary(this.#input.relation, listed(statistics as readonly string[])));
  }

  async #value(body: RelationBody, options: ActionOptions): Promise<unknown> {
    const { session } = this.#input;
    const [row] = await executeRows(session, session.createRelation(body), options);
    if (!row) throw new SparkConnectError('The server answered a statistic without a row.');
    return Object.values(row)[0];
  }
}
