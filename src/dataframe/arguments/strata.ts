import { callFunction, type Expression } from '../../plan/expression.ts';
import { literal, literalMessage, type LiteralValue } from '../../plan/literal.ts';
import type { Fraction } from '../../plan/statistics.ts';

/** Values of which a sample takes a fraction each, and the expression that has these values. */
export interface Strata {
  readonly by: Expression;
  readonly strata: readonly Fraction[];
}

type Entries = readonly (readonly [LiteralValue, number])[];

/** By the values of the column, as far as a server finds them: it compares Java's objects, and those of other types never equal a literal. */
export function strataOfMap(column: Expression, entries: Entries): Strata {
  if (!entries.every(([stratum]) => stratum === null || typeof stratum !== 'object')) {
    return strataByComparison(column, entries);
  }
  return {
    by: column,
    strata: entries.map(([stratum, fraction]) => ({ stratum: literalMessage(stratum), fraction })),
  };
}

/** By the number of the first of these values that the column equals as SQL compares. */
export function strataByComparison(column: Expression, entries: Entries): Strata {
  if (entries.length === 0) return { by: column, strata: [] };
  const branches = entries.flatMap(([stratum], index) => [isStratum(column, stratum), literal(index)]);
  const strata = entries.map(([, fraction], index) => ({ stratum: literalMessage(index), fraction }));
  return { by: callFunction('when', branches), strata };
}

function isStratum(column: Expression, stratum: LiteralValue): Expression {
  return stratum === null ? callFunction('isNull', [column]) : callFunction('=', [column, literal(stratum)]);
}
