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
import { declaredColumns, sendableSchema } from './sendable-schema.ts';
import type { SessionContext } from './session-context.ts';
import { readSettingOr } from './settings.ts';

/** The data for `createDataFrame`: rows as objects, rows as arrays, columns by name, or an Arrow IPC stream. */
export type LocalDataInput = readonly object[] | ColumnData | Uint8Array;

/** The columns of local data: a schema, a DDL string, or only the column names. */
export type LocalSchema = StructType | string | readonly string[];

const thresholdKey = 'spark.sql.session.localRelationCacheThreshold';
const defaultThreshold = 64 * 1024 * 1024;

/**
 * Creates a relation of local data. Small data is part of the plan; larger data is uploaded first, once per session.
 */
export async function localDataRelation(
  context: SessionContext,
  input: LocalDataInput,
  schema: LocalSchema | undefined,
  options: ActionOptions,
): Promise<RelationBody> {
  const declared = typeof schema === 'string' ? await parseDdl(context, schema, options) : schema;
  const sent = declared instanceof StructType ? sendableSchema(declared) : declared;
  const parts = encode(input, sent);
  const threshold = Number(await readSettingOr(context, thresholdKey, String(defaultThreshold), options));
  const bodies: RelationBody[] = [];
  for (const { packed, ...local } of parts) {
    const body = await relationOf(context, local, threshold, options);
    bodies.push(packed ? unpack(context, body) : body);
  }
  const body = unionOf(context, bodies);
  if (sent === declared) return body;
  return project(context.createRelation(body), declaredColumns(declared as StructType, sent as StructType));
}

interface LocalPart extends LocalData {
  readonly packed: boolean;
}

function encode(input: LocalDataInput, schema: StructType | readonly string[] | undefined): LocalPart[] {
  if (input instanceof Uint8Array) {
    const schemaJson = schema instanceof StructType ? schema.json() : undefined;
    if (schema !== undefined && schemaJson === undefined) {
      throw new IllegalArgumentException(
        'Arrow data already has column names: rename the columns of the DataFrame instead.',
      );
    }
    return splitIpc(input).map((data) => ({ data, schema: schemaJson, packed: false }));
  }
  const encoded = Array.isArray(input) ? encodeList(input, schema) : encodeByName(input as ColumnData, schema);
  return [{ data: encoded.bytes, schema: encoded.schema.json(), packed: encoded.packed }];
}

function encodeList(rows: readonly object[], schema: StructType | readonly string[] | undefined): EncodedData {
  const names = schema instanceof StructType ? schema.fieldNames : schema;
  if (rows.length === 0 || !Array.isArray(rows[0])) {
    if (names === schema && names !== undefined) throw unexpectedNames();
    return encodeRows(rows, schema as StructType | undefined);
  }
  if (names === undefined)
    throw new IllegalArgumentException('Rows given as arrays need column names: pass the names or a schema.');
  rows.forEach((row, index) => {
    if (Array.isArray(row) && row.length === names.length) return;
    const problem = Array.isArray(row) ? `has ${row.length} values` : 'is not an array';
    throw new IllegalArgumentException(`Row ${index} ${problem}; expected an array of ${names.length} values.`);
  });
  const columns = names.map((_, column) => (rows as readonly (readonly unknown[])[]).map((row) => row[column]));
  return encodeColumns(names, columns, schema instanceof StructType ? schema : undefined);
}

function encodeByName(columns: ColumnData, schema: StructType | readonly string[] | undefined): EncodedData {
  if (schema !== undefined && !(schema instanceof StructType)) throw unexpectedNames();
  return encodeColumns(Object.keys(columns), Object.values(columns), schema);
}

function unexpectedNames(): IllegalArgumentException {
  return new IllegalArgumentException(
    'A list of column names is only for rows given as arrays; other data already has column names. Pass a schema or nothing.',
  );
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

/** Expands each array of packed rows into rows. */
function unpack(context: SessionContext, body: RelationBody): RelationBody {
  return project(context.createRelation(body), [callFunction('inline', [attribute(packedName)])]);
}

/** Builds a balanced tree of unions, so that many parts do not make the plan too deep for the server. */
function unionOf(context: SessionContext, bodies: readonly RelationBody[]): RelationBody {
  if (bodies.length === 1) return bodies[0]!;
  const middle = bodies.length >> 1;
  const half = (part: readonly RelationBody[]) => context.createRelation(unionOf(context, part));
  return setOperation(half(bodies.slice(0, middle)), half(bodies.slice(middle)), 'union', true);
}
