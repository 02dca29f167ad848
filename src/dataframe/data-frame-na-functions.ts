import { IllegalArgumentException, unknownWord } from '../errors/illegal-argument-exception.ts';
import { doubleMessage, literalMessage, type LiteralMessage } from '../plan/literal.ts';
import { dropNa, fillNa, replaceNa } from '../plan/missing-values.ts';
import type { Relation, RelationBody } from '../plan/relation.ts';
import type { Row } from '../types/row.ts';
import type { DataFrame } from './data-frame.ts';
import type { AllKnown, NameIn } from './row-types.ts';

type FillValue = boolean | number | bigint | string;
type Replaced = boolean | number | string;

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
  drop<const C extends readonly string[] = []>(
    how: 'any' | 'all' | number = 'any',
    columns?: AllKnown<R, C> & C,
  ): DataFrame<R> {
    return this.#derive(dropNa(this.#relation, columns ?? [], minNonNulls(how)));
  }

  /** Fills what is missing: with one value in all columns of its kind (or in the given ones), or with one for each column. */
  fill<const C extends readonly string[] = []>(value: FillValue, columns?: AllKnown<R, C> & C): DataFrame<R>;
  fill<const V extends Readonly<Record<string, FillValue>>>(values: V & OnlyKnown<R, V>): DataFrame<R>;
  fill(value: FillValue | Readonly<Record<string, FillValue>>, columns: readonly string[] = []): DataFrame<R> {
    if (typeof value !== 'object') return this.#derive(fillNa(this.#relation, columns, [fillLiteral(value)]));
    const entries = Object.entries(value);
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

  /** Replaces values by others, or by null, in all columns of their kind or in the given ones. */
  replace<const C extends readonly string[] = []>(
    values: ReadonlyMap<Replaced, Replaced | null>,
    columns?: AllKnown<R, C> & C,
  ): DataFrame<R> {
    const replacements = [...values].map(([oldValue, newValue]) => ({
      oldValue: replacedLiteral(oldValue),
      newValue: replacedLiteral(newValue),
    }));
    return this.#derive(replaceNa(this.#relation, columns ?? [], replacements));
  }
}

function minNonNulls(how: 'any' | 'all' | number): number | undefined {
  if (typeof how === 'number') return how;
  if (how === 'any') return undefined;
  return how === 'all' ? 1 : unknownWord('way to drop rows', how, ['any', 'all']);
}

/** Whole numbers as 64 bits, which Spark casts to each column's type. */
function fillLiteral(value: FillValue): LiteralMessage {
  return literalMessage(typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value);
}

/** Numbers as doubles, the only kind that Spark replaces. */
function replacedLiteral(value: Replaced | null): LiteralMessage {
  return typeof value === 'number' ? doubleMessage(value) : literalMessage(value);
}
