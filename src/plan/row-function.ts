import { callInlineFunction, functionMessage, type InlineFunction } from './inline-function.ts';
import type { Expression } from './expression.ts';
import type { Relation, RelationBody } from './relation.ts';

/** Calls a function with the rows of each partition. */
export function mapPartitions(input: Relation, fn: InlineFunction): RelationBody {
  return { case: 'mapPartitions', value: { input, func: functionMessage(fn) } };
}

/** Groups the rows by a column that each side has, and calls a function with each group, or with each pair of groups. */
export function mapGroups(sides: readonly [Relation, Relation?], key: Expression, fn: InlineFunction): RelationBody {
  const [input, other] = sides;
  const func = functionMessage(fn);
  // The server takes the encoders of the rows from a function in front of the columns.
  const grouping = [callInlineFunction(fn, []), key];
  if (!other) return { case: 'groupMap', value: { input, groupingExpressions: grouping, func } };
  const groupings = { inputGroupingExpressions: grouping, otherGroupingExpressions: [callInlineFunction(fn, []), key] };
  return { case: 'coGroupMap', value: { input, other, ...groupings, func } };
}

/** How a function of groups keeps states, in the words of Spark. */
export interface StateSettings {
  readonly outputMode: string;
  readonly timeoutConf: string;
}

/** Groups the rows by a column, and calls a function with the new rows of each group and its state. */
export function mapGroupsWithState(
  input: Relation,
  key: Expression,
  fn: InlineFunction,
  state: StateSettings,
): RelationBody {
  const value = { input, groupingExpressions: [callInlineFunction(fn, []), key], func: functionMessage(fn) };
  // Set, even to false, it tells the server that there is a state.
  return { case: 'groupMap', value: { ...value, ...state, isMapGroupsWithState: false } };
}

/**
 * Sets the states with which the groups start: none. Only from the columns of these does Spark 3.5 learn how states look;
 * without them, it would take the columns of the rows.
 */
export function setInitialStates(
  { relType }: Relation,
  states: Relation,
  grouping: InlineFunction,
  key: Expression,
): void {
  if (relType.case !== 'groupMap') return;
  relType.value.initialInput = states;
  relType.value.initialGroupingExpressions = [callInlineFunction(grouping, []), key];
}

/** Sets the function of a relation that was created before the columns of its input were known. */
export function setRowFunction(
  { relType }: Relation,
  fn: InlineFunction,
  ...groupings: readonly InlineFunction[]
): void {
  if (relType.case !== 'mapPartitions' && relType.case !== 'groupMap' && relType.case !== 'coGroupMap') return;
  relType.value.func = functionMessage(fn);
  if (relType.case === 'mapPartitions') return;
  const keys =
    relType.case === 'groupMap'
      ? [relType.value.groupingExpressions]
      : [relType.value.inputGroupingExpressions, relType.value.otherGroupingExpressions];
  keys.forEach((expressions, side) => (expressions[0] = callInlineFunction(groupings[side]!, [])));
}
