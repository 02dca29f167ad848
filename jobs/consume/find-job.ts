import type { Kafka } from 'kafkajs';
import type { SparkSession } from '../../src/index.ts';
import { UserError } from '../../command-line/user-error.ts';
import type { KafkaAccess } from '../kafka/create-kafka.ts';
import { kafkaError } from '../kafka/kafka-error.ts';
import { kafkaServersForSpark } from '../windows/connect-spark.ts';
import { nameInGeneration, readGenerations, type Generation, type Generations } from '../windows/generations.ts';
import type { JobOptions } from '../windows/job-options.ts';
import { queryName, type WindowQuerySettings } from '../windows/window-query.ts';
import { pathBelow } from '../windows/server-path.ts';

/** A job, as its first generation, and the generations that it has. */
export interface Job {
  readonly spark: SparkSession;
  readonly kafka: Kafka;
  readonly kafkaServers: readonly string[];
  readonly settings: WindowQuerySettings;
  /** The checkpoint of the window query. */
  readonly location: string;
  readonly generations: Generations;
}

/** Returns where Kafka is, and how this program connects to it. */
export function accessOf({ kafkaServers, settings }: Pick<Job, 'kafkaServers' | 'settings'>): KafkaAccess {
  return { servers: kafkaServers, config: settings.kafkaConfig };
}

/** Completes the options with settings of the server, its address of Kafka and its checkpoint location, and reads the generations. */
export async function findJob(
  spark: SparkSession,
  kafka: Kafka,
  options: JobOptions,
  signal: AbortSignal | undefined,
): Promise<Job> {
  const { kafkaServers, resultsTopic } = options;
  const settings = { ...options, sparkKafkaServers: await kafkaServersForSpark(spark, options) };
  const location = options.checkpoint ?? pathBelow(await checkpointRoot(spark), queryName(settings));
  const generations = await readGenerations(kafka, resultsTopic, signal).catch((error: unknown) => {
    throw kafkaError(error, kafkaServers);
  });
  return { spark, kafka, kafkaServers, settings, location, generations };
}

async function checkpointRoot(spark: SparkSession): Promise<string> {
  const root = await spark.conf.getOption('spark.sql.streaming.checkpointLocation');
  if (root !== undefined) return root;
  throw new UserError(
    'The Spark server has no checkpoint location: set --checkpoint to a path or URI on the server, such as gs://bucket/checkpoints/transactions.',
  );
}

/**
 * Returns the settings and the checkpoint of a generation of a job.
 *
 * @throws UserError when `--checkpoint` names a different checkpoint.
 */
export function inGeneration(
  job: Job,
  { generation, resultsTopic, checkpoint }: Generation,
): Pick<Job, 'settings' | 'location'> {
  if (generation === 1) return job;
  const location = nameInGeneration(job.location, generation);
  if (job.settings.checkpoint !== undefined && checkpoint !== undefined && checkpoint !== location) {
    throw new UserError(
      `Generation ${generation} of topic ${job.settings.resultsTopic} has its checkpoint at ${checkpoint}. Set --checkpoint to the same path without "-g${generation}", or omit it.`,
    );
  }
  const place = checkpoint ?? location;
  return { settings: { ...job.settings, generation, resultsTopic, checkpoint: place }, location: place };
}
