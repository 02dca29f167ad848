import type { DataFrame, SparkSession } from '../../src/index.ts';
import { Window } from '../../src/index.ts';
import {
  array_sort,
  arrays_zip,
  coalesce,
  col,
  collect_list,
  concat_ws,
  explode,
  expr,
  from_json,
  inline,
  lag,
  lit,
  min,
  struct,
  substring_index,
  unix_millis,
  when,
} from '../../src/functions.ts';
import { batchLogTopic, type FateSettings } from './batch-log.ts';
import { classifyMessages, transactionFields } from '../transactions/classify-messages.ts';

/** What became of a record. `pending` is a record that no finished batch has read. */
export const fates = ['counted', 'late', 'duplicate', 'dead', 'pending'] as const;
export type Fate = (typeof fates)[number];

/** Where to read from, and up to which offset of each partition of the topic. */
export interface FateSource {
  readonly servers: string;
  readonly resultsTopic: string;
  readonly settings: FateSettings;
  readonly ends: Readonly<Record<string, number>>;
}

const batchLogSchema = 'watermark BIGINT, timestamp BIGINT, ends MAP<STRING, BIGINT>, settings STRING';

/**
 * Returns the batches that the window query has finished, from the topic of its log: their `id`, `timestamp` in milliseconds,
 * `ends` by partition, `settings` as JSON, the `late_watermark` in milliseconds, and the `previous_id`. In Spark, the watermark of the
 * previous batch decides which records are late.
 */
export function finishedBatches(spark: SparkSession, servers: string, resultsTopic: string): DataFrame {
  const log = spark.read
    .format('kafka')
    .options({ 'kafka.bootstrap.servers': servers, subscribe: batchLogTopic(resultsTopic) })
    .load()
    .select(
      substring_index(col('key').cast('string'), '/', 1).alias('kind'),
      substring_index(col('key').cast('string'), '/', -1).cast('bigint').alias('id'),
      from_json(col('value').cast('string'), batchLogSchema).alias('batch'),
    )
    .dropDuplicates('kind', 'id');
  const byId = Window.orderBy('id');
  return log
    .filter(col('kind').eq('offsets'))
    .join(log.filter(col('kind').eq('commits')).select('id'), 'id', 'left_semi')
    .select('id', 'batch.*')
    .withColumns({
      previous_id: lag('id').over(byId),
      late_watermark: coalesce(lag('watermark').over(byId), lit(0n)),
    });
}

/**
 * Returns each record of a topic with its fate, as of the last finished batch: the Kafka columns `partition`, `offset` and
 * `timestamp`, the fields of the transaction, `fate`, `reason` (of a dead record), `batch_id` and `late_by` (of a late record, in
 * seconds behind the watermark).
 *
 * Everything follows from the topic and the log of the batches. This does not use what Spark has counted, so that the two can be
 * compared.
 */
export function recordFates(spark: SparkSession, { servers, resultsTopic, settings, ends }: FateSource): DataFrame {
  const messages = spark.read
    .format('kafka')
    .options({
      'kafka.bootstrap.servers': servers,
      subscribe: settings.topic,
      startingOffsets: 'earliest',
      endingOffsets: JSON.stringify({ [settings.topic]: ends }),
    })
    .load();
  const records = classifyMessages(messages, settings).select(
    'partition',
    'offset',
    'timestamp',
    ...transactionFields,
    col('fault.reason').alias('reason'),
  );
  return withDuplicates(withBatch(records, finishedBatches(spark, servers, resultsTopic)), settings.watermark * 1000);
}

/** Adds the first batch that ends behind a record, in the struct `batch`; null if there is none. */
function withBatch(records: DataFrame, batches: DataFrame): DataFrame {
  const ends = batches
    .select(struct('id', 'late_watermark').alias('batch'), explode('ends').alias('partition', 'offset'))
    .withColumn('partition', col('partition').cast('int'));
  const all = records.withColumn('is_end', lit(false)).unionByName(ends.withColumn('is_end', lit(true)), true);
  // From the end of the partition to its start, with a record before the end at its own offset, which does not include it.
  const behind = Window.partitionBy('partition')
    .orderBy(col('offset').desc(), col('is_end').asc())
    .rowsBetween(Window.unboundedPreceding, Window.currentRow);
  return all.withColumn('batch', min('batch').over(behind)).filter(col('is_end').not()).drop('is_end');
}

/**
 * Decides the fates. A transaction is remembered from the batch that accepts it until the watermark has reached its time plus the
 * delay, as in dropDuplicatesWithinWatermark().
 *
 * @param delay of the watermark, in milliseconds.
 */
function withDuplicates(records: DataFrame, delay: number): DataFrame {
  const eventMillis = unix_millis('event_time');
  const withFate = records.withColumn(
    'fate',
    when(col('batch').isNull(), 'pending')
      .when(col('reason').isNotNull(), 'dead')
      .when(eventMillis.leq(col('batch.late_watermark')), 'late')
      .otherwise('counted'),
  );
  const isCandidate = col('fate').eq('counted');
  // Others are alone in their group.
  const group = when(isCandidate, col('transaction_id')).otherwise(
    concat_ws(':', lit('at'), col('partition'), col('offset')),
  );
  const position = ['partition', 'offset'];
  const columns = [...position, 'timestamp', ...transactionFields, 'reason', 'fate'];
  return withFate
    .groupBy(isCandidate.alias('is_candidate'), group.alias('group'))
    .agg(
      array_sort(
        collect_list(
          struct(col('batch.id').alias('batch_id'), ...columns, col('batch.late_watermark').alias('late_watermark')),
        ),
      ).alias('records'),
    )
    .select('records', expr(duplicatesOf('records', delay)).alias('is_duplicate'))
    .select(inline(arrays_zip('records', 'is_duplicate')))
    .select('records.*', 'is_duplicate')
    .select(
      ...columns.filter((name) => name !== 'fate'),
      'batch_id',
      when(col('is_duplicate'), 'duplicate').otherwise(col('fate')).alias('fate'),
      when(col('fate').eq('late'), col('late_watermark').minus(eventMillis).divide(1000)).alias('late_by'),
    );
}

/** Returns SQL for an array of booleans: which of the sorted records of one transaction are duplicates of one before. */
function duplicatesOf(records: string, delay: number): string {
  const remember = `named_struct('until', unix_millis(record.event_time) + ${delay}, 'found', concat(seen.found, array(false)))`;
  const drop = `named_struct('until', seen.until, 'found', concat(seen.found, array(true)))`;
  return `aggregate(
    ${records},
    named_struct('until', CAST(NULL AS BIGINT), 'found', CAST(array() AS ARRAY<BOOLEAN>)),
    (seen, record) -> IF(seen.until > record.late_watermark, ${drop}, ${remember}),
    seen -> seen.found)`;
}
