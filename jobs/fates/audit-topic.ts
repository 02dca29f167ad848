import type { Kafka } from 'kafkajs';
import type { DataFrame, RowOfSchema, SparkSession } from '../../src/index.ts';
import { col, count, expr, max, min, when } from '../../src/functions.ts';
import type { DeadLetterReason } from '../transactions/dead-letter-reason.ts';
import { aggregateWindows, windowSink, type WindowQuery, type WindowQuerySettings } from '../consume/window-query.ts';
import { windowRow, type windowSchema, type WindowRow } from '../consume/window-row.ts';
import type { FateSettings } from './batch-log.ts';
import { deadLetterHeaders, deadLetterTopic } from '../dead-letters/dead-letter.ts';
import { differencesOf, isTile } from './compare-windows.ts';
import { finishedBatches, recordFates, type Fate } from './record-fates.ts';

/** The account of a topic: what became of each of its records, as of a batch of the window query. */
export interface Account {
  readonly topic: string;
  /** The last finished batch, and when it began. */
  readonly batch_id: number;
  readonly as_of: string;
  /** The records in the topic, by Kafka's offsets. */
  readonly sent: number;
  /** The records in windows, as Spark has counted them if its windows tell: their length is a multiple of their interval. */
  readonly in_windows: number;
  readonly late: number;
  readonly duplicate: number;
  readonly dead: number;
  readonly dead_by_reason: Readonly<Partial<Record<DeadLetterReason, number>>>;
  /** The records that no finished batch has read. */
  readonly pending: number;
  /** The number of windows that were compared. */
  readonly windows: number;
  /** A sentence for each thing that does not add up. */
  readonly problems: readonly string[];
  readonly closes: boolean;
}

/** The settings of the window query that an audit needs. The rest is in the log of its batches. */
export type AuditSettings = Pick<
  WindowQuerySettings,
  'topic' | 'resultsTopic' | 'sparkKafkaServers' | 'windowDuration' | 'slideDuration'
>;

/** Adds up a topic once, from what Kafka has. Returns undefined if the window query has not finished a batch yet. */
export async function auditTopic(
  spark: SparkSession,
  kafka: Kafka,
  settings: AuditSettings,
): Promise<Account | undefined> {
  const servers = settings.sparkKafkaServers.join(',');
  const { topic, resultsTopic } = settings;
  const log = await logSummary(finishedBatches(spark, servers, resultsTopic));
  if (log === undefined) return undefined;
  const offsets = await offsetsOf(kafka, topic);
  const sent = offsets.reduce((sum, { low, high }) => sum + high - low, 0);
  const ends = Object.fromEntries(offsets.map(({ partition, high }) => [partition, high]));
  const records = await recordFates(spark, { servers, resultsTopic, settings: log.settings, ends }).persist();
  try {
    const counts = await countFates(records, deadLetters(spark, servers, topic));
    const windows = aggregateWindows(records.filter(col('fate').eq('counted')), settings);
    const expected = ((await windows.collect()) as RowOfSchema<typeof windowSchema>[]).map(windowRow);
    const written = await writtenWindows(await windowSink(windows, kafka, settings), log.asOf);
    const startsAt = offsets.some(({ low }) => low > 0)
      ? await completeFrom(records, log.settings.maxAhead)
      : -Infinity;
    const isComplete = ({ window_start }: WindowRow): boolean => Date.parse(window_start) >= startsAt;
    const tiles = written.filter((row) => isTile(row, settings));
    const of = (fate: Fate): number => sum(counts.filter((each) => each.fate === fate));
    const canAdd = settings.windowDuration % settings.slideDuration === 0 && startsAt === -Infinity;
    const counted = canAdd ? tiles.reduce((total, { record_count }) => total + record_count, 0) : of('counted');
    const problems = [
      ...log.problems,
      ...letterProblems(counts, topic),
      ...differencesOf(expected.filter(isComplete), written.filter(isComplete)),
    ];
    const total = counted + of('late') + of('duplicate') + of('dead') + of('pending');
    if (total !== sent) problems.unshift(`The topic has ${sent} records, but ${total} are accounted for.`);
    return {
      topic,
      batch_id: log.lastId,
      as_of: new Date(log.asOf).toISOString(),
      sent,
      in_windows: counted,
      late: of('late'),
      duplicate: of('duplicate'),
      dead: of('dead'),
      dead_by_reason: Object.fromEntries(
        counts.filter(({ fate }) => fate === 'dead').map((each) => [each.reason, each.records]),
      ) as Account['dead_by_reason'],
      pending: of('pending'),
      windows: expected.filter(isComplete).length,
      problems,
      closes: problems.length === 0,
    };
  } finally {
    await records.unpersist();
  }
}

