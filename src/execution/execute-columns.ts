import { BatchReader, joinBatches, locateBatch, type BatchBytes } from '../arrow/arrow-batch.ts';
import { RecordBatch } from '../arrow/record-batch.ts';
import type { ActionOptions } from '../client/action-options.ts';
import type { Relation } from '../plan/relation.ts';
import { executeBatches } from './execute-rows.ts';
import type { SessionContext } from './session-context.ts';

/** Executes a relation and yields its result as columns, one batch at a time. */
export async function* iterateColumns(
  session: SessionContext,
  relation: Relation,
  options: ActionOptions,
): AsyncGenerator<RecordBatch, void, undefined> {
  let reader: BatchReader | undefined;
  for await (const { schema, data, rowCount } of executeBatches(session, relation, options)) {
    reader ??= new BatchReader(schema);
    yield new RecordBatch(schema, reader, locateBatch(data), rowCount);
  }
}

/** Executes a relation and returns its result as one Arrow IPC stream. */
export async function executeArrow(
  session: SessionContext,
  relation: Relation,
  options: ActionOptions,
): Promise<Uint8Array> {
  const batches: BatchBytes[] = [];
  let reader: BatchReader | undefined;
  for await (const { schema, data, rowCount } of executeBatches(session, relation, options)) {
    reader ??= new BatchReader(schema);
    const batch = locateBatch(data);
    reader.read(batch, rowCount);
    batches.push(batch);
  }
  return joinBatches(batches);
}
