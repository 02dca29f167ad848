import type { Work } from './work.ts';
import { freshProcess } from './works/fresh-process.ts';
import { smallCalls } from './works/small-calls.ts';

/** Everything `npm run bench` measures, in this order. */
export const works: readonly Work[] = [...smallCalls, freshProcess];
