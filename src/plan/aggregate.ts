import { Aggregate_GroupType } from '../../gen/spark/connect/relations_pb.ts';
import type { Expression } from './expression.ts';
import type { LiteralMessage } from './literal.ts';
import type { Relation, RelationBody } from './relation.ts';

export type GroupType = 'groupby' | 'rollup' | 'cube';

const groupTypes: Readonly<Record<GroupType, Aggregate_GroupType>> = {
  groupby: Aggregate_GroupType.GROUPBY,
  rollup: Aggregate_GroupType.ROLLUP,
  cube: Aggregate_GroupType.CUBE,
};

/** A column whose values become columns. Without `values`, Spark has to determine them first. */
export interface Pivot {
  readonly column: Expression;
  readonly values: readonly LiteralMessage[];
}

/** Sets the aggregates of an aggregation that was created without them. */
export function setAggregates({ relType }: Relation, aggregates: readonly Expression[]): void {
  if (relType.case === 'aggregate') relType.value.aggregateExpressions = [...aggregates];
}

export function aggregate(
  input: Relation,
  groupType: GroupType,
  grouping: readonly Expression[],
  aggregates: readonly Expression[],
  pivot?: Pivot,
): RelationBody {
  return {
    case: 'aggregate',
    value: {
      input,
      groupType: pivot ? Aggregate_GroupType.PIVOT : groupTypes[groupType],
      groupingExpressions: [...grouping],
      aggregateExpressions: [...aggregates],
      ...(pivot && { pivot: { col: pivot.column, values: [...pivot.values] } }),
    },
  };
}
