import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  Aggregate_GroupType,
  Join_JoinType,
  RelationSchema,
  SetOperation_SetOpType,
  type Relation as RelationMessage,
} from '../../gen/spark/connect/relations_pb.ts';
import { unknownWord } from '../errors/illegal-argument-exception.ts';
import { asSortOrder, type Expression } from './expression.ts';

/** A node of a plan, as the protocol's message. */
export type Relation = RelationMessage;

/** What a node does, not yet stamped with its plan id. */
export type RelationBody = NonNullable<MessageInitShape<typeof RelationSchema>['relType']>;

/** The one constructor of relations: every other function here only describes a body for it. */
export function createRelation(relType: RelationBody, planId: bigint): Relation {
  return create(RelationSchema, { common: { planId }, relType });
}

export interface ReadOptions {
  readonly format?: string | undefined;
  /** As DDL or JSON. */
  readonly schema?: string | undefined;
  readonly options: Readonly<Record<string, string>>;
  readonly paths?: readonly string[] | undefined;
  readonly isStreaming: boolean;
}

export function readSource({ format, schema, options, paths, isStreaming }: ReadOptions): RelationBody {
  const value = {
    ...(format !== undefined && { format }),
    ...(schema !== undefined && { schema }),
    options: { ...options },
    paths: [...(paths ?? [])],
  };
  return { case: 'read', value: { isStreaming, readType: { case: 'dataSource', value } } };
}

export function readTable(name: string, options: Readonly<Record<string, string>>, isStreaming: boolean): RelationBody {
  const value = { unparsedIdentifier: name, options: { ...options } };
  return { case: 'read', value: { isStreaming, readType: { case: 'namedTable', value } } };
}

export function range(start: bigint, end: bigint, step: bigint, numPartitions?: number): RelationBody {
  return { case: 'range', value: { start, end, step, ...(numPartitions !== undefined && { numPartitions }) } };
}

export function project(input: Relation, expressions: readonly Expression[]): RelationBody {
  return { case: 'project', value: { input, expressions: [...expressions] } };
}

export function filter(input: Relation, condition: Expression): RelationBody {
  return { case: 'filter', value: { input, condition } };
}

export function limit(input: Relation, count: number): RelationBody {
  return { case: 'limit', value: { input, limit: count } };
}

export function tail(input: Relation, count: number): RelationBody {
  return { case: 'tail', value: { input, limit: count } };
}

export function sort(input: Relation, order: readonly Expression[]): RelationBody {
  return { case: 'sort', value: { input, order: order.map(asSortOrder), isGlobal: true } };
}

export function subqueryAlias(input: Relation, alias: string): RelationBody {
  return { case: 'subqueryAlias', value: { input, alias } };
}

export function withColumns(input: Relation, columns: Readonly<Record<string, Expression>>): RelationBody {
  const aliases = Object.entries(columns).map(([name, expr]) => ({ expr, name: [name] }));
  return { case: 'withColumns', value: { input, aliases } };
}

/** 3.5 knows only the map; the list that 4.x sends would be a silent no-op there. */
export function withColumnsRenamed(input: Relation, names: Readonly<Record<string, string>>): RelationBody {
  return { case: 'withColumnsRenamed', value: { input, renameColumnsMap: { ...names } } };
}

export function drop(input: Relation, columns: readonly Expression[], columnNames: readonly string[]): RelationBody {
  return { case: 'drop', value: { input, columns: [...columns], columnNames: [...columnNames] } };
}

export type GroupType = 'groupby' | 'rollup' | 'cube';

const groupTypes: Readonly<Record<GroupType, Aggregate_GroupType>> = {
  groupby: Aggregate_GroupType.GROUPBY,
  rollup: Aggregate_GroupType.ROLLUP,
  cube: Aggregate_GroupType.CUBE,
};

export function aggregate(
  input: Relation,
  groupType: GroupType,
  grouping: readonly Expression[],
  aggregates: readonly Expression[],
): RelationBody {
  return {
    case: 'aggregate',
    value: {
      input,
      groupType: groupTypes[groupType],
      groupingExpressions: [...grouping],
      aggregateExpressions: [...aggregates],
    },
  };
}

/** How two DataFrames are joined. */
export type JoinType = 'inner' | 'cross' | 'full' | 'left' | 'right' | 'left_semi' | 'left_anti';

const joinTypes: Readonly<Record<JoinType, Join_JoinType>> = {
  inner: Join_JoinType.INNER,
  cross: Join_JoinType.CROSS,
  full: Join_JoinType.FULL_OUTER,
  left: Join_JoinType.LEFT_OUTER,
  right: Join_JoinType.RIGHT_OUTER,
  left_semi: Join_JoinType.LEFT_SEMI,
  left_anti: Join_JoinType.LEFT_ANTI,
};

export function join(
  left: Relation,
  right: Relation,
  on: Expression | readonly string[] | undefined,
  how: JoinType,
): RelationBody {
  const joinType = joinTypes[how] ?? unknownWord('join type', how, Object.keys(joinTypes));
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

export function union(left: Relation, right: Relation): RelationBody {
  return {
    case: 'setOp',
    value: { leftInput: left, rightInput: right, setOpType: SetOperation_SetOpType.UNION, isAll: true },
  };
}

/** Without column names all columns are the key. */
export function deduplicate(input: Relation, columnNames: readonly string[], withinWatermark: boolean): RelationBody {
  return {
    case: 'deduplicate',
    value: { input, columnNames: [...columnNames], allColumnsAsKeys: columnNames.length === 0, withinWatermark },
  };
}

export function withWatermark(input: Relation, eventTime: string, delayThreshold: string): RelationBody {
  return { case: 'withWatermark', value: { input, eventTime, delayThreshold } };
}

export function showString(input: Relation, numRows: number, truncate: number, vertical: boolean): RelationBody {
  return { case: 'showString', value: { input, numRows, truncate, vertical } };
}

function isNames(on: Expression | readonly string[] | undefined): on is readonly string[] {
  return Array.isArray(on);
}
