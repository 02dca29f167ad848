import type { ActionOptions } from '../client/action-options.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { analysis, explainMode, type ExplainMode, type Question, type QuestionValue } from '../plan/analysis.ts';
import { relationPlan } from '../plan/plan.ts';
import type { Relation } from '../plan/relation.ts';
import { fromProto } from '../types/data-type-proto.ts';
import { StructType } from '../types/struct-type.ts';
import type { SessionContext } from './session-context.ts';

type AnalysisResult = Awaited<ReturnType<SessionContext['client']['analyze']>>;
type ResultOf<Q> = Extract<AnalysisResult, { case: Q; value: unknown }>['value'];

export async function analyzeSchema(
  session: SessionContext,
  relation: Relation,
  options: ActionOptions,
): Promise<StructType> {
  const { schema } = await ask(session, 'schema', { plan: relationPlan(relation) }, options);
  const type = schema && fromProto(schema);
  return type instanceof StructType ? type : unexpected('schema');
}

export async function explainString(
  session: SessionContext,
  relation: Relation,
  mode: ExplainMode,
  options: ActionOptions,
): Promise<string> {
  const value = { plan: relationPlan(relation), explainMode: explainMode(mode) };
  return (await ask(session, 'explain', value, options)).explainString;
}

/** Sends an analysis request that takes only a plan and whose result has the name of the request. */
export async function analyze<Q extends 'isStreaming' | 'isLocal' | 'inputFiles' | 'semanticHash'>(
  session: SessionContext,
  relation: Relation,
  question: Q,
  options: ActionOptions,
): Promise<ResultOf<Q>> {
  return ask<Question>(session, question, { plan: relationPlan(relation) }, options) as Promise<ResultOf<Q>>;
}

export async function sameSemantics(
  session: SessionContext,
  target: Relation,
  other: Relation,
  options: ActionOptions,
): Promise<boolean> {
  const value = { targetPlan: relationPlan(target), otherPlan: relationPlan(other) };
  return (await ask(session, 'sameSemantics', value, options)).result;
}

/** The flags of a storage level, named as in Spark. */
export interface StorageFlags {
  readonly useDisk: boolean;
  readonly useMemory: boolean;
  readonly useOffHeap: boolean;
  readonly deserialized: boolean;
  readonly replication: number;
}

export async function persist(
  session: SessionContext,
  relation: Relation,
  { useDisk, useMemory, useOffHeap, deserialized, replication }: StorageFlags,
  options: ActionOptions,
): Promise<void> {
  const storageLevel = { useDisk, useMemory, useOffHeap, deserialized, replication };
  await ask(session, 'persist', { relation, storageLevel }, options);
}

export async function unpersist(
  session: SessionContext,
  relation: Relation,
  blocking: boolean,
  options: ActionOptions,
): Promise<void> {
  await ask(session, 'unpersist', { relation, blocking }, options);
}

export async function storageFlags(
  session: SessionContext,
  relation: Relation,
  options: ActionOptions,
): Promise<StorageFlags> {
  const { storageLevel } = await ask(session, 'getStorageLevel', { relation }, options);
  return storageLevel ?? unexpected('getStorageLevel');
}

/** Returns the server's Spark version. Requested only once, because a session never moves to another server. */
export async function sparkVersion(session: SessionContext, options: ActionOptions): Promise<string> {
  if (session.client.isEnded || session.sparkVersion === undefined) {
    session.sparkVersion = (await ask(session, 'sparkVersion', {}, options)).version;
  }
  return session.sparkVersion;
}

/** Parses a DDL schema on the server. */
export async function parseDdl(
  session: SessionContext,
  ddlString: string,
  options: ActionOptions = {},
): Promise<StructType> {
  const { parsed } = await ask(session, 'ddlParse', { ddlString }, options);
  const type = parsed && fromProto(parsed);
  if (type instanceof StructType) return type;
  throw new IllegalArgumentException(
    `${JSON.stringify(ddlString)} is a type, not a schema: give each column a name and a type, as in "id BIGINT".`,
  );
}

async function ask<Q extends Question>(
  { client, deferred }: SessionContext,
  question: Q,
  value: QuestionValue<Q>,
  options: ActionOptions,
): Promise<ResultOf<Q>> {
  const request = analysis(question, value);
  const completing = deferred.complete(request, options);
  if (completing) await completing;
  const result = await client.analyze(request, options);
  return result.case === question ? (result.value as ResultOf<Q>) : unexpected(question);
}

function unexpected(question: string): never {
  throw new SparkConnectError(`The server returned no ${question} result.`);
}
