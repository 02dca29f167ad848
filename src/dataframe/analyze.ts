import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { explainMode, type ExplainMode } from '../plan/analysis.ts';
import { relationPlan } from '../plan/command.ts';
import type { Relation } from '../plan/relation.ts';
import { fromProto } from '../types/data-type-proto.ts';
import { StructType } from '../types/struct-type.ts';
import type { ActionOptions } from '../client/action-options.ts';
import type { SessionContext } from './session-context.ts';
import { StorageLevel } from './storage-level.ts';

export type { ExplainMode };

type Analysis = Parameters<SessionContext['client']['analyze']>[0];
type AnalysisResult = Awaited<ReturnType<SessionContext['client']['analyze']>>;
type Case = NonNullable<AnalysisResult['case']>;
type ResultOf<C extends Case> = Extract<AnalysisResult, { case: C }>['value'];

export async function analyzeSchema(
  session: SessionContext,
  relation: Relation,
  options: ActionOptions,
): Promise<StructType> {
  const { schema } = await ask(session, { case: 'schema', value: { plan: relationPlan(relation) } }, 'schema', options);
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
  return (await ask(session, { case: 'explain', value }, 'explain', options)).explainString;
}

/** A question about one plan that has a case of its own, and an answer under the same name. */
export async function analyze<C extends 'isStreaming' | 'isLocal' | 'inputFiles' | 'semanticHash'>(
  session: SessionContext,
  relation: Relation,
  question: C,
  options: ActionOptions,
): Promise<ResultOf<C>> {
  return ask(session, { case: question, value: { plan: relationPlan(relation) } }, question, options);
}

export async function sameSemantics(
  session: SessionContext,
  target: Relation,
  other: Relation,
  options: ActionOptions,
): Promise<boolean> {
  const value = { targetPlan: relationPlan(target), otherPlan: relationPlan(other) };
  return (await ask(session, { case: 'sameSemantics', value }, 'sameSemantics', options)).result;
}

export async function persist(
  session: SessionContext,
  relation: Relation,
  level: StorageLevel,
  options: ActionOptions,
): Promise<void> {
  const { useDisk, useMemory, useOffHeap, deserialized, replication } = level;
  const storageLevel = { useDisk, useMemory, useOffHeap, deserialized, replication };
  await ask(session, { case: 'persist', value: { relation, storageLevel } }, 'persist', options);
}

export async function unpersist(
  session: SessionContext,
  relation: Relation,
  blocking: boolean,
  options: ActionOptions,
): Promise<void> {
  await ask(session, { case: 'unpersist', value: { relation, blocking } }, 'unpersist', options);
}

export async function storageLevel(
  session: SessionContext,
  relation: Relation,
  options: ActionOptions,
): Promise<StorageLevel> {
  const question = { case: 'getStorageLevel', value: { relation } } as const;
  const { storageLevel: level } = await ask(session, question, 'getStorageLevel', options);
  if (!level) unexpected('getStorageLevel');
  return new StorageLevel(level.useDisk, level.useMemory, level.useOffHeap, level.deserialized, level.replication);
}

export async function sparkVersion(session: SessionContext, options: ActionOptions): Promise<string> {
  return (await ask(session, { case: 'sparkVersion', value: {} }, 'sparkVersion', options)).version;
}

/** Parses a schema in DDL, as the server reads it. */
export async function parseDdl(
  session: SessionContext,
  ddlString: string,
  options: ActionOptions = {},
): Promise<StructType> {
  const { parsed } = await ask(session, { case: 'ddlParse', value: { ddlString } }, 'ddlParse', options);
  const type = parsed && fromProto(parsed);
  if (type instanceof StructType) return type;
  throw new IllegalArgumentException(`${JSON.stringify(ddlString)} is the schema of one value, not of rows.`);
}

async function ask<C extends Case>(
  { client }: SessionContext,
  question: Analysis,
  wanted: C,
  options: ActionOptions,
): Promise<ResultOf<C>> {
  const result = await client.analyze(question, options);
  return result.case === wanted ? (result.value as ResultOf<C>) : unexpected(wanted);
}

function unexpected(what: string): never {
  throw new SparkConnectError(`The server did not answer the question for ${what}.`);
}
