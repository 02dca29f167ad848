import { arrowHandover } from './arrow-handover.ts';
import type { ExampleProject } from './example-project.ts';
import { httpApi } from './http-api.ts';
import { notebook } from './notebook.ts';
import { firstQuery, lambda, typedFrames, yourOwnTests } from './programs.ts';
import { streamingWindowsToSse } from './streaming-windows-to-sse.ts';
import { tpcH } from './tpc-h.ts';

/** What has to be true of a folder of `examples/`. */
export interface Example {
  /** The folder. */
  readonly name: string;
  /** Runs the example, and throws if it does not do what it should. */
  readonly check: (project: ExampleProject) => Promise<void>;
}

/** All examples, in the order of `examples/README.md`. */
export const examples: readonly Example[] = [
  { name: 'first-query', check: firstQuery },
  { name: 'typed-frames', check: typedFrames },
  { name: 'tpc-h', check: tpcH },
  { name: 'streaming-windows-to-sse', check: streamingWindowsToSse },
  { name: 'http-api', check: httpApi },
  { name: 'notebook', check: notebook },
  { name: 'lambda', check: lambda },
  { name: 'arrow-handover', check: arrowHandover },
  { name: 'your-own-tests', check: yourOwnTests },
];
