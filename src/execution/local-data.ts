import {
  encodeColumns,
  encodeRows,
  packedName,
  splitIpc,
  type ColumnData,
  type EncodedData,
} from '../arrow/encode-rows.ts';
import type { ActionOptions } from '../client/action-options.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { attribute, callFunction } from '../plan/expression.ts';
import { cachedLocalRelation, localRelation, localRelationBytes, type LocalData } from '../plan/local-relation.ts';
import { project, setOperation, type RelationBody } from '../plan/relation.ts';
import { StructType } from '../types/struct-type.ts';
import { parseDdl } from './analyze.ts';
import { ownColumns, sendableSchema } from './sendable-schema.ts';
import type { SessionContext } from './session-context.ts';
import { readSettingOr } from './settings.ts';

/** What `createDataFrame` takes: rows as objects, rows as arrays, columns by name, or an Arrow IPC stream. */
export type LocalDataInput = readonly object[] | ColumnData | Uint8Array;

/** The columns: a schema, one as DDL, or the names only. */
export type LocalSchema = StructType | string | readonly string[];

const thresholdKey = 'spark.sql.session.localRelationCacheThreshold';
const defaultThreshold = 64 * 1024 * 1024;

/** A relation of local data. Its bytes are in the plan, or uploaded first where they are too many for that; once for each session. */
export async function localDataRelation(
  context: SessionContext,
  input: LocalDataInput,
  schema: LocalSchema | undefined,
  options: ActionOptions,
): Promise<RelationBody> {
  const given = typeof schema === 'string' ? await parseDdl(context, schema, options) : schema;
  const sent = given instanceof StructType ? sendableSchema(given) : given;
  const parts = encode(input, sent);
  const threshold = Number(await readSettingOr(context, thresholdKey, String(defaultThreshold), options));
  const bodies: RelationBody[] = [];
  for (const { packed, ...local } of parts) {
    const body = await relationOf(context, local, threshold, options);
    bodies.push(packed ? spread(context, body) : body);
  }
  const body = unionOf(context, bodies);
  if (sent === given) return body;
  return project(context.createRelation(body), ownColumns(given as StructType, sent as StructType));
}

interface LocalPart extends LocalData {
  readonly packed: boolean;
}

function encode(input: LocalDataInput, schema: StructType | readonly string[] | undefined): LocalPart[] {
  if (input instanceof Uint8Array) {
    const given = schema instanceof StructType ? schema.json() : undefined;
    if (schema !== undefined && given === undefined) {
      throw new IllegalArgumentException('Arrow data has names of its own: rename the columns of the DataFrame.');
    }
    return splitIpc(input).map((data) => ({ data, schema: given, packed: false }));
  }
  const encoded = Array.isArray(input) ? encodeList(input, schema) : encodeByName(input as ColumnData, schema);
  return [{ data: encoded.bytes, schema: encoded.schema.json(), packed: encoded.packed }];
}

function encodeList(rows: readonly object[], schema: StructType | readonly string[] | undefined): EncodedData {
  const names = schema instanceof StructType ? schema.fieldNames : schema;
  if (rows.length === 0 || !Array.isArray(rows[0])) {
    if (names === schema && names !== undefined) throw namesAlone();
    return encodeRows(rows, schema as StructType | undefined);
  }
  if (names === undefined) throw new IllegalArgumentException('Rows that are arrays need names for their columns.');
  rows.forEach((row, index) => {
    if (Array.isArray(row) && row.length === names.length) return;
    const found = Array.isArray(row) ? `${row.length} values` : 'no array';
    throw new IllegalArgumentException(`Row ${index} is ${found}, where there are ${names.length} columns.`);
  });
  const columns = names.map((_, column) => (rows as readonly (readonly unknown[])[]).map((row) => row[column]));
  return encodeColumns(names, columns, schema instanceof StructType ? schema : undefined);
}

function encodeByName(columns: ColumnData, schema: StructType | readonly string[] | undefined): EncodedData {
  if (schema !== undefined && !(schema instanceof StructType)) throw namesAlone();
  return encodeColumns(Object.keys(columns), Object.values(columns), schema);
}

function namesAlone(): IllegalArgumentException {
  return new IllegalArgumentException('Names alone fit only rows that are arrays; other data has names of its own.');
}

async function relationOf(
  { client }: SessionContext,
  local: LocalData,
  threshold: number,
  options: ActionOptions,
): Promise<RelationBody> {
  if (local.data.byteLength < threshold) return localRelation(local);
  return cachedLocalRelation(await client.uploadCached(localRelationBytes(local), options));
}

/** The rows out of the arrays they are packed in. */
function spread(context: SessionContext, body: RelationBody): RelationBody {
  return project(context.createRelation(body), [callFunction('inline', [attribute(packedName)])]);
}

/** Halves united, so that many parts make a tree no deeper than the server can walk. */
function unionOf(context: SessionContext, bodies: readonly RelationBody[]): RelationBody {
  if (bodies.length === 1) return bodies[0]!;
  const middle = bodies.length >> 1;
  const half = (part: readonly RelationBody[]) => context.createRelation(unionOf(context, part));
  return setOperation(half(bodies.slice(0, middle)), half(bodies.slice(middle)), 'union', true);
}
