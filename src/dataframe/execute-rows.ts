import { decodeRows, requireDistinctNames } from '../arrow/decode-rows.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { relationPlan } from '../plan/command.ts';
import type { Relation } from '../plan/relation.ts';
import { fromProto } from '../types/data-type-proto.ts';
import type { Row } from '../types/row.ts';
import { StructType } from '../types/struct-type.ts';
import type { ActionOptions } from '../client/action-options.ts';
import type { SessionContext } from './session-context.ts';

/** The result of a relation, a batch of rows at a time as they arrive. The schema comes first, then batches that may be empty. */
export async function* executeRows(
  session: SessionContext,
  relation: Relation,
  options: ActionOptions,
): AsyncGenerator<Row[], void, undefined> {
  let schema: StructType | undefined;
  for await (const response of session.client.execute(relationPlan(relation), options)) {
    session.receiveMetrics(response.observedMetrics);
    if (response.schema) schema = requireStruct(response.schema);
    if (response.responseType.case !== 'arrowBatch') continue;
    if (!schema) throw new SparkConnectError('The server sent rows before their schema.');
    const { data, rowCount } = response.responseType.value;
    yield decodeRows(data, rowCount, schema);
  }
}

function requireStruct(message: Parameters<typeof fromProto>[0]): StructType {
  const schema = fromProto(message);
  if (!(schema instanceof StructType)) throw new SparkConnectError('The server sent a schema that is not a struct.');
  requireDistinctNames(schema);
  return schema;
}
