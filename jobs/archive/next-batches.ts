import type { Row, SparkSession } from '../../src/index.ts';
import { col, expr, lit, max_by, min_by, struct, when } from '../../src/functions.ts';
import type { SparkKafkaOptions } from '../kafka/spark-kafka.ts';
import type { FateSettings } from '../fates/batch-log.ts';
import { finishedBatches } from '../fates/record-fates.ts';
import type { Offsets } from '../transactions/classify-messages.ts';
import type { ArchiveMark } from './archive-table.ts';

/** Says that all counted records up to a batch are archived. Times are in milliseconds since 1970. */
export interface TransactionsMark extends ArchiveMark, BatchPoint {}

/** A finished batch: when it began, the watermark that it had, and where it ended in each partition. */
export interface BatchPoint {
  readonly batch_id: number;
  readonly batch_time: number;
  readonly watermark: number;
  readonly ends: Offsets;
}

/** Consecutive finished batches. */
export interface BatchRange {
  /** The batch before the first; undefined if the first is the first of the job. */
  readonly from: BatchPoint | undefined;
  readonly to: BatchPoint;
  /** The last finished batch, which may be after `to`. */
  readonly last: BatchPoint;
  /** The watermark that decides which records of the first batch are late. */
  readonly lateWatermark: number;
  readonly settings: FateSettings;
}

const infinite = 2n ** 63n - 1n;

/** The topics of a job, and where Spark finds them. */
interface BatchSource {
  readonly sparkKafka: SparkKafkaOptions;
  readonly resultsTopic: string;
}

/**
 * Returns the finished batches after `from`, at most as many as have read `maxRecords` records together, but at least one. Returns
 * undefined if there is none. If the log has lost the first batches of a job, begins after the first that it has.
 */
export async function nextBatches(
  spark: SparkSession,
  source: BatchSource,
  from: BatchPoint | undefined,
  maxRecords: number = Infinity,
): Promise<BatchRange | undefined> {
  const batches = finishedBatches(spark, source.sparkKafka, source.resultsTopic, from?.batch_time);
  const point = struct('id', 'timestamp', 'watermark', 'ends', 'late_watermark', 'settings');
  const limit = Number.isFinite(maxRecords) ? BigInt(sumOf(from?.ends ?? {}) + maxRecords) : infinite;
  const [row] = await batches
    .filter(col('id').gt(from?.batch_id ?? -1))
    .withColumn('end', expr('aggregate(map_values(ends), 0L, (sum, each) -> sum + each)'))
    .agg(
      min_by(point, 'id').alias('first'),
      max_by(point, when(col('end').leq(lit(limit)), col('id'))).alias('bounded'),
      max_by(point, 'id').alias('last'),
    )
    .collect();
  const [first, bounded, last] = ['first', 'bounded', 'last'].map((name) => row?.[name] as Row | null | undefined);
  if (!first || !last) return undefined;
  if (from === undefined && first['id'] !== 0n) return nextBatches(spark, source, pointOf(first), maxRecords);
  const to = bounded ?? first;
  return {
    from,
    to: pointOf(to),
    last: pointOf(last),
    lateWatermark: from?.watermark ?? 0,
    settings: JSON.parse(to['settings'] as string) as FateSettings,
  };
}

function pointOf(batch: Row): BatchPoint {
  const ends = (batch['ends'] as ReadonlyMap<string, bigint> | null) ?? new Map<string, bigint>();
  return {
    batch_id: Number(batch['id']),
    batch_time: Number(batch['timestamp']),
    watermark: Number(batch['watermark']),
    ends: Object.fromEntries([...ends].map(([partition, end]) => [partition, Number(end)])),
  };
}

/** Returns the sum of the offsets of all partitions. */
export function sumOf(offsets: Offsets): number {
  return Object.values(offsets).reduce((sum, each) => sum + each, 0);
}
