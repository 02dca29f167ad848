import type { Kafka } from 'kafkajs';
import type { DataFrame, SparkSession } from '../../src/index.ts';
import { col, count, lit, max, min, timestamp_millis, when } from '../../src/functions.ts';
import type { DeadLetterReason } from '../transactions/dead-letter-reason.ts';
import { findUnknownFields, type UnknownField } from '../transactions/unknown-fields.ts';
import { windowsIn } from '../windows/latest-windows.ts';
import { isTile, tilesTime } from '../windows/window-shape.ts';
import { aggregateWindows } from '../windows/window-query.ts';
import { windowRow, type SinkRow, type WindowRow } from '../windows/window-row.ts';
import type { AuditResult } from '../monitor/account-keeper.ts';
import { auditArchive, type ArchiveAccount } from '../archive/audit-archive.ts';
import { deadLetterTopic } from '../dead-letters/dead-letter.ts';
import { differencesOf } from './compare-windows.ts';
import { readJob, type JobSettings } from './read-job.ts';
import type { Fate } from './record-fates.ts';

/** The account of a topic: what became of each of its records, as of a batch of the window query. */
export interface Account extends AuditResult {
  readonly topic: string;
  readonly dead_by_reason: Readonly<Partial<Record<DeadLetterReason, number>>>;
  /** The fields that the schema does not describe, and the number of records that have them. At most 100. */
  readonly unknown_fields: readonly UnknownField[];
  /** The number of windows that were compared. */
  readonly windows: number;
  /** What the archive has, if one was audited. */
  readonly archive?: ArchiveAccount;
  readonly closes: boolean;
}

/**
 * Adds up a topic once, from what Kafka has, and compares an archive with it, if one is given. Returns undefined if the window query
 * has not finished a batch yet.
 */
export async function auditTopic(
  spark: SparkSession,
  kafka: Kafka,
  settings: JobSettings,
  archive?: string,
): Promise<Account | undefined> {
  const { topic } = settings;
  const job = await readJob(spark, kafka, settings);
  if (job === undefined) return undefined;
  const { log, offsets } = job;
  const sent = offsets.reduce((sum, { low, high }) => sum + high - low, 0);
  const records = await job.records.persist();
  try {
    const counts = await countFates(records, job.deadLetters, settings);
    const windows = aggregateWindows(records.filter(col('fate').eq('counted')), settings);
    const expected = ((await windows.collect()) as SinkRow[]).map(windowRow);
    const written = [...(await windowsIn(kafka, settings.resultsTopic, log.asOf)).values()].map(windowRow);
    const startsAt = offsets.some(({ low }) => low > 0)
      ? await completeFrom(records, log.settings.maxAhead)
      : -Infinity;
    const isComplete = ({ window_start }: WindowRow): boolean => Date.parse(window_start) >= startsAt;
    const tiles = written.filter((row) => isTile(row, settings));
    const of = (fate: Fate): number => sum(counts.filter((each) => each.fate === fate));
    const canAdd = tilesTime(settings) && startsAt === -Infinity;
    const counted = canAdd ? tiles.reduce((total, { record_count }) => total + record_count, 0) : of('counted');
    const archived =
      archive === undefined
        ? undefined
        : await auditArchive({
            spark,
            archive,
            generation: settings.generation ?? 1,
            records,
            windows: expected.filter(isComplete),
          });
    const problems = [
      ...(archived?.problems ?? []),
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
      unknown_fields: await findUnknownFields(job.messages, job.schema),
      windows: expected.filter(isComplete).length,
      ...(archived && { archive: archived.account }),
      problems,
      closes: problems.length === 0,
    };
  } finally {
    await records.unpersist();
  }
}

interface FateCount {
  readonly fate: Fate;
  readonly reason: DeadLetterReason | null;
  readonly records: number;
  /** How many of them have a dead letter. */
  readonly letters: number;
  /** How many of them have a dead letter that this generation has written. */
  readonly ownLetters: number;
}

/** Milliseconds after a switch in which a consumer of the generation before ends. */
const switchTime = 60_000;

async function countFates(
  records: DataFrame,
  deadLetters: DataFrame,
  { since }: Pick<JobSettings, 'since'>,
): Promise<readonly FateCount[]> {
  // Earlier generations may have had other rules, but cannot have read what came later.
  const ownFrom = since === undefined ? 0 : Date.parse(since) + switchTime;
  const isOwn = col('timestamp').geq(timestamp_millis(lit(BigInt(ownFrom))));
  const position = ['partition', 'offset', 'timestamp'] as const;
  const letters = deadLetters.select(...position, lit(true).alias('is_letter')).distinct();
  const rows = await records
    .join(letters, [...position], 'left')
    .groupBy('fate', 'reason')
    .agg(
      count('*').alias('records'),
      count('is_letter').alias('letters'),
      count(when(isOwn, col('is_letter'))).alias('own_letters'),
    )
    .orderBy('reason')
    .collect();
  return rows.map((row) => ({
    fate: row['fate'] as Fate,
    reason: row['reason'] as DeadLetterReason | null,
    records: Number(row['records']),
    letters: Number(row['letters']),
    ownLetters: Number(row['own_letters']),
  }));
}

function letterProblems(counts: readonly FateCount[], topic: string): string[] {
  const missing = counts.filter(({ fate, records, letters }) => fate === 'dead' && letters < records);
  const wrong = counts.filter(({ fate, ownLetters }) => fate !== 'dead' && fate !== 'pending' && ownLetters > 0);
  return [
    ...missing.map(
      ({ reason, records, letters }) =>
        `${records - letters} of ${records} records with the reason ${String(reason)} are not in topic ${deadLetterTopic(topic)}.`,
    ),
    ...wrong.map(
      ({ fate, ownLetters }) => `${ownLetters} records in topic ${deadLetterTopic(topic)} are not dead, but ${fate}.`,
    ),
  ];
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
