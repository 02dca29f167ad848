import type { Kafka } from 'kafkajs';
import type { DataFrame, DataStreamWriter, RowOfSchema, SparkSession } from '../../src/index.ts';
import {
  avg,
  col,
  collect_set,
  count,
  current_timestamp,
  max,
  min,
  round,
  size,
  sum,
  when,
  window,
} from '../../src/functions.ts';
import { kafkaSink, type KafkaSink } from '../../src/kafka.ts';
import { sparkKafkaOptions, type SparkKafkaSettings } from '../kafka/spark-kafka.ts';
import { parseTransactions, transactionFields, type MessageRules } from '../transactions/classify-messages.ts';
import { nameInGeneration } from './generations.ts';
import { windowFigures, windowSchema } from './window-row.ts';

/** The settings that determine the plan. Durations are in seconds. */
export interface WindowQuerySettings extends MessageRules, SparkKafkaSettings {
  readonly topic: string;
  readonly resultsTopic: string;
  readonly windowDuration: number;
  readonly slideDuration: number;
  readonly watermark: number;
  readonly trigger: number;
  /** The maximum number of messages in a batch. */
  readonly maxOffsetsPerTrigger: number;
  /** A path on the server. Default: the query's name below the server's `spark.sql.streaming.checkpointLocation`. */
  readonly checkpoint?: string | undefined;
  /** The number of the generation, which is part of the names of the query and its results, see `generations.ts`. Default: 1. */
  readonly generation?: number | undefined;
}

/**
 * Returns the name of the query, which is also its folder below the server's checkpoint location. Different windows are a different query,
 * and so is each generation.
 */
export function queryName({
  topic,
  windowDuration,
  slideDuration,
  watermark,
  generation = 1,
}: Pick<WindowQuerySettings, 'topic' | 'windowDuration' | 'slideDuration' | 'watermark' | 'generation'>): string {
  return nameInGeneration(`${topic}-windows-${windowDuration}s-${slideDuration}s-${watermark}s`, generation);
}

/** The plan of the job, and the sink that brings its windows to this program. */
export interface WindowQuery {
  readonly writer: DataStreamWriter;
  readonly sink: KafkaSink<RowOfSchema<typeof windowSchema>>;
}

/**
 * Builds the query: it aggregates transactions from Kafka in sliding windows of the time they were produced, and writes each
 * changed window to the results topic with the window as the key. Update mode repeats a window as it grows, and may repeat it
 * after a restart; the last message of a key is the valid one. Does not contact a server. `kafka` is needed only to read the results.
 * `transform` changes the transactions before they are aggregated.
 */
export async function windowQuery(
  spark: SparkSession,
  kafka: Kafka | undefined,
  settings: WindowQuerySettings,
  transform: (transactions: DataFrame) => DataFrame = (transactions) => transactions,
): Promise<WindowQuery> {
  const messages = spark.readStream
    .format('kafka')
    .options({
      ...sparkKafkaOptions(settings),
      subscribe: settings.topic,
      startingOffsets: 'earliest',
      maxOffsetsPerTrigger: settings.maxOffsetsPerTrigger,
    })
    .load();

  const transactions = transactionsOf(messages, settings)
    .withWatermark('event_time', `${settings.watermark} seconds`)
    // Drops late records as a whole: without it, a record could be late for one of its windows and not for the other.
    .dropDuplicatesWithinWatermark('transaction_id');
  const sink = await windowSink(aggregateWindows(transform(transactions), settings), kafka, settings);
  const writer = sink.writeStream
    .outputMode('update')
    .trigger({ processingTime: `${settings.trigger} seconds` })
    .queryName(queryName(settings));
  const { checkpoint } = settings;
  return { sink, writer: checkpoint === undefined ? writer : writer.option('checkpointLocation', checkpoint) };
}

/** Returns the sink of the windows, which also reads them. */
export async function windowSink(
  windows: DataFrame,
  kafka: Kafka | undefined,
  settings: SparkKafkaSettings & Pick<WindowQuerySettings, 'resultsTopic'>,
): Promise<WindowQuery['sink']> {
  return kafkaSink(windows, {
    kafka,
    servers: settings.sparkKafkaServers,
    options: sparkKafkaOptions(settings),
    topic: settings.resultsTopic,
    schema: windowSchema,
    key: ['window_start', 'window_end'],
  });
}

/** The name of the counts of messages and transactions in the progress of the query. */
export const messageCounts = 'messages';

function transactionsOf(messages: DataFrame, rules: MessageRules): DataFrame {
  return parseTransactions(messages, rules)
    .observe(messageCounts, count('*').alias('all'), count(when(col('is_transaction'), 1)).alias('transactions'))
    .filter('is_transaction')
    .select(...transactionFields);
}

/** Aggregates transactions in windows, in the columns of {@link windowSchema}. */
export function aggregateWindows(
  transactions: DataFrame,
  { windowDuration, slideDuration }: Pick<WindowQuerySettings, 'windowDuration' | 'slideDuration'>,
): DataFrame {
  return transactions
    .groupBy(window('event_time', `${windowDuration} seconds`, `${slideDuration} seconds`))
    .agg(
      count('*').alias('record_count'),
      sum('final_amount').alias('total_transaction_value'),
      round(avg('final_amount'), 2).alias('average_transaction_value'),
      // Exact, unlike approx_count_distinct; streaming queries do not support count(DISTINCT …).
      size(collect_set('customer_id')).alias('unique_customers'),
      min('batch_number').alias('min_batch_number'),
      max('batch_number').alias('max_batch_number'),
      max('event_time').alias('latest_event_time'),
    )
    .select(
      col('window').getField('start').alias('window_start'),
      col('window').getField('end').alias('window_end'),
      ...windowFigures,
      'latest_event_time',
      current_timestamp().alias('batch_time'),
    );
}
