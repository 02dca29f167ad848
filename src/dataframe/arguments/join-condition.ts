import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';
import { callFunction, type Expression } from '../../plan/expression.ts';
import { listed } from '../../plan/listed.ts';
import { Column } from '../column.ts';

/** The names of columns that both sides have, or one condition of all that are given. */
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
    `join() takes names of columns that both sides have, or conditions, not both: write left.col('${names[0]}').eq(right.col('${names[0]}')).`,
  );
}
