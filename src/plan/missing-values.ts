import type { LiteralMessage } from './literal.ts';
import type { Relation, RelationBody } from './relation.ts';

/** Replaces nulls. One value for every column of the matching type, or one value per column. */
export function fillNa(input: Relation, cols: readonly string[], values: readonly LiteralMessage[]): RelationBody {
  return { case: 'fillNa', value: { input, cols: [...cols], values: [...values] } };
}

/** Drops rows with fewer than `minNonNulls` values. Default: rows that contain any null. */
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
