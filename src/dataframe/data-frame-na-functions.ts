import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { knownWord } from '../plan/known-word.ts';
import { literalMessage, type LiteralMessage } from '../plan/literal.ts';
import { dropNa, fillNa, replaceNa } from '../plan/missing-values.ts';
import type { Row } from '../types/row.ts';
import type { DataFrame } from './data-frame.ts';
import type { AllKnown, Known, Names, OnlyKnown } from './row-types/column-names.ts';
import type { FilledEach, FilledWith, WithoutNull } from './row-types/present-rows.ts';
import { replacementsOf, replacementsOfLists, type Replaced, type Replacements } from './arguments/replacements.ts';

type HowToDrop = 'any' | 'all' | 'ANY' | 'ALL' | number;
type FillValue = boolean | number | bigint | string;

type AnyNaFunctions = DataFrameNaFunctions<object, Names>;
type RowIn<F> = F extends DataFrameNaFunctions<infer R> ? R : never;
type NamesIn<F> = F extends DataFrameNaFunctions<object, infer N> ? N : never;

/** Removes null from the row type if `any` missing value drops a row. */
type Kept<R, How, C extends readonly unknown[]> = How extends 'any' | 'ANY' ? WithoutNull<R, C> : R;

/**
 * Handles rows with missing values: nulls, and NaN in numeric columns.
 *
 * @example
 * ```ts
 * import type { DataFrame } from 'spark-connect-ts';
 *
 * const clean = (people: DataFrame) => people.na.drop('all').na.fill({ age: 0, name: 'unknown' });
 * ```
 */
export class DataFrameNaFunctions<out R extends object = Row, N extends Names = Names> {
  readonly #input: DataFrame<object>;

  /** @internal Use `DataFrame.na`. */
  constructor(input: DataFrame<object>) {
    this.#input = input;
  }

  /**
   * Drops rows in which `any` or `all` values are missing, or, if a number is given, rows with fewer non-missing
   * values.
   */
  drop<This extends AnyNaFunctions, const How extends HowToDrop, const Name extends string>(
    this: This,
    how: How | undefined,
    column: Known<RowIn<This>, Name>,
  ): DataFrame<Kept<RowIn<This>, How, readonly [Name]>, NamesIn<This>>;
  drop<This extends AnyNaFunctions, const How extends HowToDrop = 'any', const C extends Names = []>(
    this: This,
    how?: How,
    columns?: AllKnown<RowIn<This>, C>,
  ): DataFrame<Kept<RowIn<This>, How, C>, NamesIn<This>>;
  drop(how: HowToDrop = 'any', columns?: string | Names): DataFrame {
    return this.#input.derive(dropNa(this.#input.relation, namesOf(columns), minNonNulls(how)));
  }

  /**
   * Fills missing values: with one value for every column of the matching type (or for the given columns), or with one
   * value per column.
   */
  fill<This extends AnyNaFunctions, V extends FillValue, const Name extends string>(
    this: This,
    value: V,
    column: Known<RowIn<This>, Name>,
  ): DataFrame<FilledWith<RowIn<This>, V, readonly [Name]>, NamesIn<This>>;
  fill<This extends AnyNaFunctions, V extends FillValue, const C extends Names = []>(
    this: This,
    value: V,
    columns?: AllKnown<RowIn<This>, C>,
  ): DataFrame<FilledWith<RowIn<This>, V, C>, NamesIn<This>>;
  fill<This extends AnyNaFunctions, const V extends Readonly<Record<string, FillValue>>>(
    this: This,
    values: V & OnlyKnown<RowIn<This>, V>,
  ): DataFrame<FilledEach<RowIn<This>, V>, NamesIn<This>>;
  fill(value: FillValue | Readonly<Record<string, FillValue>>, columns?: string | readonly string[]): DataFrame {
    if (typeof value !== 'object')
      return this.#input.derive(fillNa(this.#input.relation, namesOf(columns), [fillLiteral(value)]));
    const entries = Object.entries(value ?? {});
    if (entries.length === 0) throw new IllegalArgumentException('fill() needs a value for at least one column.');
    const values = entries.map(([, each]) => fillLiteral(each));
    return this.#input.derive(
      fillNa(
        this.#input.relation,
        entries.map(([name]) => name),
        values,
      ),
    );
  }

  /**
   * Replaces values with others, or with null, in every column of the matching type or in the given columns. Pass a Map
   * or an object, or the values followed by their replacements. Strings, numbers and booleans cannot be mixed. The keys
   * of an object are strings, or numbers if all its values are numbers.
   *
   * @throws IllegalArgumentException when values of different types are mixed.
   */
  replace<const Name extends string>(values: Replacements, column: Known<R, Name>): DataFrame<R, N>;
  replace<const C extends Names = []>(values: Replacements, columns?: AllKnown<R, C>): DataFrame<R, N>;
  replace<const Name extends string>(
    from: Replaced | readonly Replaced[],
    to: Replaced | null | readonly (Replaced | null)[],
    column: Known<R, Name>,
  ): DataFrame<R, N>;
  replace<const C extends Names = []>(
    from: Replaced | readonly Replaced[],
    to: Replaced | null | readonly (Replaced | null)[],
    columns?: AllKnown<R, C>,
  ): DataFrame<R, N>;
  replace(
    first: Replacements | Replaced | readonly Replaced[],
    second?: string | readonly string[] | Replaced | null | readonly (Replaced | null)[],
    third?: string | readonly string[],
  ): DataFrame<R, N> {
    if (isReplacements(first)) {
      return this.#input.derive(
        replaceNa(this.#input.relation, namesOf(second as string | undefined), replacementsOf(first)),
      );
    }
    if (second === undefined) {
      throw new IllegalArgumentException('replace() needs a replacement value, or null.');
    }
    return this.#input.derive(replaceNa(this.#input.relation, namesOf(third), replacementsOfLists(first, second)));
  }
}

function isReplacements(values: Replacements | Replaced | readonly Replaced[]): values is Replacements {
  return typeof values === 'object' && !Array.isArray(values);
}

/** Returns one name or several as an array. */
function namesOf(columns: string | readonly string[] | undefined): readonly string[] {
  return typeof columns === 'string' ? [columns] : (columns ?? []);
}

function minNonNulls(how: HowToDrop): number | undefined {
  return typeof how === 'number' ? how : knownWord('way to drop rows', how, { any: undefined, all: 1 });
}

/** Integers become 64-bit literals, which Spark casts to the type of each column. */
function fillLiteral(value: FillValue): LiteralMessage {
  if ((value as unknown) === null) throw new IllegalArgumentException('fill() needs a value to fill with, not null.');
  return literalMessage(typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value);
}
