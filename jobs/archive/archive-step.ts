import type { Kafka } from 'kafkajs';
import type { DataFrame, SparkSession } from '../../src/index.ts';
import { col, lit, timestamp_millis, when } from '../../src/functions.ts';
import { sparkKafkaOptions, type SparkKafkaOptions } from '../kafka/spark-kafka.ts';
import { offsetsOf, type JobSettings } from '../fates/read-job.ts';
import { finishedBatches, recordFates } from '../fates/record-fates.ts';
import { rulesFromJson } from '../fates/batch-log.ts';
import type { Offsets } from '../transactions/classify-messages.ts';
import { builtInSchema } from '../transactions/transaction-schema.ts';
import { ArchiveTable, transactionsTable, windowsTable, type TableVersion } from './archive-table.ts';
import { nextBatches, sumOf, type BatchPoint, type BatchRange, type TransactionsMark } from './next-batches.ts';
import { transactionRows } from './transaction-rows.ts';
import { windowRows, type WindowsMark } from './window-rows.ts';

/** A job, and the archive of what it has counted. */
export interface ArchiveJob {
  readonly spark: SparkSession;
  readonly kafka: Kafka;
  readonly settings: JobSettings;
  /** The folder of the archive, a path or URI on the server. */
  readonly archive: string;
  readonly generation: number;
}

/** What a step has done. */
export interface ArchiveStep {
  /** The last archived batch; undefined if the job has not finished one. */
  readonly archived: BatchPoint | undefined;
  /** The last finished batch. */
  readonly last: BatchPoint | undefined;
  readonly transactions: number;
  readonly windows: number;
  readonly losses: readonly Loss[];
}

/** Records of a partition that the topic had deleted before they were archived. */
export interface Loss {
  readonly partition: number;
  readonly first: number;
  readonly last: number;
}

/**
 * Archives what the job has finished since the last step, from at most `maxRecords` records. The step can be repeated, at any time and by
 * several programs at once: the tables have each transaction and each window once.
 */
export async function archiveStep(job: ArchiveJob, maxRecords?: number): Promise<ArchiveStep> {
  const { spark, archive, generation, settings } = job;
  const transactions = new ArchiveTable<TransactionsMark>(spark, archive, transactionsTable);
  const before = await transactions.latest(generation);
  const range = await nextBatches(spark, sourceOf(settings), before?.mark, maxRecords);
  const to = range?.to ?? before?.mark;
  if (to === undefined) return { archived: undefined, last: undefined, transactions: 0, windows: 0, losses: [] };
  const { losses, added } =
    range === undefined ? { losses: [], added: 0 } : await archiveTransactions(job, transactions, before, range);
  const windows = await archiveWindows(job, to, range?.settings.maxAhead);
  return { archived: to, last: range?.last ?? to, transactions: added, windows, losses };
}

async function archiveTransactions(
  job: ArchiveJob,
  table: ArchiveTable<TransactionsMark>,
  before: TableVersion<TransactionsMark> | undefined,
  range: BatchRange,
): Promise<{ readonly losses: readonly Loss[]; readonly added: number }> {
  const { generation } = job;
  const { rows, losses } = await transactionsIn(job, range, before && table.read(before.version));
  if (before === undefined) await table.create(rows);
  const { batch_id } = range.to;
  const added = await table.add(rows, {
    mark: { generation, ...range.to },
    order: batch_id,
    newest: `archived.generation = ${generation} AND archived.batch_id > ${range.from?.batch_id ?? -1}`,
  });
  return { losses, added };
}

/**
 * Returns the transactions that the batches have counted, as rows of the archive, and what the topic no longer has of them.
 *
 * @param archived the transactions before the range, which decide whether one is a duplicate.
 */
export async function transactionsIn(
  { spark, kafka, settings, generation }: ArchiveJob,
  range: BatchRange,
  archived: DataFrame | undefined,
): Promise<{ readonly rows: DataFrame; readonly losses: readonly Loss[] }> {
  const { sparkKafka, resultsTopic } = sourceOf(settings);
  const { from, lateWatermark } = range;
  const { starts, ends, losses } = await offsetsIn(kafka, settings.topic, range);
  const delay = range.settings.watermark * 1000;
  // Spark remembers the others no longer.
  const earlier =
    from &&
    archived
      ?.filter(col('generation').eq(generation).and(col('batch_id').leq(from.batch_id)))
      .filter(col('event_time').gt(timestamp_millis(lit(BigInt(lateWatermark - delay)))));
  const records = recordFates(spark, {
    sparkKafka,
    settings: range.settings,
    batches: batchesIn(spark, { sparkKafka, resultsTopic }, range),
    starts,
    ends,
    earlier,
    keep: ['value'],
  });
  const counted = records.filter(col('fate').eq('counted'));
  const { schema = builtInSchema } = rulesFromJson(range.settings);
  return { rows: transactionRows(counted, schema, generation), losses };
}

