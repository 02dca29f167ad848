import { join } from 'node:path';
import { SparkSession, type DataFrame, type StreamingQueryProgress } from '../../../../src/index.ts';
import { jobDefaults } from '../../../../jobs/windows/job-options.ts';
import { sessionSettings } from '../../../../jobs/windows/session-settings.ts';
import { windowQuery } from '../../../../jobs/windows/window-query.ts';
import type { Stack } from '../../../../stack/stack.ts';

/** One of the two queries that take turns. */
export interface JobSide {
  readonly stack: Stack;
  /** The addresses of the broker for Spark. */
  readonly kafkaServers: string;
  readonly topic: string;
  readonly resultsTopic: string;
  /** Seconds between the starts of two batches; 0 runs them back to back. */
  readonly trigger: number;
  /** Settings that replace those of the job's session. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
  /** Changes the transactions before they are aggregated. */
  readonly transform?: (transactions: DataFrame) => DataFrame;
}

/**
 * Runs the job's query on one server, from its checkpoint, as long as `whileRunning` iterates over its batches. Every side has its own
 * checkpoint and results topic.
 */
export async function jobTurn<T>(
  { stack, kafkaServers, topic, resultsTopic, trigger, settings, transform }: JobSide,
  signal: AbortSignal,
  whileRunning: (batches: AsyncIterable<StreamingQueryProgress>) => Promise<T>,
): Promise<T> {
  const spark = await SparkSession.builder
    .remote(stack.sparkRemote)
    .config({ ...sessionSettings, ...settings })
    .getOrCreate();
  try {
    const plan = {
      sparkKafkaServers: [kafkaServers],
      topic,
      resultsTopic,
      windowDuration: 10,
      slideDuration: 5,
      watermark: 30,
      ...jobDefaults,
      trigger,
      checkpoint: join(stack.checkpointDir, resultsTopic),
    };
    const { writer } = await windowQuery(spark, undefined, plan, transform);
    const query = await writer.start();
    try {
      return await whileRunning(query.progress({ signal }));
    } finally {
      await query.stop();
    }
  } finally {
    await spark.stop();
  }
}
