import { Join_JoinType } from '../../gen/spark/connect/relations_pb.ts';
import type { Expression } from './expression.ts';
import { knownWord } from './known-word.ts';
import type { Relation, RelationBody } from './relation.ts';

type JoinWord =
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

/** Spellings of {@link JoinWord} without an underscore, which Spark's documentation also uses. */
interface Unabbreviated {
  readonly fullouter: 'full_outer';
  readonly leftouter: 'left_outer';
  readonly rightouter: 'right_outer';
  readonly leftsemi: 'left_semi';
  readonly leftanti: 'left_anti';
}

type Spelling = JoinWord | keyof Unabbreviated;

/** Type of a join. As in Spark, letter case and underscores do not matter. */
export type JoinType = Spelling | Uppercase<Spelling>;

/** The canonical spelling of a join type: lowercase with underscores. */
export type JoinName<How extends string> =
  Lowercase<How> extends infer Word ? (Word extends keyof Unabbreviated ? Unabbreviated[Word] : Word & string) : never;

const joinTypes: Readonly<Record<JoinWord, Join_JoinType>> = {
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
  const joinType = knownWord('join type', how, joinTypes);
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