async function archiveWindows(job: ArchiveJob, to: BatchPoint, maxAhead: number | undefined): Promise<number> {
  const { spark, archive, generation, settings } = job;
  const table = new ArchiveTable<WindowsMark>(spark, archive, windowsTable);
  const before = await table.latest(generation);
  const after = before?.mark?.final_until;
  if (after !== undefined && after >= to.watermark) return 0;
  const rows = windowRows(spark, {
    ...sourceOf(settings),
    ...settings,
    generation,
    after,
    until: to.watermark,
    maxAhead,
  });
  if (before === undefined) await table.create(rows);
  return table.add(rows, {
    mark: { generation, final_until: to.watermark },
    order: to.watermark,
    newest: `archived.generation = ${generation} AND archived.window_end > timestamp_millis(${after ?? 0})`,
  });
}

/** Returns where Spark finds the results topic and the log of a job. */
export function sourceOf(settings: JobSettings): {
  readonly sparkKafka: SparkKafkaOptions;
  readonly resultsTopic: string;
} {
  return { sparkKafka: sparkKafkaOptions(settings), resultsTopic: settings.resultsTopic };
}

function batchesIn(
  spark: SparkSession,
  { sparkKafka, resultsTopic }: ReturnType<typeof sourceOf>,
  { from, to, lateWatermark }: BatchRange,
): DataFrame {
  const batches = finishedBatches(spark, sparkKafka, resultsTopic, from?.batch_time)
    .filter(col('id').gt(from?.batch_id ?? -1))
    .filter(col('id').leq(to.batch_id));
  if (from === undefined) return batches;
  // The log may have lost the batch before the first.
  const late = when(col('previous_id').isNull(), lit(BigInt(lateWatermark))).otherwise(col('late_watermark'));
  return batches.withColumn('late_watermark', late);
}

/** Returns which offsets of each partition the topic still has of a range, as Spark's Kafka source takes them. */
async function offsetsIn(
  kafka: Kafka,
  topic: string,
  { from, to }: BatchRange,
): Promise<{ readonly starts: Offsets; readonly ends: Offsets; readonly losses: readonly Loss[] }> {
  const partitions = (await offsetsOf(kafka, topic)).map(({ partition, low }) => {
    const first = from?.ends[partition] ?? 0;
    const end = Math.max(first, to.ends[partition] ?? 0);
    return { partition, low, first, start: Math.min(Math.max(first, low), end), end };
  });
  const by = (offset: 'start' | 'end'): Offsets =>
    Object.fromEntries(partitions.map((each) => [each.partition, each[offset]]));
  const losses = partitions
    .filter(({ first, start }) => start > first)
    .map(({ partition, first, start }) => ({ partition, first, last: start - 1 }));
  return { starts: by('start'), ends: by('end'), losses };
}

/** Returns a sentence about records that the topic has deleted before they were archived. */
export function lossSentence(topic: string, archive: string, losses: readonly Loss[]): string {
  const count = losses.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  const places = losses.map(({ partition, first, last }) => `offsets ${first} to ${last} of partition ${partition}`);
  return `Topic ${topic} has deleted ${count} records that were not archived yet, so the archive at ${archive} lacks those that were counted: ${places.join(', ')}. Increase retention.ms of the topic, or run the job more often.`;
}

/** Returns the records and batches that are finished, but not archived. */
export function backlogOf({ archived, last }: Pick<ArchiveStep, 'archived' | 'last'>): {
  readonly batches: number;
  readonly records: number;
} {
  if (last === undefined) return { batches: 0, records: 0 };
  return {
    batches: Math.max(0, last.batch_id - (archived?.batch_id ?? -1)),
    records: Math.max(0, sumOf(last.ends) - sumOf(archived?.ends ?? {})),
  };
}
