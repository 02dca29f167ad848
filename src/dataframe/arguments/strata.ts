import { callFunction, type Expression } from '../../plan/expression.ts';
import { literal, literalMessage, type LiteralValue } from '../../plan/literal.ts';
import type { Fraction } from '../../plan/statistics.ts';

/** The strata of a sample with the fraction to take of each, and the expression that computes a row's stratum. */
export interface Strata {
  readonly by: Expression;
  readonly strata: readonly Fraction[];
}

type Entries = readonly (readonly [LiteralValue, number])[];

/**
 * Returns strata keyed by the values of the column. The server matches them by comparing Java objects, so only values
 * of simple types can be found; all others are compared in SQL.
 */
export function strataOfMap(column: Expression, entries: Entries): Strata {
  if (!entries.every(([stratum]) => stratum === null || typeof stratum !== 'object')) {
    return strataByComparison(column, entries);
  }
  return {
    by: column,
    strata: entries.map(([stratum, fraction]) => ({ stratum: literalMessage(stratum), fraction })),
  };
}

/** Returns strata keyed by the index of the first value that equals the column in SQL. */
export function strataByComparison(column: Expression, entries: Entries): Strata {
  if (entries.length === 0) return { by: column, strata: [] };
  const branches = entries.flatMap(([stratum], index) => [isStratum(column, stratum), literal(index)]);
  const strata = entries.map(([, fraction], index) => ({ stratum: literalMessage(index), fraction }));
  return { by: callFunction('when', branches), strata };
}

function isStratum(column: Expression, stratum: LiteralValue): Expression {
  return stratum === null ? callFunction('isNull', [column]) : callFunction('=', [column, literal(stratum)]);
}
