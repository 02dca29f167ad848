// Shows what many small queries leave behind: npm run memory -- --help
import { createJobCommand, runJob } from '../command-line/job-command.ts';
import { positiveInteger } from '../command-line/option-parsers.ts';
import { runProgram } from '../command-line/run-program.ts';
import { runMemory, type MemoryOptions } from './checks/memory/run-memory.ts';

const program = createJobCommand({
  name: 'memory',
  runAs: 'npm run memory --',
  description:
    'Runs small queries in one session and shows that memory stays flat; fails when the heap grows by over 5 %.',
})
  .option('--queries <number>', 'how many', positiveInteger, 10_000)
  .option('--at-once <number>', 'how many of them side by side', positiveInteger, 10)
  .option('--json', 'print an array of {queries, heap, rss}, in MB')
  .action(runJob<MemoryOptions>((options, { signal }) => runMemory(options, signal)));

await runProgram(program, process.argv);
