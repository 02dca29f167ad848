import type { StreamWork } from './stream-work.ts';
import { idleJob } from './stream-works/idle-job.ts';
import { microBatch, stockPartitions } from './stream-works/micro-batch.ts';

/** All benchmarks of `npm run bench -- --stream`, in order. */
export const streamWorks: readonly StreamWork[] = [microBatch, stockPartitions, idleJob];
