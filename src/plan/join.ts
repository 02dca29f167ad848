import { Join_JoinType } from '../../gen/spark/connect/relations_pb.ts';
import { unknownWord } from '../errors/illegal-argument-exception.ts';
import type { Expression } from './expression.ts';
import type { Relation, RelationBody } from './relation.ts';

/** How two DataFrames are joined. */
export type JoinType =
  | 'inner'
  | 'cross'
  | 'full'
  | 'full_outer'
  | 'outer'
  | 'left'
  | 'left_outer'
  | 'right'
  | 'right_outer'
  | 'left_semi'
  | 'semi'
  | 'left_anti'
  | 'anti';

const joinTypes: Readonly<Record<JoinType, Join_JoinType>> = {
  inner: Join_JoinType.INNER,
  cross: Join_JoinType.CROSS,
  full: Join_JoinType.FULL_OUTER,
  full_outer: Join_JoinType.FULL_OUTER,
  outer: Join_JoinType.FULL_OUTER,
  left: Join_JoinType.LEFT_OUTER,
  left_outer: Join_JoinType.LEFT_OUTER,
  right: Join_JoinType.RIGHT_OUTER,
  right_outer: Join_JoinType.RIGHT_OUTER,
  left_semi: Join_JoinType.LEFT_SEMI,
  semi: Join_JoinType.LEFT_SEMI,
  left_anti: Join_JoinType.LEFT_ANTI,
  anti: Join_JoinType.LEFT_ANTI,
};

export function join(
  left: Relation,
  right: Relation,
  on: Expression | readonly string[] | undefined,
  how: JoinType,
): RelationBody {
  const joinType = Object.hasOwn(joinTypes, how)
    ? joinTypes[how]
    : unknownWord('join type', how, Object.keys(joinTypes));
  return {
    case: 'join',
    value: {
      left,
      right,
      joinType,
      ...(isNames(on) ? { usingColumns: [...on] } : on !== undefined && { joinCondition: on }),
    },
  };
}

function isNames(on: Expression | readonly string[] | undefined): on is readonly string[] {
  return Array.isArray(on);
}
