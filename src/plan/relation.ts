import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  Parse_ParseFormat,
  RelationSchema,
  SQLSchema,
  SetOperation_SetOpType,
  type Relation as RelationMessage,
} from '../../gen/spark/connect/relations_pb.ts';
import { toProto } from '../types/data-type-proto.ts';
import type { StructType } from '../types/struct-type.ts';
import { asSortOrder, type Expression } from './expression.ts';
import type { LiteralMessage } from './literal.ts';

/** A node of a plan, as a protocol message. */
export type Relation = RelationMessage;

/** The operation of a node, without its plan id. */
export type RelationBody = NonNullable<MessageInitShape<typeof RelationSchema>['relType']>;

/** Creates a relation from a body. All other functions in this file return a body. */
export function relationWithId(relType: RelationBody, planId: bigint): Relation {
  return create(RelationSchema, { common: { planId }, relType });
}

export interface ReadOptions {
  readonly format?: string | undefined;
  /** Schema as DDL or JSON. */
  readonly schema?: string | undefined;
  readonly options: Readonly<Record<string, string>>;
  readonly paths?: readonly string[] | undefined;
  /** For JDBC, one condition per partition. */
  readonly predicates?: readonly string[] | undefined;
  readonly isStreaming: boolean;
}

export function readSource({ format, schema, options, paths, predicates, isStreaming }: ReadOptions): RelationBody {
  const value = {
    ...(format !== undefined && { format }),
    ...(schema !== undefined && { schema }),
    options: { ...options },
    paths: [...(paths ?? [])],
    predicates: [...(predicates ?? [])],
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

/** Returns a DataFrame that the server keeps under an id, such as a batch of a streaming query. */
export function cachedRelation(relationId: string): RelationBody {
  return { case: 'cachedRemoteRelation', value: { relationId } };
}

/** Returns a table without rows. The schema is DDL or JSON. */
export function emptyRelation(schema: string): RelationBody {
  return { case: 'localRelation', value: { schema } };
}

/** 3.5 accepts only literals as parameters. */
export function sql(query: string, args: SqlArguments): RelationBody {
  const message = create(SQLSchema, { query, posArgs: args.posArgs });
  // Assigned directly, since create() would copy the object and lose a parameter named __proto__.
  message.args = args.args;
  return { case: 'sql', value: message };
}

export interface SqlArguments {
  readonly args: Record<string, LiteralMessage>;
  readonly posArgs: LiteralMessage[];
}

export function limit(input: Relation, count: number): RelationBody {
  return { case: 'limit', value: { input, limit: count } };
}

export function offset(input: Relation, count: number): RelationBody {
  return { case: 'offset', value: { input, offset: count } };
}

export function tail(input: Relation, count: number): RelationBody {
  return { case: 'tail', value: { input, limit: count } };
}

/** Sorts all rows, or only the rows within each partition. */
export function sort(input: Relation, order: readonly Expression[], isGlobal = true): RelationBody {
  return { case: 'sort', value: { input, order: order.map(asSortOrder), isGlobal } };
}

export function subqueryAlias(input: Relation, alias: string): RelationBody {
  return { case: 'subqueryAlias', value: { input, alias } };
}

export function withColumns(input: Relation, columns: Readonly<Record<string, Expression>>): RelationBody {
  const aliases = Object.entries(columns).map(([name, expr]) => ({ expr, name: [name] }));
  return { case: 'withColumns', value: { input, aliases } };
}

export function withMetadata(input: Relation, name: string, expr: Expression, metadata: string): RelationBody {
  return { case: 'withColumns', value: { input, aliases: [{ expr, name: [name], metadata }] } };
}

/** Uses the map, because 3.5 silently ignores the list that 4.x clients send. */
export function withColumnsRenamed(input: Relation, names: Readonly<Record<string, string>>): RelationBody {
  return { case: 'withColumnsRenamed', value: { input, renameColumnsMap: { ...names } } };
}

export function drop(input: Relation, columns: readonly Expression[], columnNames: readonly string[]): RelationBody {
  return { case: 'drop', value: { input, columns: [...columns], columnNames: [...columnNames] } };
}

export type SetOperation = 'union' | 'intersect' | 'except';

const setOperations: Readonly<Record<SetOperation, SetOperation_SetOpType>> = {
  union: SetOperation_SetOpType.UNION,
  intersect: SetOperation_SetOpType.INTERSECT,
  except: SetOperation_SetOpType.EXCEPT,
};

/** Matches columns by position. */
export function setOperation(left: Relation, right: Relation, type: SetOperation, isAll: boolean): RelationBody {
  return { case: 'setOp', value: { leftInput: left, rightInput: right, setOpType: setOperations[type], isAll } };
}

export function unionByName(left: Relation, right: Relation, allowMissingColumns: boolean): RelationBody {
  const setOpType = SetOperation_SetOpType.UNION;
  const value = { leftInput: left, rightInput: right, setOpType, isAll: true, byName: true, allowMissingColumns };
  return { case: 'setOp', value };
}

/** Uses all columns as the key if no column names are given. */
export function deduplicate(input: Relation, columnNames: readonly string[], withinWatermark: boolean): RelationBody {
  return {
    case: 'deduplicate',
    value: {
      input,
      columnNames: [...columnNames],
      withinWatermark,
      ...(columnNames.length === 0 && { allColumnsAsKeys: true }),
    },
  };
}

export function withWatermark(input: Relation, eventTime: string, delayThreshold: string): RelationBody {
  return { case: 'withWatermark', value: { input, eventTime, delayThreshold } };
}

export function toDf(input: Relation, columnNames: readonly string[]): RelationBody {
  return { case: 'toDf', value: { input, columnNames: [...columnNames] } };
}

export function toSchema(input: Relation, schema: StructType): RelationBody {
  return { case: 'toSchema', value: { input, schema: toProto(schema) } };
}

export function hint(input: Relation, name: string, parameters: readonly Expression[]): RelationBody {
  return { case: 'hint', value: { input, name, parameters: [...parameters] } };
}

/** Changes the number of partitions. Increasing it requires a shuffle. */
export function repartition(input: Relation, numPartitions: number, shuffle: boolean): RelationBody {
  return { case: 'repartition', value: { input, numPartitions, shuffle } };
}

export function repartitionByExpression(
  input: Relation,
  partitionExprs: readonly Expression[],
  numPartitions?: number,
): RelationBody {
  return {
    case: 'repartitionByExpression',
    value: { input, partitionExprs: [...partitionExprs], ...(numPartitions !== undefined && { numPartitions }) },
  };
}

export interface SampleOptions {
  readonly lowerBound?: number;
  readonly upperBound: number;
  readonly withReplacement?: boolean;
  readonly seed: bigint;
  readonly deterministicOrder?: boolean;
}

export function sample(input: Relation, options: SampleOptions): RelationBody {
  return { case: 'sample', value: { input, ...options } };
}

export interface UnpivotOptions {
  readonly ids: readonly Expression[];
  readonly values: readonly Expression[] | undefined;
  readonly variableColumnName: string;
  readonly valueColumnName: string;
}

export function unpivot(input: Relation, { ids, values, ...names }: UnpivotOptions): RelationBody {
  return {
    case: 'unpivot',
    value: { input, ids: [...ids], ...names, ...(values && { values: { values: [...values] } }) },
  };
}

export function collectMetrics(input: Relation, name: string, metrics: readonly Expression[]): RelationBody {
  return { case: 'collectMetrics', value: { input, name, metrics: [...metrics] } };
}

/** Parses each row of a text column as a line of a file. */
export function parse(
  input: Relation,
  format: 'csv' | 'json',
  schema: StructType | undefined,
  options: Readonly<Record<string, string>>,
): RelationBody {
  const parseFormat = format === 'csv' ? Parse_ParseFormat.CSV : Parse_ParseFormat.JSON;
  return {
    case: 'parse',
    value: { input, format: parseFormat, options: { ...options }, ...(schema && { schema: toProto(schema) }) },
  };
}

export function showString(input: Relation, numRows: number, truncate: number, vertical: boolean): RelationBody {
  return { case: 'showString', value: { input, numRows, truncate, vertical } };
}
