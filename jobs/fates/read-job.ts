import type { Kafka } from 'kafkajs';
import type { DataFrame, SparkSession } from '../../src/index.ts';
import { col, count, expr, lit, max, min, when } from '../../src/functions.ts';
import { UserError } from '../../command-line/user-error.ts';
import { defaultTimeLimits, type Offsets } from '../transactions/classify-messages.ts';
import type { Generation } from '../windows/generations.ts';
import type { WindowQuerySettings } from '../windows/window-query.ts';
import { sparkKafkaOptions, type SparkKafkaOptions, type SparkKafkaSettings } from '../kafka/spark-kafka.ts';
import { deadLetterHeaders, deadLetterTopic } from '../dead-letters/dead-letter.ts';
import type { TransactionSchema } from '../transactions/transaction-schema.ts';
import { rulesFromJson, type FateSettings } from './batch-log.ts';
import { finishedBatches, readMessages, recordFates } from './record-fates.ts';

/** The settings of a job that identify it. The others are in the log of its batches. */
export type JobSettings = Pick<
  WindowQuerySettings,
  'topic' | 'resultsTopic' | 'windowDuration' | 'slideDuration' | 'generation'
> &
  SparkKafkaSettings &
  Pick<Generation, 'since'>;

/** What a job has read and written, from its topics. */
export interface JobData {
  readonly log: LogSummary;
  /** The offsets of the topic, by partition. */
  readonly offsets: readonly PartitionOffsets[];
  /** The messages of the topic. */
  readonly messages: DataFrame;
  /** The schema of the last batch, if it had one. */
  readonly schema: TransactionSchema | undefined;
  /** Each record of the topic with its fate, see {@link recordFates}. */
  readonly records: DataFrame;
  /** The dead letters, see {@link readDeadLetters}. */
  readonly deadLetters: DataFrame;
}

/** Describes what a job has done so far, from its topics. Returns undefined if it has not finished a batch yet. */
export async function readJob(spark: SparkSession, kafka: Kafka, settings: JobSettings): Promise<JobData | undefined> {
  const sparkKafka = sparkKafkaOptions(settings);
  const { topic, resultsTopic } = settings;
  const all = finishedBatches(spark, sparkKafka, resultsTopic);
  const log = await logSummary(all);
  if (log === undefined) return undefined;
  // The log grows while the job runs, and Spark reads it again for each action.
  const batches = all.filter(col('id').leq(lit(BigInt(log.lastId))));
  const offsets = await offsetsOf(kafka, topic);
  const ends = endsOf(offsets);
  return {
    log,
    offsets,
    messages: readMessages(spark, { sparkKafka, topic, ends }),
    schema: rulesFromJson(log.settings).schema,
    records: recordFates(spark, { sparkKafka, settings: log.settings, batches, ends }),
    deadLetters: readDeadLetters(spark, sparkKafka, topic),
  };
}

/** Describes a topic like {@link readJob}, but as if the job had not processed any of its records yet. */
export async function readUnprocessed(
  spark: SparkSession,
  kafka: Kafka,
  settings: JobSettings,
): Promise<Omit<JobData, 'log'>> {
  const sparkKafka = sparkKafkaOptions(settings);
  const offsets = await offsetsOf(kafka, settings.topic);
  const ends = endsOf(offsets);
  return {
    offsets,
    messages: readMessages(spark, { sparkKafka, topic: settings.topic, ends }),
    schema: undefined,
    records: recordFates(spark, {
      sparkKafka,
      settings: { ...settings, ...defaultTimeLimits, watermark: 0 },
      batches: finishedBatches(spark, sparkKafka, settings.resultsTopic),
      ends,
    }),
    deadLetters: readDeadLetters(spark, sparkKafka, settings.topic),
  };
}

function endsOf(offsets: readonly PartitionOffsets[]): Offsets {
  return Object.fromEntries(offsets.map(({ partition, high }) => [partition, high]));
}

/** A summary of the log of the batches. */
export interface LogSummary {
  readonly lastId: number;
  /** When the last finished batch began, in milliseconds since 1970. */
  readonly asOf: number;
  readonly settings: FateSettings;
  readonly problems: readonly string[];
}

async function logSummary(batches: DataFrame): Promise<LogSummary | undefined> {
  const [row] = await batches
    .agg(
      min('id').alias('first'),
      max('id').alias('last'),
      max('timestamp').alias('as_of'),
      expr('max_by(settings, id)').alias('settings'),
      count(when(col('previous_id').notEqual(col('id').minus(1)), 1)).alias('gaps'),
    )
    .collect();
  if (typeof row?.['last'] !== 'bigint') return undefined;
  const problems = [
    ...(row['first'] === 0n ? [] : [`The log of the batches begins with batch ${String(row['first'])}, not 0.`]),
    ...(row['gaps'] === 0n ? [] : [`The log of the batches has ${String(row['gaps'])} gaps.`]),
  ];
  return {
    lastId: Number(row['last']),
    asOf: Number(row['as_of']),
    settings: JSON.parse(row['settings'] as string) as FateSettings,
    problems,
  };
}

/** The first offset of a partition and the one that follows the last. */
export interface PartitionOffsets {
  readonly partition: number;
  readonly low: number;
  readonly high: number;
}

/** Returns the offsets of each partition of a topic. */
export async function offsetsOf(kafka: Kafka, topic: string): Promise<readonly PartitionOffsets[]> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const offsets = await admin.fetchTopicOffsets(topic);
    return offsets.map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }));
  } finally {
    await admin.disconnect();
  }
}

/**
 * Returns the dead letters of a topic: `partition`, `offset` and `timestamp` of the message, `reason`, `sentence`, `key` and `value`.
 * A letter that Spark has written twice occurs twice.
 */
function readDeadLetters(spark: SparkSession, sparkKafka: SparkKafkaOptions, topic: string): DataFrame {
  // A message may have headers of these names itself; those of the job are last.
  const header = (name: string): string =>
    `CAST(element_at(filter(headers, header -> header.key = '${name}'), -1).value AS STRING)`;
  return spark.read
    .format('kafka')
    .options({ ...sparkKafka, subscribe: deadLetterTopic(topic), includeHeaders: true })
    .load()
    .select(
      expr(`CAST(${header(deadLetterHeaders.partition)} AS INT)`).alias('partition'),
      expr(`CAST(${header(deadLetterHeaders.offset)} AS BIGINT)`).alias('offset'),
      expr(`timestamp_millis(CAST(${header(deadLetterHeaders.timestamp)} AS BIGINT))`).alias('timestamp'),
      expr(header(deadLetterHeaders.reason)).alias('reason'),
      expr(header(deadLetterHeaders.message)).alias('sentence'),
      col('key').cast('string').alias('key'),
      col('value').cast('string').alias('value'),
    );
}

/** @throws UserError which says that the job has not finished a batch. */
export function notStarted(topic: string): never {
  throw new UserError(
    `The job has not finished a batch of topic ${topic} yet. Start it with "npm run spark:consume -- --topic ${topic}" and run the command again.`,
  );
}
