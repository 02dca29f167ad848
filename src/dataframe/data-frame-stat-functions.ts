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

/** Statistics of a DataFrame: some are DataFrames themselves, some are numbers that an action fetches. */
export class DataFrameStatFunctions<out R extends object = Row> {
  readonly #input: DataFrame<object>;

  /** @internal Comes from `DataFrame.stat`. */
  constructor(input: DataFrame<object>) {
    this.#input = input;
  }

  /** The covariance of two columns of numbers, as of a sample. */
  async cov<const A extends string, const B extends string>(
    col1: Known<R, A>,
    col2: Known<R, B>,
    options: ActionOptions = {},
  ): Promise<number> {
    return Number(await this.#value(plan.cov(this.#input.relation, col1, col2), options));
  }

  /** Pearson's correlation of two columns of numbers. */
  async corr<const A extends string, const B extends string>(
    col1: Known<R, A>,
    col2: Known<R, B>,
    options: ActionOptions = {},
  ): Promise<number> {
    return Number(await this.#value(plan.corr(this.#input.relation, col1, col2, 'pearson'), options));
  }

  /**
   * Actual values near the given quantiles (0.5 is the median) of a column, or of each of several. An error of 0 makes them
   * exact and takes long.
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

  /** How often each pair of values of two columns occurs: a row for each value of the first, a column for each of the second. */
  crosstab<const A extends string, const B extends string>(col1: Known<R, A>, col2: Known<R, B>): DataFrame {
    return this.#input.derive(plan.crosstab(this.#input.relation, col1, col2));
  }

  /** The values that occur in more than `support` (0.01 unless given) of all rows, and perhaps some more, as arrays. */
  freqItems<const Name extends string>(column: Known<R, Name>, support?: number): DataFrame;
  freqItems<const C extends readonly string[]>(columns: AllKnown<R, C>, support?: number): DataFrame;
  freqItems(columns: string | readonly string[], support = 0.01): DataFrame {
    return this.#input.derive(plan.freqItems(this.#input.relation, listed([columns] as readonly string[]), support));
  }

  /**
   * Some rows by chance, of each value of a column the given fraction, and none of the values not named. The keys of an object are
   * compared as the literals of SQL are: `{ 1: 0.5 }` means the number in a column of numbers, and the text in one of text.
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

  /** Count, mean, standard deviation, minimum and maximum of the given columns, or of all with numbers and text. */
  describe(...columns: readonly string[] | readonly [readonly string[]]): DataFrame {
    return this.#input.derive(plan.describe(this.#input.relation, listed(columns as readonly string[])));
  }

  /** Statistics such as `mean` and `75%` of all columns with numbers and text. */
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
