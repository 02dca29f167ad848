import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from '../../stack/stack.ts';
import { jobTopics } from '../consume/job-topics.ts';
import { checkpointsOf } from '../consume/side-queries.ts';
import { createKafka } from '../kafka/create-kafka.ts';
import { jobDefaults, type JobOptions } from '../windows/job-options.ts';
import { queryName } from '../windows/window-query.ts';

/** Returns the options of a job with topics of its own, since other demos may run at the same time. */
export function demoJob(stack: Stack, verbose: boolean): JobOptions {
  const topic = `demo-transactions-${Date.now().toString(36)}-${randomUUID().slice(0, 4)}`;
  return {
    remote: stack.sparkRemote,
    kafkaServers: stack.kafkaServers.split(','),
    topic,
    resultsTopic: `${topic}-windows`,
    windowDuration: 10,
    slideDuration: 5,
    watermark: 30,
    ...jobDefaults,
    verbose,
  };
}

/** Deletes the topics and the checkpoints of a job. */
export async function removeJob({ checkpointDir }: Stack, job: JobOptions): Promise<void> {
  const admin = createKafka(job.kafkaServers).admin();
  try {
    await admin.connect();
    await admin.deleteTopics({ topics: jobTopics(job).map(({ topic }) => topic) });
  } finally {
    await admin.disconnect();
  }
  for (const checkpoint of checkpointsOf(join(checkpointDir, queryName(job))))
    rmSync(checkpoint, { recursive: true, force: true });
}
