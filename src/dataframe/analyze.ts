import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { explainMode, type ExplainMode } from '../plan/analysis.ts';
import { relationPlan } from '../plan/command.ts';
import type { Relation } from '../plan/relation.ts';
import { fromProto } from '../types/data-type-proto.ts';
import { StructType } from '../types/struct-type.ts';
import type { ActionOptions } from '../client/action-options.ts';
import type { SessionContext } from './session-context.ts';

export type { ExplainMode };

export async function analyzeSchema(
  { client }: SessionContext,
  relation: Relation,
  options: ActionOptions,
): Promise<StructType> {
  const result = await client.analyze({ case: 'schema', value: { plan: relationPlan(relation) } }, options);
  const schema = result.case === 'schema' && result.value.schema && fromProto(result.value.schema);
  return schema instanceof StructType ? schema : unexpected('schema');
}

export async function isStreaming(
  { client }: SessionContext,
  relation: Relation,
  options: ActionOptions,
): Promise<boolean> {
  const result = await client.analyze({ case: 'isStreaming', value: { plan: relationPlan(relation) } }, options);
  return result.case === 'isStreaming' ? result.value.isStreaming : unexpected('isStreaming');
}

export async function explainString(
  { client }: SessionContext,
  relation: Relation,
  mode: ExplainMode,
  options: ActionOptions,
): Promise<string> {
  const value = { plan: relationPlan(relation), explainMode: explainMode(mode) };
  const result = await client.analyze({ case: 'explain', value }, options);
  return result.case === 'explain' ? result.value.explainString : unexpected('explain');
}

function unexpected(what: string): never {
  throw new SparkConnectError(`The server did not answer the question for ${what}.`);
}
