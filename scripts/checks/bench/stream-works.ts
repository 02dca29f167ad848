import type { StreamWork } from './stream-work.ts';
import { drain } from './stream-works/drain.ts';
import { idleJob } from './stream-works/idle-job.ts';
import { latency } from './stream-works/latency.ts';
import { microBatch, stockPartitions } from './stream-works/micro-batch.ts';
import { producer } from './stream-works/producer.ts';
import { watching } from './stream-works/watching.ts';

/** All benchmarks of `npm run bench -- --stream`, in order. */
export const streamWorks: readonly StreamWork[] = [
  microBatch,
  stockPartitions,
  latency,
  idleJob,
  watching,
  drain,
  producer,
];
