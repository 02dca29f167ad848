// Checks that memory does not grow with the number of queries: npm run memory -- --help
import { createJobCommand, runJob } from '../command-line/job-command.ts';
import { positiveInteger } from '../command-line/option-parsers.ts';
import { runProgram } from '../command-line/run-program.ts';
import { runMemory, type MemoryOptions } from './checks/memory/run-memory.ts';

const program = createJobCommand({
  name: 'memory',
  runAs: 'npm run memory --',
  description:
    'Runs small queries in one session and prints the memory in use. Fails if the heap grows by more than 5 %.',
})
  .option('--queries <number>', 'number of queries', positiveInteger, 10_000)
  .option('--at-once <number>', 'number of concurrent queries', positiveInteger, 10)
  .option('--json', 'print an array of {queries, heap, rss}, in MB')
  .action(runJob<MemoryOptions>((options, { signal }) => runMemory(options, signal)));

await runProgram(program, process.argv);
