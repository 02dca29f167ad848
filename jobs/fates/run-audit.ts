import { setTimeout as sleep } from 'node:timers/promises';
import { abortable } from '../../command-line/abortable.ts';
import { archiveError, requireDelta } from '../archive/archive-error.ts';
import { archiveReaderSettings } from '../archive/archive-table.ts';
import { connectSpark, kafkaServersForSpark } from '../windows/connect-spark.ts';
import { readGenerations } from '../windows/generations.ts';
import type { JobOptions } from '../windows/job-options.ts';
import { querySettings } from '../windows/session-settings.ts';
import { sparkError } from '../windows/spark-error.ts';
import { forSideSession } from '../windows/spark-server.ts';
import { createKafka, firstContactRetries } from '../kafka/create-kafka.ts';
import { isKafkaError, kafkaError } from '../kafka/kafka-error.ts';
import { auditTopic, type Account } from './audit-topic.ts';
import { notStarted } from './read-job.ts';

/** What to audit, and how long to wait for what the job still has to write, in seconds. */
export type AuditOptions = Pick<
  JobOptions,
  | 'remote'
  | 'builder'
  | 'kafkaServers'
  | 'sparkKafkaServers'
  | 'kafkaConfig'
  | 'sparkKafkaConfig'
  | 'topic'
  | 'resultsTopic'
  | 'windowDuration'
  | 'slideDuration'
  | 'archive'
  | 'verbose'
> & { readonly timeout: number };

/** Milliseconds between two attempts. */
const pause = 2000;

/**
 * Audits the current generation of a topic until its account closes or the time is over: dead letters and the log of the batches follow the windows within
 * seconds.
 *
 * @throws UserError when the job has not finished a batch.
 */
export async function runAudit(options: AuditOptions, signal: AbortSignal): Promise<Account> {
  const { kafkaServers, kafkaConfig: config, topic, archive, timeout, verbose } = options;
  const settings = archive === undefined ? querySettings : archiveReaderSettings;
  const spark = await connectSpark(forSideSession(options), signal, settings);
  const kafka = createKafka(kafkaServers, { verbose, config, retries: firstContactRetries });
  const deadline = performance.now() + timeout * 1000;
  try {
    if (archive !== undefined) await abortable(requireDelta(spark), signal);
    const sparkKafkaServers = await kafkaServersForSpark(spark, options);
    for (;;) {
      const { generation, resultsTopic, since } = (await readGenerations(kafka, options.resultsTopic, signal)).current;
      const settings = { ...options, sparkKafkaServers, generation, resultsTopic, since };
      const account = await abortable(auditTopic(spark, kafka, settings, archive), signal);
      if (account?.closes) return account;
      if (performance.now() > deadline) return account ?? notStarted(topic);
      await sleep(pause, undefined, { signal });
    }
  } catch (error) {
    signal.throwIfAborted();
    if (archive !== undefined) throw archiveError(error, archive, kafkaServers);
    throw isKafkaError(error) ? kafkaError(error, kafkaServers) : sparkError(error);
  } finally {
    await spark.stop();
  }
}
