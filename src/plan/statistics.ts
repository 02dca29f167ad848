import type { Expression } from './expression.ts';
import type { LiteralMessage } from './literal.ts';
import type { Relation, RelationBody } from './relation.ts';

export function summary(input: Relation, statistics: readonly string[]): RelationBody {
  return { case: 'summary', value: { input, statistics: [...statistics] } };
}

export function describe(input: Relation, cols: readonly string[]): RelationBody {
  return { case: 'describe', value: { input, cols: [...cols] } };
}

export function crosstab(input: Relation, col1: string, col2: string): RelationBody {
  return { case: 'crosstab', value: { input, col1, col2 } };
}

export function cov(input: Relation, col1: string, col2: string): RelationBody {
  return { case: 'cov', value: { input, col1, col2 } };
}

export function corr(input: Relation, col1: string, col2: string, method: string): RelationBody {
  return { case: 'corr', value: { input, col1, col2, method } };
}

export function approxQuantile(
  input: Relation,
  cols: readonly string[],
  probabilities: readonly number[],
  relativeError: number,
): RelationBody {
  return {
    case: 'approxQuantile',
    value: { input, cols: [...cols], probabilities: [...probabilities], relativeError },
  };
}

export function freqItems(input: Relation, cols: readonly string[], support: number): RelationBody {
  return { case: 'freqItems', value: { input, cols: [...cols], support } };
}

export interface Fraction {
  readonly stratum: LiteralMessage;
  readonly fraction: number;
}

export function sampleBy(input: Relation, col: Expression, fractions: readonly Fraction[], seed: bigint): RelationBody {
  return { case: 'sampleBy', value: { input, col, fractions: [...fractions], seed } };
}