interface LogSummary {
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

async function offsetsOf(
  kafka: Kafka,
  topic: string,
): Promise<readonly { readonly partition: number; readonly low: number; readonly high: number }[]> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const offsets = await admin.fetchTopicOffsets(topic);
    return offsets.map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }));
  } finally {
    await admin.disconnect();
  }
}

interface FateCount {
  readonly fate: Fate;
  readonly reason: DeadLetterReason | null;
  readonly records: number;
  /** How many of them have a dead letter. */
  readonly letters: number;
}

/** Returns the positions of the records that have a dead letter, each once. */
function deadLetters(spark: SparkSession, servers: string, topic: string): DataFrame {
  const header = (name: string): string => `CAST(filter(headers, header -> header.key = '${name}')[0].value AS STRING)`;
  const letters = spark.read
    .format('kafka')
    .options({ 'kafka.bootstrap.servers': servers, subscribe: deadLetterTopic(topic), includeHeaders: true })
    .load();
  return letters
    .select(
      expr(`CAST(${header(deadLetterHeaders.partition)} AS INT)`).alias('partition'),
      expr(`CAST(${header(deadLetterHeaders.offset)} AS BIGINT)`).alias('offset'),
      // Tells a record from one at the same position in an earlier topic of this name.
      expr(`timestamp_millis(CAST(${header(deadLetterHeaders.timestamp)} AS BIGINT))`).alias('timestamp'),
    )
    .distinct()
    .withColumn('is_letter', expr('true'));
}

async function countFates(records: DataFrame, letters: DataFrame): Promise<readonly FateCount[]> {
  const rows = await records
    .join(letters, ['partition', 'offset', 'timestamp'], 'left')
    .groupBy('fate', 'reason')
    .agg(count('*').alias('records'), count('is_letter').alias('letters'))
    .orderBy('reason')
    .collect();
  return rows.map((row) => ({
    fate: row['fate'] as Fate,
    reason: row['reason'] as DeadLetterReason | null,
    records: Number(row['records']),
    letters: Number(row['letters']),
  }));
}

function letterProblems(counts: readonly FateCount[], topic: string): string[] {
  const missing = counts.filter(({ fate, records, letters }) => fate === 'dead' && letters < records);
  const wrong = counts.filter(({ fate, letters }) => fate !== 'dead' && fate !== 'pending' && letters > 0);
  return [
    ...missing.map(
      ({ reason, records, letters }) =>
        `${records - letters} of ${records} records with the reason ${String(reason)} are not in topic ${deadLetterTopic(topic)}.`,
    ),
    ...wrong.map(
      ({ fate, letters }) => `${letters} records in topic ${deadLetterTopic(topic)} are not dead, but ${fate}.`,
    ),
  ];
}

/** Returns the latest row of each window as of the batch that began at `asOf`. */
async function writtenWindows(sink: WindowQuery['sink'], asOf: number): Promise<WindowRow[]> {
  const now = { isActive: () => Promise.resolve(false), exception: () => Promise.resolve(undefined) };
  const windows = new Map<string, WindowRow>();
  for await (const upsert of sink.upserts({ until: now })) {
    if (upsert.row.batch_time.epochMilliseconds <= asOf) windows.set(upsert.key, windowRow(upsert.row));
  }
  return [...windows.values()];
}

/**
 * Returns from when on no record has been deleted by the retention of the topic, in milliseconds since 1970: a record is at most
 * `maxAhead` seconds ahead of the time at which it reached the broker.
 */
async function completeFrom(records: DataFrame, maxAhead: number): Promise<number> {
  const [row] = await records
    .groupBy('partition')
    .agg(min('timestamp').alias('timestamp'))
    .agg(max('timestamp').alias('timestamp'))
    .collect();
  const timestamp = row?.['timestamp'] as { readonly epochMilliseconds: number } | null | undefined;
  return timestamp ? timestamp.epochMilliseconds + maxAhead * 1000 : Infinity;
}

function sum(counts: readonly FateCount[]): number {
  return counts.reduce((total, { records }) => total + records, 0);
}
