// Compares ways from Arrow in memory to plain objects, ours and those of other libraries: npm run readers -- --help
import { createJobCommand, runJob } from '../command-line/job-command.ts';
import { positiveInteger } from '../command-line/option-parsers.ts';
import { runProgram } from '../command-line/run-program.ts';
import { runReaders, type ReadersOptions } from './checks/readers/run-readers.ts';

const program = createJobCommand({
  name: 'readers',
  runAs: 'npm run readers --',
  description: 'Makes a million plain objects out of the same Arrow batches in several ways, which take turns.',
})
  .option('--rounds <number>', 'how often each reads everything', positiveInteger, 9)
  .option('--json', 'print an array of {reader, milliseconds, ratio}')
  .action(runJob<ReadersOptions>((options, { signal }) => runReaders(options, signal)));

await runProgram(program, process.argv);
