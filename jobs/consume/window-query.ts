import type { DataStreamWriter, SparkSession } from '../../src/index.ts';
import {
  avg,
  col,
  collect_set,
  concat_ws,
  count,
  from_json,
  max,
  min,
  round,
  size,
  struct,
  sum,
  to_json,
  unix_millis,
  window,
} from '../../src/functions.ts';
import type { TransactionMessage } from '../transactions/transaction.ts';
import { windowFigures } from './window-row.ts';

/** What the plan depends on; durations are in seconds. */
export interface WindowQuerySettings {
  /** Where Spark reaches Kafka. */
  readonly sparkKafkaServers: readonly string[];
  readonly topic: string;
  readonly resultsTopic: string;
  readonly windowDuration: number;
  readonly slideDuration: number;
  readonly watermark: number;
  readonly trigger: number;
  /** A path of the server's; without it the server's `spark.sql.streaming.checkpointLocation` and the query's name. */
  readonly checkpoint?: string | undefined;
}

/** The columns of a message that the query needs. Decimals keep cents and milliseconds exact, which a double would not. */
const columns: Readonly<Partial<Record<keyof TransactionMessage, string>>> = {
  customer_id: 'STRING',
  final_amount: 'DECIMAL(12,2)',
  batch_number: 'INT',
  producer_timestamp: 'DECIMAL(13,3)',
};

const messageSchema = Object.entries(columns)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ');

/** Names what runs, and with the server's checkpoint root where it is remembered: other windows are another query. */
export function queryName({
  topic,
  windowDuration,
  slideDuration,
  watermark,
}: Pick<WindowQuerySettings, 'topic' | 'windowDuration' | 'slideDuration' | 'watermark'>): string {
  return `${topic}-windows-${windowDuration}s-${slideDuration}s-${watermark}s`;
}

/**
 * The job's plan: transactions from Kafka, summed up by sliding windows of the time they were produced, each changed
 * window written to the results topic under its own key. Update mode repeats a window as it grows and may repeat it after
 * a restart; the last message of a key is the one that counts.
 */
export function windowQuery(spark: SparkSession, settings: WindowQuerySettings): DataStreamWriter {
  const servers = settings.sparkKafkaServers.join(',');
  const transactions = spark.readStream
    .format('kafka')
    .options({ 'kafka.bootstrap.servers': servers, subscribe: settings.topic, startingOffsets: 'earliest' })
    .load()
    .select(from_json(col('value').cast('string'), messageSchema).alias('transaction'))
    .select('transaction.*')
    .withColumn('event_time', col('producer_timestamp').cast('timestamp'));

  const windows = transactions
    .withWatermark('event_time', `${settings.watermark} seconds`)
    .groupBy(window('event_time', `${settings.windowDuration} seconds`, `${settings.slideDuration} seconds`))
    .agg(
      count('*').alias('record_count'),
      sum('final_amount').alias('total_transaction_value'),
      round(avg('final_amount'), 2).alias('average_transaction_value'),
      // Exact, where approx_count_distinct estimates; streams refuse count(DISTINCT …).
      size(collect_set('customer_id')).alias('unique_customers'),
      min('batch_number').alias('min_batch_number'),
      max('batch_number').alias('max_batch_number'),
      max('event_time').alias('latest_event_time'),
    );

  const start = col('window').getField('start');
  const end = col('window').getField('end');
  const row = struct(start.alias('window_start'), end.alias('window_end'), ...windowFigures, 'latest_event_time');
  const writer = windows
    .select(
      concat_ws('/', unix_millis(start).cast('string'), unix_millis(end).cast('string')).alias('key'),
      to_json(row, { timeZone: 'UTC' }).alias('value'),
    )
    .writeStream.format('kafka')
    .options({ 'kafka.bootstrap.servers': servers, topic: settings.resultsTopic })
    .outputMode('update')
    .trigger({ processingTime: `${settings.trigger} seconds` })
    .queryName(queryName(settings));
  return settings.checkpoint === undefined ? writer : writer.option('checkpointLocation', settings.checkpoint);
}
