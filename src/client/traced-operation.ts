import type { ExecutePlanRequest, ExecutePlanResponse, Plan } from '../../gen/spark/connect/base_pb.ts';
import {
  operationChannel,
  publishEnd,
  publishStart,
  type Mutable,
  type OperationTrace,
  type TraceOrigin,
} from './trace-channels.ts';

type Responses = AsyncGenerator<ExecutePlanResponse, void, undefined>;

/** Passes the responses of an operation on and publishes its start and end on its diagnostics channel. */
export async function* tracedOperation(
  origin: TraceOrigin,
  { operationId, tags, plan }: ExecutePlanRequest,
  responses: Responses,
): Responses {
  const trace: Mutable<OperationTrace> = {
    ...origin,
    operationId: operationId!,
    name: nameOf(plan),
    sql: sqlOf(plan),
    tags,
    rows: 0,
    bytes: 0,
    outcome: 'running',
  };
  publishStart(operationChannel, trace);
  try {
    for await (const response of responses) {
      count(trace, response);
      yield response;
    }
    trace.outcome = 'finished';
  } catch (error) {
    trace.outcome = 'failed';
    trace.error = error;
    throw error;
  } finally {
    if (trace.outcome === 'running') trace.outcome = 'left';
    publishEnd(operationChannel, trace);
  }
}

function count(trace: Mutable<OperationTrace>, { responseType }: ExecutePlanResponse): void {
  if (responseType.case !== 'arrowBatch') return;
  trace.rows += Number(responseType.value.rowCount);
  trace.bytes += responseType.value.data.length;
}

function nameOf(plan: Plan | undefined): string {
  const part = plan?.opType;
  return part?.case === 'command' ? (part.value.commandType.case ?? 'command') : 'query';
}

function sqlOf(plan: Plan | undefined): string | undefined {
  const part = plan?.opType;
  if (part?.case === 'root') return part.value.relType.case === 'sql' ? part.value.relType.value.query : undefined;
  const command = part?.case === 'command' ? part.value.commandType : undefined;
  if (command?.case !== 'sqlCommand') return undefined;
  const { sql, input } = command.value;
  if (sql !== '') return sql;
  return input?.relType.case === 'sql' ? input.relType.value.query : undefined;
}
