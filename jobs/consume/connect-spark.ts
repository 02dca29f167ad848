import { SparkSession } from '../../src/index.ts';
import { abortable } from '../../command-line/abortable.ts';
import type { ConsumeOptions } from './consume-options.ts';
import { sparkError } from './spark-error.ts';

/** Opens a session with the settings of the job. */
export async function connectSpark(remote: string, signal: AbortSignal | undefined): Promise<SparkSession> {
  const connecting = SparkSession.builder
    .remote(remote)
    // A restarted server is back within seconds. By default, the delay between two attempts grows to a minute.
    .retryPolicy({ maxRetries: 30, maxBackoff: 2000 })
    .config('spark.sql.session.timeZone', 'UTC')
    .config('spark.sql.shuffle.partitions', 2)
    // The log of the batches is copied from their files within seconds, but not before a stop or after a crash.
    .config('spark.sql.streaming.minBatchesToRetain', 300)
    // They would only drop old state and delay the next batch with data, which drops it too in update mode.
    .config('spark.sql.streaming.noDataMicroBatches.enabled', false)
    .getOrCreate();
  try {
    return await abortable(connecting, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw sparkError(error);
  }
}

/** Returns the addresses of Kafka as Spark reaches it: those given, else those that the server names, else ours. */
export async function kafkaServersForSpark(
  spark: SparkSession,
  options: Pick<ConsumeOptions, 'kafkaServers' | 'sparkKafkaServers'>,
): Promise<readonly string[]> {
  const servers = await spark.conf.getOption('spark.jobs.kafka.bootstrap.servers');
  return options.sparkKafkaServers ?? servers?.split(',') ?? options.kafkaServers;
}
