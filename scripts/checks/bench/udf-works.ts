import type { StreamWork } from './stream-work.ts';
import { microBatchWithFunction } from './stream-works/micro-batch-with-function.ts';
import { emptyBatches } from './udf-works/empty-batches.ts';
import { engines } from './udf-works/engines.ts';
import { rowFunctions } from './udf-works/row-functions.ts';
import type { Work } from './work.ts';

/** The benchmarks of `npm run bench -- --udf` that run on both sides, in order. */
export const udfWorks: readonly Work[] = [...rowFunctions, engines, emptyBatches];

/** Those that run on the job's plan. */
export const udfStreamWorks: readonly StreamWork[] = [microBatchWithFunction];
