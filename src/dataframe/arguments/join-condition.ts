import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import { callFunction, type Expression } from '../../plan/expression.ts';
import { listed } from '../../plan/listed.ts';
import { Column } from '../column.ts';

/** Returns the names of shared columns, or the conjunction of the given conditions. */
export function joinCondition(on: string | Column | readonly (string | Column)[]): Expression | readonly string[] {
  const all = listed([on] as readonly (string | Column)[]);
  const names = all.filter((each) => typeof each === 'string');
  if (names.length === all.length) return names;
  if (names.length === 0) {
    return (all as readonly Column[])
      .map(Column.toExpression)
      .reduce((one, other) => callFunction('and', [one, other]));
  }
  throw new IllegalArgumentException(
    `join() takes either names of shared columns or conditions, not both: write left.col('${names[0]}').eq(right.col('${names[0]}')).`,
  );
}
