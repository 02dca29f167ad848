import type { Work } from './work.ts';
import { columns } from './works/columns.ts';
import { freshProcess } from './works/fresh-process.ts';
import { localData } from './works/local-data.ts';
import { longResults } from './works/long-results.ts';
import { results } from './works/results.ts';
import { smallCalls } from './works/small-calls.ts';
import { firstResult, idleStream } from './works/streams.ts';

/** Everything `npm run bench` measures, in this order: what makes a fresh server fast comes before what is over in milliseconds. */
export const works: readonly Work[] = [
  longResults,
  columns,
  ...results,
  localData,
  ...smallCalls,
  freshProcess,
  firstResult,
  idleStream,
];
