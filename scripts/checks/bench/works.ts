import type { Work } from './work.ts';
import { columns } from './works/columns.ts';
import { freshProcess } from './works/fresh-process.ts';
import { localData } from './works/local-data.ts';
import { longResults } from './works/long-results.ts';
import { collected, wide } from './works/results.ts';
import { smallCalls } from './works/small-calls.ts';
import { firstResult, idleStream } from './works/streams.ts';

/**
 * Everything `npm run bench` measures, in this order: a server gets faster for many runs, and what is least likely to meet its target
 * comes when it is fast.
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
