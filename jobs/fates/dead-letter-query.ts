import type { Column, DataFrame, DataStreamWriter } from '../../src/index.ts';
import { array, coalesce, col, concat, count, expr, lit, struct, unix_millis, when } from '../../src/functions.ts';
import { deadLetterHeaders, deadLetterTopic } from '../dead-letters/dead-letter.ts';
import type { SparkKafkaOptions } from '../kafka/spark-kafka.ts';
import { findFaults, type MessageRules } from '../transactions/classify-messages.ts';
import { hasUnknownField } from '../transactions/unknown-fields.ts';

/** The maximum size of a dead letter in bytes, far above the 1 MB that Kafka allows for a message by default. */
export const maxDeadLetterBytes = 16 * 2 ** 20;

/** The name of the count in the progress of the query: the sampled `records` that have a field which the schema does not describe. */
export const unknownFieldCount = 'unknown-fields';

/**
 * Writes each message that is not a transaction to the dead-letter topic: its key and value as they are, and its headers, followed
 * by the reason and the position of the message. A batch that Spark repeats after a failure writes its dead letters again.
 *
 * @param messages the messages of a Kafka source with `includeHeaders`.
 */
export function deadLetterWriter(
  messages: DataFrame,
  {
    rules,
    sparkKafka,
    topic,
  }: { readonly rules: MessageRules; readonly sparkKafka: SparkKafkaOptions; readonly topic: string },
): DataStreamWriter {
  const counted = messages.observe(unknownFieldCount, count(when(hasUnknownField(rules.schema), 1)).alias('records'));
  return findFaults(counted, rules)
    .select('key', 'value', deadLetterHeadersColumn().alias('headers'))
    .writeStream.format('kafka')
    .outputMode('append')
    .options({
      ...sparkKafka,
      'kafka.max.request.size': maxDeadLetterBytes,
      topic: deadLetterTopic(topic),
    });
}

function deadLetterHeadersColumn(): Column {
  const names = deadLetterHeaders;
  const header = (name: string, value: Column): Column =>
    struct(lit(name).alias('key'), value.cast('string').cast('binary').alias('value'));
  const own = array(
    header(names.reason, col('fault.reason')),
    header(names.message, col('fault.sentence')),
    header(names.topic, col('topic')),
    header(names.partition, col('partition')),
    header(names.offset, col('offset')),
    header(names.timestamp, unix_millis('timestamp')),
  );
  const none = expr('CAST(array() AS ARRAY<STRUCT<key: STRING, value: BINARY>>)');
  return concat(coalesce(col('headers'), none), own);
}
