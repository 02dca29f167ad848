import type { Work } from './work.ts';
import { columns } from './works/columns.ts';
import { freshProcess } from './works/fresh-process.ts';
import { localData } from './works/local-data.ts';
import { longResults } from './works/long-results.ts';
import { collected, wide } from './works/results.ts';
import { smallCalls } from './works/small-calls.ts';
import { firstResult, idleStream } from './works/streams.ts';

/**
 * All benchmarks of `npm run bench`, in order. The server gets faster over many runs, so the benchmarks that are least likely to meet
 * their target come last, when the server is fast.
 */
export const works: readonly Work[] = [
  longResults,
  wide,
  localData,
  freshProcess,
  collected,
  columns,
  ...smallCalls,
  firstResult,
  idleStream,
];
