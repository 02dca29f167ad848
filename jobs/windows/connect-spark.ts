import { SparkSession } from '../../src/index.ts';
import { abortable } from '../../command-line/abortable.ts';
import { secureSession } from './secure-session.ts';
import type { JobOptions } from './job-options.ts';
import { sessionSettings } from './session-settings.ts';
import { sparkError } from './spark-error.ts';
import type { SparkServer } from './spark-server.ts';

/** Opens a session, by default with the settings of the streaming job. */
export async function connectSpark(
  { remote, builder = SparkSession.builder.remote(remote) }: SparkServer,
  signal: AbortSignal | undefined,
  settings: Readonly<Record<string, string | number | boolean>> = sessionSettings,
): Promise<SparkSession> {
  const connecting = builder
    // A restarted server is back within seconds. By default, the delay between two attempts grows to a minute.
    .retryPolicy({ maxRetries: 30, maxBackoff: 2000 })
    .config(settings)
    .getOrCreate();
  try {
    return await abortable(connecting, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw sparkError(error);
  }
}

/**
 * Returns the addresses of Kafka as Spark reaches it: those given, by an option or a file, else those that the server names, else ours.
 * Prepares the session to show no secrets of Kafka.
 */
export async function kafkaServersForSpark(
  spark: SparkSession,
  options: Pick<JobOptions, 'kafkaServers' | 'sparkKafkaServers' | 'kafkaConfig' | 'sparkKafkaConfig'>,
): Promise<readonly string[]> {
  await secureSession(spark, options);
  const servers = await spark.conf.getOption('spark.jobs.kafka.bootstrap.servers');
  const given = options.sparkKafkaServers ?? options.kafkaConfig?.servers;
  return given ?? servers?.split(',') ?? options.kafkaServers;
}
