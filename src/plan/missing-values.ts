import type { LiteralMessage } from './literal.ts';
import type { Relation, RelationBody } from './relation.ts';

/** One value for all columns of its kind, or one for each column. */
export function fillNa(input: Relation, cols: readonly string[], values: readonly LiteralMessage[]): RelationBody {
  return { case: 'fillNa', value: { input, cols: [...cols], values: [...values] } };
}

/** Without a number, a row needs a value in each column. */
export function dropNa(input: Relation, cols: readonly string[], minNonNulls?: number): RelationBody {
  return { case: 'dropNa', value: { input, cols: [...cols], ...(minNonNulls !== undefined && { minNonNulls }) } };
}

export interface Replacement {
  readonly oldValue: LiteralMessage;
  readonly newValue: LiteralMessage;
}

export function replaceNa(
  input: Relation,
  cols: readonly string[],
  replacements: readonly Replacement[],
): RelationBody {
  return { case: 'replace', value: { input, cols: [...cols], replacements: [...replacements] } };
}
