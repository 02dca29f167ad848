// Checks that a session and its streaming query outlive the hour after which Spark 3.5 drops idle sessions: npm run soak -- --help
import { createJobCommand, runJob } from '../command-line/job-command.ts';
import { positiveInteger } from '../command-line/option-parsers.ts';
import { runProgram } from '../command-line/run-program.ts';
import { runSoak, type SoakOptions } from './checks/soak/run-soak.ts';

const program = createJobCommand({
  name: 'soak',
  runAs: 'npm run soak --',
  description:
    'Runs two sessions with a streaming query each: one waits in a single awaitTermination() call, the other does nothing. Fails unless both are still alive at the end. Spark 3.5 drops idle sessions after 60 minutes.',
})
  .option('--minutes <number>', 'duration in minutes', positiveInteger, 70)
  .option('--json', 'print the final figures as one JSON object')
  .action(runJob<SoakOptions>((options, { signal }) => runSoak(options, signal)));

await runProgram(program, process.argv);
