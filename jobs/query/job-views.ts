import type { DataFrame, SparkSession } from '../../src/index.ts';
import { col } from '../../src/functions.ts';
import { kafkaServersForSpark } from '../windows/connect-spark.ts';
import type { JobOptions } from '../windows/job-options.ts';
import { windowSchema } from '../windows/window-row.ts';
import { aggregateWindows, windowSink } from '../windows/window-query.ts';
import { latestWindows, notStarted, readJob, type JobSettings } from '../fates/read-job.ts';
import type { Fate } from '../fates/record-fates.ts';
import { createKafka, firstContactRetries } from '../kafka/create-kafka.ts';

/** The views that a query can use. */
export const viewNames = ['windows', 'transactions', 'late', 'duplicates', 'dead_letters', 'records'] as const;

type ViewOptions = Omit<JobSettings, 'sparkKafkaServers'> &
  Pick<JobOptions, 'kafkaServers' | 'sparkKafkaServers' | 'verbose'>;

/**
 * Creates the views of a job in the session. Each holds the data as of now.
 *
 * @throws UserError when the job has not finished a batch.
 */
export async function createViews(spark: SparkSession, options: ViewOptions): Promise<void> {
  const { topic, kafkaServers, verbose } = options;
  const kafka = createKafka(kafkaServers, { verbose, retries: firstContactRetries });
  const settings = { ...options, sparkKafkaServers: await kafkaServersForSpark(spark, options) };
  const job = await readJob(spark, kafka, settings);
  if (job === undefined) return notStarted(topic);
  const withFate = (fate: Fate): DataFrame => job.records.filter(col('fate').eq(fate));
  const transactions = withFate('counted').drop('fate', 'reason', 'late_by');
  const sink = await windowSink(aggregateWindows(transactions, settings), kafka, settings);
  const views: Readonly<Record<(typeof viewNames)[number], DataFrame>> = {
    windows: await spark.createDataFrame(await latestWindows(sink), windowSchema),
    transactions,
    late: withFate('late').drop('fate', 'reason'),
    duplicates: withFate('duplicate').drop('fate', 'reason', 'late_by'),
    dead_letters: job.deadLetters.dropDuplicates('partition', 'offset', 'timestamp'),
    records: job.records,
  };
  for (const [name, frame] of Object.entries(views)) await frame.createOrReplaceTempView(name);
}
