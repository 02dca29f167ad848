// Compares how fast this client and other libraries convert Arrow data to plain objects: npm run readers -- --help
import { createJobCommand, runJob } from '../command-line/job-command.ts';
import { positiveInteger } from '../command-line/option-parsers.ts';
import { runProgram } from '../command-line/run-program.ts';
import { runReaders, type ReadersOptions } from './checks/readers/run-readers.ts';

const program = createJobCommand({
  name: 'readers',
  runAs: 'npm run readers --',
  description:
    'Converts the same Arrow batches to a million plain objects with several readers, in turn, and prints the times.',
})
  .option('--rounds <number>', 'how often each reader converts all the data', positiveInteger, 9)
  .option('--json', 'print an array of {reader, milliseconds, ratio}')
  .action(runJob<ReadersOptions>((options, { signal }) => runReaders(options, signal)));

await runProgram(program, process.argv);
