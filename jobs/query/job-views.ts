import type { DataFrame, SparkSession } from '../../src/index.ts';
import { col } from '../../src/functions.ts';
import { archiveViews, type ArchiveViews } from '../archive/archive-views.ts';
import { kafkaServersForSpark } from '../windows/connect-spark.ts';
import type { JobOptions } from '../windows/job-options.ts';
import { windowSchema } from '../windows/window-row.ts';
import { readGenerations } from '../windows/generations.ts';
import { latestWindows } from '../windows/latest-windows.ts';
import { notStarted, readJob, readUnprocessed, type JobData, type JobSettings } from '../fates/read-job.ts';
import type { Fate } from '../fates/record-fates.ts';
import { readFields } from '../transactions/classify-messages.ts';
import { builtInSchema, messageFields } from '../transactions/transaction-schema.ts';
import { createKafka, firstContactRetries } from '../kafka/create-kafka.ts';

/** The views that a query can use. */
export const viewNames = ['windows', 'transactions', 'late', 'duplicates', 'dead_letters', 'records'] as const;

type ViewOptions = Omit<JobSettings, 'sparkKafkaServers'> &
  Pick<JobOptions, 'kafkaServers' | 'sparkKafkaServers' | 'archive' | 'verbose'>;

/**
 * Creates the views of a job in the session. Each holds the data as of now, of the current generation; `windows` also has windows of
 * earlier ones whose records are gone. With an archive, `windows` and `transactions` also hold what the topics no longer have.
 *
 * @throws UserError when the job has not finished a batch, or has no archive at this place.
 */
export async function createViews(spark: SparkSession, options: ViewOptions): Promise<void> {
  const { topic, kafkaServers, kafkaConfig: config, verbose } = options;
  const kafka = createKafka(kafkaServers, { verbose, config, retries: firstContactRetries });
  const { current, valid } = await readGenerations(kafka, options.resultsTopic);
  const sparkKafkaServers = await kafkaServersForSpark(spark, options);
  const settings = { ...options, sparkKafkaServers, resultsTopic: current.resultsTopic };
  const job = await readJob(spark, kafka, settings);
  const { archive } = options;
  const { generation } = current;
  const archived =
    archive === undefined ? undefined : await archiveViews({ spark, kafka, settings, archive, generation });
  if (job === undefined && archived === undefined) return notStarted(topic);
  const data = job ?? (await readUnprocessed(spark, kafka, settings));
  const records = withAllFields(data);
  const withFate = (fate: Fate): DataFrame => records.filter(col('fate').eq(fate));
  const fromTopics = async (): Promise<ArchiveViews> => ({
    windows: await spark.createDataFrame([...(await latestWindows(kafka, valid)).values()], windowSchema),
    transactions: withFate('counted').drop('fate', 'reason', 'late_by'),
  });
  const views: Readonly<Record<(typeof viewNames)[number], DataFrame>> = {
    ...(archived ?? (await fromTopics())),
    late: withFate('late').drop('fate', 'reason'),
    duplicates: withFate('duplicate').drop('fate', 'reason', 'late_by'),
    dead_letters: data.deadLetters.dropDuplicates('partition', 'offset', 'timestamp'),
    records,
  };
  for (const [name, frame] of Object.entries(views)) await frame.createOrReplaceTempView(name);
}

/**
 * Returns the records with all fields of their messages. The fates are computed without these, so that Spark parses only those that a
 * query selects.
 */
function withAllFields({ records, messages, schema = builtInSchema }: Omit<JobData, 'log'>): DataFrame {
  return records
    .select('partition', 'offset', 'timestamp', 'event_time', 'fate', 'reason', 'batch_id', 'late_by')
    .join(readFields(messages, schema), ['partition', 'offset'], 'left')
    .select(
      'partition',
      'offset',
      'timestamp',
      ...messageFields(schema).map(({ name }) => name),
      'event_time',
      'reason',
      'batch_id',
      'fate',
      'late_by',
    );
}
