import type { DataFrame, SparkSession } from '../../src/index.ts';
import { col, lit, timestamp_millis, to_date } from '../../src/functions.ts';
import { readSince } from '../fates/record-fates.ts';
import type { SparkKafkaOptions } from '../kafka/spark-kafka.ts';
import { latestOf, windowsIn } from '../windows/window-messages.ts';
import type { ArchiveMark } from './archive-table.ts';

/** Says that all windows which end at or before a time are archived, in milliseconds since 1970. */
export interface WindowsMark extends ArchiveMark {
  readonly final_until: number;
}

/** Which windows to read from the results topic. */
export interface WindowSource {
  readonly sparkKafka: SparkKafkaOptions;
  readonly resultsTopic: string;
  readonly generation: number;
  /** Milliseconds since 1970. A window ends after the first, and at or before the second. */
  readonly after: number | undefined;
  readonly until?: number | undefined;
  /** Seconds that a record may be ahead of the time at which it reached Kafka. If unknown, the whole topic is read. */
  readonly maxAhead: number | undefined;
  /** The length of a window, in seconds. */
  readonly windowDuration: number;
}

/**
 * Returns the latest row of each window from the results topic as rows of the archive, with `generation` and `day`, the date of the start
 * in UTC.
 *
 * It does not read the topic from its start: Spark writes a window after the first record of the window has reached Kafka, and that is at
 * most `maxAhead` seconds before the time of the record, which is after the start of the window.
 */
export function windowRows(spark: SparkSession, source: WindowSource): DataFrame {
  const { sparkKafka, resultsTopic, generation, after, until, maxAhead, windowDuration } = source;
  const since = after === undefined || maxAhead === undefined ? undefined : after - (windowDuration + maxAhead) * 1000;
  const messages = spark.read
    .format('kafka')
    .options({ ...sparkKafka, subscribe: resultsTopic, ...readSince(since) })
    .load();
  const windows = windowsIn(messages)
    .filter(after === undefined ? lit(true) : col('window_end').gt(timestamp_millis(lit(BigInt(after)))))
    .filter(until === undefined ? lit(true) : col('window_end').leq(timestamp_millis(lit(BigInt(until)))));
  return latestOf(windows).select(lit(generation).alias('generation'), '*', to_date('window_start').alias('day'));
}
