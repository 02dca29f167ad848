import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { knownWord } from '../plan/known-word.ts';
import { literalMessage, type LiteralMessage } from '../plan/literal.ts';
import { dropNa, fillNa, replaceNa } from '../plan/missing-values.ts';
import type { Relation, RelationBody } from '../plan/relation.ts';
import type { Row } from '../types/row.ts';
import type { DataFrame } from './data-frame.ts';
import { replacementsOf, replacementsOfLists, type Replaced, type Replacements } from './replacements.ts';
import type { AllKnown, Known, NameIn } from './row-types.ts';

type HowToDrop = 'any' | 'all' | 'ANY' | 'ALL' | number;
type FillValue = boolean | number | bigint | string;

/** Columns by their names, or one by its name. */
type Columns<R, C extends readonly string[]> = (AllKnown<R, C> & C) | (Known<R, C[number]> & C[number]);

/** Values for columns, of which a name that is none is refused. */
type OnlyKnown<R, V> = { readonly [Name in keyof V]: Name extends NameIn<R> ? V[Name] : never };

/**
 * Rows with missing values: nulls, and NaN among numbers.
 *
 * @example
 * ```ts
 * import type { DataFrame } from 'spark-connect-ts';
 *
 * const clean = (people: DataFrame) => people.na.drop('all').na.fill({ age: 0, name: 'unknown' });
 * ```
 */
export class DataFrameNaFunctions<out R extends object = Row> {
  readonly #derive: (body: RelationBody) => DataFrame<R>;
  readonly #relation: Relation;

  /** @internal Comes from `DataFrame.na`. */
  constructor(derive: (body: RelationBody) => DataFrame<R>, relation: Relation) {
    this.#derive = derive;
    this.#relation = relation;
  }

  /** Leaves out rows with `any` value missing, or with `all` missing, or with fewer than `minNonNulls` there. */
  drop<const C extends readonly string[] = []>(how: HowToDrop = 'any', columns?: Columns<R, C>): DataFrame<R> {
    return this.#derive(dropNa(this.#relation, namesOf(columns), minNonNulls(how)));
  }

  /** Fills what is missing: with one value in all columns of its kind (or in the given ones), or with one for each column. */
  fill<const C extends readonly string[] = []>(value: FillValue, columns?: Columns<R, C>): DataFrame<R>;
  fill<const V extends Readonly<Record<string, FillValue>>>(values: V & OnlyKnown<R, V>): DataFrame<R>;
  fill(value: FillValue | Readonly<Record<string, FillValue>>, columns?: string | readonly string[]): DataFrame<R> {
    if (typeof value !== 'object') return this.#derive(fillNa(this.#relation, namesOf(columns), [fillLiteral(value)]));
    const entries = Object.entries(value ?? {});
    if (entries.length === 0) throw new IllegalArgumentException('fill() needs a value for at least one column.');
    const values = entries.map(([, each]) => fillLiteral(each));
    return this.#derive(
      fillNa(
        this.#relation,
        entries.map(([name]) => name),
        values,
      ),
    );
  }

  /**
   * Replaces values by others, or by null, in all columns of their kind or in the given ones: those of a Map or an object, or values
   * followed by what replaces them. Text, numbers and booleans do not mix. Keys of an object are text, or numbers where all its values are.
   *
   * @throws IllegalArgumentException for a mixture of kinds.
   */
  replace<const C extends readonly string[] = []>(values: Replacements, columns?: Columns<R, C>): DataFrame<R>;
  replace<const C extends readonly string[] = []>(
    from: Replaced | readonly Replaced[],
    to: Replaced | null | readonly (Replaced | null)[],
    columns?: Columns<R, C>,
  ): DataFrame<R>;
  replace(
    first: Replacements | Replaced | readonly Replaced[],
    second?: string | readonly string[] | Replaced | null | readonly (Replaced | null)[],
    third?: string | readonly string[],
  ): DataFrame<R> {
    if (isReplacements(first)) {
      return this.#derive(replaceNa(this.#relation, namesOf(second as string | undefined), replacementsOf(first)));
    }
    if (second === undefined) {
      throw new IllegalArgumentException('replace() needs a new value for what it replaces, or null.');
    }
    return this.#derive(replaceNa(this.#relation, namesOf(third), replacementsOfLists(first, second)));
  }
}

function isReplacements(values: Replacements | Replaced | readonly Replaced[]): values is Replacements {
  return typeof values === 'object' && !Array.isArray(values);
}

/** One name or several. */
function namesOf(columns: string | readonly string[] | undefined): readonly string[] {
  return typeof columns === 'string' ? [columns] : (columns ?? []);
}

function minNonNulls(how: HowToDrop): number | undefined {
  return typeof how === 'number' ? how : knownWord('way to drop rows', how, { any: undefined, all: 1 });
}

/** Whole numbers as 64 bits, which Spark casts to each column's type. */
function fillLiteral(value: FillValue): LiteralMessage {
  if ((value as unknown) === null) throw new IllegalArgumentException('fill() needs a value to fill with, not null.');
  return literalMessage(typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value);
}
