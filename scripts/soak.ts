// Shows that a session and its streaming query outlive the hour after which Spark 3.5 drops idle ones: npm run soak -- --help
import { createJobCommand, runJob } from '../command-line/job-command.ts';
import { positiveInteger } from '../command-line/option-parsers.ts';
import { runProgram } from '../command-line/run-program.ts';
import { runSoak, type SoakOptions } from './checks/soak/run-soak.ts';

const program = createJobCommand({
  name: 'soak',
  runAs: 'npm run soak --',
  description:
    'Lets one session wait in a single awaitTermination() and another do nothing at all, each with a streaming query, and looks whether both are still there at the end. Spark 3.5 drops idle sessions after 60 minutes.',
})
  .option('--minutes <number>', 'how long', positiveInteger, 70)
  .option('--json', 'print the figures of the end as one JSON object')
  .action(runJob<SoakOptions>((options, { signal }) => runSoak(options, signal)));

await runProgram(program, process.argv);
