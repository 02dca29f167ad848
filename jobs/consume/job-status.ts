import { SparkSession } from '../../src/index.ts';
import { abortable, within } from '../../command-line/abortable.ts';
import { isRunning } from '../../stack/process-identity.ts';
import { createKafka, firstContactRetries } from '../kafka/create-kafka.ts';
import type { JobOptions } from '../windows/job-options.ts';
import type { JobSnapshot } from '../monitor/job-snapshot.ts';
import { wrap } from './format-windows.ts';
import type { JobRecord } from './job-file.ts';

/** Milliseconds to wait for Spark and Kafka. */
const timeout = 5000;

/** The state of a consumer. `gone`: its process ended without saying so, as after SIGKILL. */
export type ConsumerState = JobSnapshot['status'] | 'gone';

/** A job as of now: what its consumer has recorded, and what Spark and Kafka say. */
export interface JobState {
  readonly record: JobRecord;
  readonly consumer: ConsumerState;
  /** Whether its query is active in Spark; null if Spark does not answer. */
  readonly queryIsActive: boolean | null;
  /** The records that are not in a finished batch, by the offsets that Kafka has now; null if Kafka does not answer. */
  readonly lag: JobSnapshot['lag'] | null;
}

/** Returns the state of the consumer that has written a record. */
export function consumerState({ process, status }: JobRecord): ConsumerState {
  if (status === 'stopped' || status === 'failed') return status;
  return isRunning(process) ? status : 'gone';
}

/** Asks Spark and Kafka about a job. The options have the connection string with its token, and the login at Kafka. */
export async function findJobState(
  record: JobRecord,
  { remote, kafkaConfig }: Pick<JobOptions, 'remote' | 'kafkaConfig'>,
  signal: AbortSignal,
): Promise<JobState> {
  const limited = async <T>(work: Promise<T>): Promise<T | null> =>
    within(timeout, work, () => new Error('No answer.')).catch(() => null);
  const [queryIsActive, lag] = await abortable(
    Promise.all([limited(askSpark(record, remote)), limited(askKafka(record, kafkaConfig))]),
    signal,
  );
  return { record, consumer: consumerState(record), queryIsActive, lag };
}

async function askSpark({ query: { id, runId, sessionId } }: JobRecord, remote: string): Promise<boolean> {
  if (id === null || sessionId === null) return false;
  // Only the session of the consumer knows its queries.
  const spark = await SparkSession.builder
    .remote(remote)
    .sessionId(sessionId)
    .retryPolicy({ maxRetries: 1 })
    .getOrCreate();
  try {
    return (await spark.streams.get(id))?.runId === runId;
  } finally {
    await spark.stop({ keepSession: true });
  }
}

async function askKafka(
  { query: { kafkaServers, topic }, lag }: JobRecord,
  config: JobOptions['kafkaConfig'],
): Promise<JobSnapshot['lag']> {
  const admin = createKafka(kafkaServers, { config, retries: firstContactRetries }).admin();
  try {
    await admin.connect();
    const processed = new Map(lag.partitions.map(({ partition, offset }) => [partition, offset]));
    const offsets = await admin.fetchTopicOffsets(topic);
    const partitions = offsets
      .map(({ partition, low, high }) => {
        const offset = Math.max(Number(low), processed.get(partition) ?? 0);
        return { partition, offset, end: Number(high), records: Math.max(0, Number(high) - offset) };
      })
      .sort((one, other) => one.partition - other.partition);
    return { records: partitions.reduce((sum, { records }) => sum + records, 0), partitions };
  } finally {
    await admin.disconnect();
  }
}

/** Returns the state as JSON. */
export function jobStateToJson({ record, consumer, queryIsActive, lag }: JobState): object {
  const { query, process, at, batch, account, lastNotice, totals, watermark } = record;
  return {
    name: query.name,
    generation: query.generation,
    remote: query.remote,
    topic: query.topic,
    results_topic: query.resultsTopic,
    checkpoint: query.checkpoint,
    lag_group: query.lagGroup,
    session_id: query.sessionId,
    query_id: query.id,
    run_id: query.runId,
    query_is_active: queryIsActive,
    consumer: { state: consumer, pid: process.pid, started_at: query.startedAt, updated_at: at },
    last_batch: batch ? { id: batch.id, at: batch.at, records: batch.records, milliseconds: batch.duration } : null,
    lag: lag && { records: lag.records, partitions: lag.partitions },
    watermark: watermark.at,
    totals,
    account,
    last_notice: lastNotice,
  };
}

/** Formats the state in lines of at most `columns` characters. */
export function formatJobState(state: JobState, columns: number = Infinity): string {
  const { record, consumer, queryIsActive, lag } = state;
  const { query, process, at, batch, lastNotice } = record;
  const facts: readonly (readonly [name: string, text: string | null])[] = [
    ['job', query.name],
    ['consumer', `${consumer} (pid ${process.pid}), last heard of at ${at}`],
    ['query', queryText(queryIsActive, query.remote)],
    ['query id', query.id],
    ['run id', query.runId],
    ['session', query.sessionId],
    ['topic', `${query.topic}, windows in ${query.resultsTopic}`],
    ['checkpoint', query.checkpoint],
    ['lag group', query.lagGroup],
    [
      'last batch',
      batch ? `#${batch.id} at ${batch.at}, ${batch.records} records in ${batch.duration} ms` : 'none yet',
    ],
    ['lag now', lag === null ? 'unknown, because Kafka does not answer' : lagText(lag)],
    ['last notice', lastNotice],
    ['advice', advice(state)],
  ];
  const width = Math.max(...facts.map(([name]) => name.length)) + 2;
  return facts
    .filter((fact): fact is [string, string] => fact[1] !== null)
    .flatMap(([name, text]) =>
      wrap(text, columns - width)
        .split('\n')
        .map((line, index) => `${(index === 0 ? name : '').padEnd(width)}${line}`),
    )
    .join('\n');
}

function queryText(isActive: boolean | null, remote: string): string {
  if (isActive === null) return `unknown, because Spark does not answer at ${remote}`;
  return isActive ? 'active in Spark' : 'not active in Spark';
}

function lagText({ records, partitions }: JobSnapshot['lag']): string {
  return `${records} records (${partitions.map((each) => `partition ${each.partition}: ${each.records}`).join(', ')})`;
}

function advice({ consumer, queryIsActive }: JobState): string | null {
  if (consumer === 'gone' && queryIsActive === true)
    return 'The query runs without a consumer. Run npm run spark:consume with the same options to take it over.';
  if (consumer === 'gone' || consumer === 'failed')
    return 'Run npm run spark:consume with the same options to resume the query from its checkpoint.';
  return null;
}

/** Formats the records of jobs as a table, without asking Spark and Kafka. */
export function formatJobList(records: readonly JobRecord[]): string {
  const lines = [
    ['job', 'consumer', 'last batch', 'lag', 'last heard of', 'Spark'],
    ...records.map((record) => [
      record.query.name,
      consumerState(record),
      record.batch ? `#${record.batch.id}` : '-',
      String(record.lag.records),
      record.at.replace(/\.\d+Z$/, 'Z'),
      record.query.remote,
    ]),
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((text, column) => text.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
