import type { Column, DataFrame } from '../../src/index.ts';
import { array, array_except, col, count, explode, json_object_keys, lit, size } from '../../src/functions.ts';
import { builtInSchema, messageFields, type TransactionSchema } from './transaction-schema.ts';

/** A field that a schema does not describe, and the number of messages that have it. */
export interface UnknownField {
  readonly name: string;
  readonly records: number;
}

/** The maximum number of unknown fields to name, because a faulty producer may invent names. */
export const maxUnknownFields = 100;

/** Returns the unknown fields of messages, the most frequent ones first. */
export async function findUnknownFields(
  messages: DataFrame,
  schema: TransactionSchema | undefined,
): Promise<readonly UnknownField[]> {
  const rows = await messages
    .select(explode(unknownFields(schema)).alias('name'))
    .groupBy('name')
    .agg(count('*').alias('records'))
    .orderBy(col('records').desc(), 'name')
    .limit(maxUnknownFields)
    .collect();
  return rows.map((row) => ({ name: row['name'] as string, records: Number(row['records']) }));
}

/**
 * One in this many messages is a sample. Looking for unknown fields in all messages would parse each of them twice, which takes the
 * query of the dead letters noticeably more processor time.
 */
const sampleInterval = 10;

/** Returns a sample of the messages of a topic. */
export function sampled(messages: DataFrame): DataFrame {
  return messages.filter(isSampled());
}

/** Returns whether a message is in the sample and has an unknown field. */
export function hasUnknownField(schema: TransactionSchema | undefined): Column {
  return isSampled().and(size(unknownFields(schema)).gt(0));
}

function isSampled(): Column {
  return col('offset').mod(sampleInterval).eq(0);
}

/** Returns the unknown fields of a message, each once; null if it is not a JSON object. */
function unknownFields(schema: TransactionSchema = builtInSchema): Column {
  const known = messageFields(schema).map(({ name }) => lit(name));
  return array_except(json_object_keys(col('value').cast('string')), array(...known));
}
