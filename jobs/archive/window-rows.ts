import type { Column, DataFrame, SparkSession, StructField } from '../../src/index.ts';
import { DataTypes, StructType } from '../../src/index.ts';
import {
  col,
  from_json,
  lit,
  max_by,
  struct,
  timestamp_micros,
  timestamp_millis,
  to_date,
} from '../../src/functions.ts';
import { readSince } from '../fates/record-fates.ts';
import type { SparkKafkaOptions } from '../kafka/spark-kafka.ts';
import { windowSchema } from '../windows/window-row.ts';
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
  const rows = spark.read
    .format('kafka')
    .options({ ...sparkKafka, subscribe: resultsTopic, ...readSince(since) })
    .load()
    .select('offset', from_json(col('value').cast('string'), textSchema).alias('row'))
    .select('offset', ...windowSchema.fields.map((field) => decoded(field).alias(field.name)));
  // A message without one of the required columns is not a window.
  const isWindow = windowSchema.fields
    .filter(({ nullable }) => !nullable)
    .map(({ name }) => col(name).isNotNull())
    .reduce<Column<boolean | null>>((all, each) => all.and(each), lit(true));
  return rows
    .filter(isWindow)
    .filter(after === undefined ? lit(true) : col('window_end').gt(timestamp_millis(lit(BigInt(after)))))
    .filter(until === undefined ? lit(true) : col('window_end').leq(timestamp_millis(lit(BigInt(until)))))
    .groupBy('window_start', 'window_end')
    .agg(max_by(struct(...windowSchema.fieldNames), 'offset').alias('latest'))
    .select(lit(generation).alias('generation'), 'latest.*', to_date('latest.window_start').alias('day'));
}

const textSchema = new StructType(
  windowSchema.fields.map(({ name }) => ({ name, dataType: DataTypes.StringType, nullable: true })),
);

/** Decodes a column of a message of the sink: see `kafkaSink`. */
function decoded({ name, dataType }: StructField): Column {
  const text = col(`row.${name}`);
  return dataType.typeName === 'timestamp' ? timestamp_micros(text.cast('bigint')) : text.cast(dataType);
}
