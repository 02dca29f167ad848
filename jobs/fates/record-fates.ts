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
  equal_null,
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
import type { SparkKafkaOptions } from '../kafka/spark-kafka.ts';
import { batchLogTopic, rulesFromJson, type FateSettings } from './batch-log.ts';
import { classifyMessages, transactionFields, type Offsets } from '../transactions/classify-messages.ts';

/** What became of a record. `pending` is a record that no finished batch has read. */
export const fates = ['counted', 'late', 'duplicate', 'dead', 'pending'] as const;
export type Fate = (typeof fates)[number];

/** The records whose fates to decide, and what decides them. */
export interface FateSource {
  readonly sparkKafka: SparkKafkaOptions;
  readonly settings: FateSettings;
  /** The batches that decide the fates, see {@link finishedBatches}. They begin where the records begin. */
  readonly batches: DataFrame;
  /** The offset of the first record of each partition. Default: the first that the topic has. */
  readonly starts?: Offsets | undefined;
  /** The offset that follows the last record of each partition. */
  readonly ends: Offsets;
  /** The records that were counted before: their `transaction_id`, `event_time`, `batch_id`, `partition` and `offset`. */
  readonly earlier?: DataFrame | undefined;
  /** Columns of the messages to add to those of the records, such as `value`. */
  readonly keep?: readonly string[] | undefined;
}

const batchLogSchema = 'watermark BIGINT, timestamp BIGINT, ends MAP<STRING, BIGINT>, settings STRING';

/**
 * Returns the batches that the window query has finished, from the topic of its log: their `id`, `timestamp` in milliseconds,
 * `ends` by partition, `settings` as JSON, the `late_watermark` in milliseconds, and the `previous_id`. In Spark, the watermark of the
 * previous batch decides which records are late.
 *
 * @param since ignores what the log says about batches before this time, in milliseconds since 1970.
 */
export function finishedBatches(
  spark: SparkSession,
  sparkKafka: SparkKafkaOptions,
  resultsTopic: string,
  since: number | undefined = undefined,
): DataFrame {
  const messages = spark.read
    .format('kafka')
    .options({ ...sparkKafka, subscribe: batchLogTopic(resultsTopic), ...readSince(since) });
  const log = messages
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

/** Clocks of brokers and of Spark may differ by this time, in milliseconds. */
const clockDifference = 600_000;

/** Returns the options with which Spark reads a topic from a time on, in milliseconds since 1970. Default: from the start. */
export function readSince(time: number | undefined): Readonly<Record<string, string>> {
  if (time === undefined) return {};
  return {
    startingTimestamp: String(Math.max(0, Math.floor(time - clockDifference))),
    startingOffsetsByTimestampStrategy: 'latest',
  };
}

/**
 * Returns records of a topic with their fates: the Kafka columns `partition`, `offset` and `timestamp`, the fields of the transaction,
 * `fate`, `reason` (of a dead record), `batch_id` and `late_by` (of a late record, in seconds behind the watermark).
 *
 * Everything follows from the topic and the log of the batches. This does not use what Spark has counted, so that the two can be
 * compared.
 */
export function recordFates(spark: SparkSession, source: FateSource): DataFrame {
  const { sparkKafka, settings, batches, starts, ends, earlier, keep = [] } = source;
  const messages = readMessages(spark, { sparkKafka, topic: settings.topic, starts, ends });
  const records = classifyMessages(messages, rulesFromJson(settings)).select(
    'partition',
    'offset',
    'timestamp',
    ...transactionFields,
    col('fault.reason').alias('reason'),
    ...keep,
  );
  const placed = withBatch(records, batches);
  return withDuplicates(placed, { delay: settings.watermark * 1000, earlier, keep });
}

/** Returns the messages of a topic up to these offsets, and from others if given. */
export function readMessages(
  spark: SparkSession,
  { sparkKafka, topic, starts, ends }: Pick<FateSource, 'sparkKafka' | 'starts' | 'ends'> & { readonly topic: string },
): DataFrame {
  const offsets = (each: Offsets): string => JSON.stringify({ [topic]: each });
  return spark.read
    .format('kafka')
    .options({
      ...sparkKafka,
      subscribe: topic,
      startingOffsets: starts === undefined ? 'earliest' : offsets(starts),
      endingOffsets: offsets(ends),
    })
    .load();
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

interface DuplicateRule extends Pick<FateSource, 'earlier' | 'keep'> {
  /** The delay of the watermark, in milliseconds. */
  readonly delay: number;
}

/**
 * Decides the fates. A transaction is remembered from the batch that accepts it until the watermark has reached its time plus the
 * delay, as in dropDuplicatesWithinWatermark().
 */
function withDuplicates(records: DataFrame, { delay, earlier, keep = [] }: DuplicateRule): DataFrame {
  const eventMillis = unix_millis('event_time');
  const withFate = records.withColumn(
    'fate',
    when(col('batch').isNull(), 'pending')
      .when(col('reason').isNotNull(), 'dead')
      .when(eventMillis.leq(col('batch.late_watermark')), 'late')
      .otherwise('counted'),
  );
  const all = earlier === undefined ? withFate : withFate.unionByName(countedBefore(earlier), true);
  const isCandidate = col('fate').eq('counted');
  // Others are alone in their group.
  const group = when(isCandidate, col('transaction_id')).otherwise(
    concat_ws(':', lit('at'), col('partition'), col('offset')),
  );
  const columns = ['partition', 'offset', 'timestamp', ...transactionFields, 'reason', 'fate', ...keep];
  return all
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
    .filter(equal_null('late_watermark', lit(alwaysCounted)).not())
    .select(
      ...columns.filter((name) => name !== 'fate'),
      'batch_id',
      when(col('is_duplicate'), 'duplicate').otherwise(col('fate')).alias('fate'),
      when(col('fate').eq('late'), col('late_watermark').minus(eventMillis).divide(1000)).alias('late_by'),
    );
}

/** No transaction is remembered until this time, so a record with this watermark is not a duplicate. */
const alwaysCounted = 2n ** 63n - 1n;

function countedBefore(earlier: DataFrame): DataFrame {
  const batch = struct(col('batch_id').alias('id'), lit(alwaysCounted).alias('late_watermark'));
  return earlier.select(
    'partition',
    'offset',
    'transaction_id',
    'event_time',
    lit('counted').alias('fate'),
    batch.alias('batch'),
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
