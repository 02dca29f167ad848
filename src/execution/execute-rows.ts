import type { ValueOptions } from '../arrow/value-options.ts';
import { rowDecoder, type RowDecoder } from '../arrow/decode-rows.ts';
import type { ActionOptions } from '../client/action-options.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { relationPlan } from '../plan/plan.ts';
import type { Relation } from '../plan/relation.ts';
import { fromProto } from '../types/data-type-proto.ts';
import type { Row } from '../types/row.ts';
import { StructType } from '../types/struct-type.ts';
import type { ProfileOptions, QueryProfile } from './query-profile.ts';
import { RowIterator } from './row-iterator.ts';
import type { SessionContext } from './session-context.ts';

/** Options for actions that return rows. */
export interface RowOptions extends ActionOptions, ValueOptions, ProfileOptions {}

/** The encoded rows of one response. */
export interface ResultBatch {
  readonly schema: StructType;
  readonly data: Uint8Array;
  readonly rowCount: number;
}

/** Executes a relation and yields its result one batch at a time. There is at least one batch, which may be empty. */
export async function* executeBatches(
  session: SessionContext,
  relation: Relation,
  options: ActionOptions & ProfileOptions,
): AsyncGenerator<ResultBatch, void, undefined> {
  let schema: StructType | undefined;
  const completing = session.deferred.complete(relation, options);
  if (completing) await completing;
  for await (const response of session.execute(relationPlan(relation), options)) {
    if (response.schema) schema = requireStruct(response.schema);
    if (response.responseType.case !== 'arrowBatch') continue;
    if (!schema) throw new SparkConnectError('The server sent rows before their schema.');
    const { data, rowCount } = response.responseType.value;
    yield { schema, data, rowCount: Number(rowCount) };
  }
}

/** Executes a relation and returns all its rows. */
export async function executeRows<R extends object = Row>(
  session: SessionContext,
  relation: Relation,
  options: RowOptions,
): Promise<R[]> {
  const rows: Row[] = [];
  let decoder: RowDecoder | undefined;
  for await (const { schema, data, rowCount } of executeBatches(session, relation, options)) {
    decoder ??= rowDecoder(schema, 'retained', options);
    decoder.decode(data, rowCount, rows);
  }
  // The row type is the caller's assertion and is not checked.
  return rows as unknown as R[];
}

/** Executes a relation and iterates over its rows, holding at most one decoded batch in memory. */
export function iterateRows(session: SessionContext, relation: Relation, options: RowOptions): RowIterator {
  return new RowIterator(async function* () {
    let decoder: RowDecoder | undefined;
    for await (const { schema, data, rowCount } of executeBatches(session, relation, options)) {
      decoder ??= rowDecoder(schema, 'streamed', options);
      const rows: Row[] = [];
      decoder.decode(data, rowCount, rows);
      yield rows;
    }
  });
}

/** Executes a relation without keeping its rows, and returns the profile of the query. */
export async function profileQuery(
  session: SessionContext,
  relation: Relation,
  options: ActionOptions,
): Promise<QueryProfile> {
  let profile: QueryProfile | undefined;
  const batches = executeBatches(session, relation, { ...options, onProfile: (found) => (profile = found) });
  while ((await batches.next()).done !== true);
  if (profile) return profile;
  throw new SparkConnectError('The server sent no metrics for this query. Call explain() to see its plan.');
}

function requireStruct(message: Parameters<typeof fromProto>[0]): StructType {
  const schema = fromProto(message);
  if (!(schema instanceof StructType)) throw new SparkConnectError('The server sent a schema that is not a struct.');
  return schema;
}
