// Checks that sessions and their queries, or with --job the whole job, run for a long time: npm run soak -- --help
import { resolve } from 'node:path';
import { createJobCommand, runJob } from '../command-line/job-command.ts';
import { filePath, positiveInteger, wholeNumber } from '../command-line/option-parsers.ts';
import { runProgram } from '../command-line/run-program.ts';
import { runBacklog } from './checks/soak/run-backlog.ts';
import { runDemoSoak } from './checks/soak/run-demo-soak.ts';
import { runJobSoak } from './checks/soak/run-job-soak.ts';
import { runSoak } from './checks/soak/run-soak.ts';

/** The default durations in minutes. */
const sessionMinutes = 70;
const jobMinutes = 60;
const demoPresses = 20;

interface CommandOptions {
  readonly job?: boolean;
  readonly backlog?: number;
  readonly demo?: number | true;
  readonly seed: number;
  readonly minutes?: number;
  readonly rate: number;
  readonly csv: string;
  readonly json?: boolean;
}

const program = createJobCommand({
  name: 'soak',
  runAs: 'npm run soak --',
  description:
    'Runs two sessions with a streaming query each: one waits in a single awaitTermination() call, the other does nothing. Fails unless both are still alive at the end. Spark 3.5 drops idle sessions after 60 minutes. With --job, runs the producer, with injected faults, and the consumer instead. Fails if memory, checkpoints, latency or lag grow after the warm-up, or if the account of the topic does not close. With --backlog, fills a topic first and drains it, with interruptions. Fails if memory grows with the backlog, or if Ctrl-C takes more than five seconds. With --demo, presses the buttons of the live demo that kill something, in Chromium. Fails unless the account of the records adds up after each, or if the memory of the tab grows.',
})
  .option('--job', 'run the job instead of idle sessions')
  .option('--backlog <records>', 'drain a backlog instead of idle sessions', positiveInteger)
  .option('--demo [presses]', `press buttons of the live demo instead (default: ${demoPresses})`, positiveInteger)
  .option('--seed <number>', 'draws the buttons, with --demo', wholeNumber(0, 2 ** 31), 1)
  .option(
    '--minutes <number>',
    `duration in minutes (default: ${sessionMinutes}; with --job, ${jobMinutes})`,
    positiveInteger,
  )
  .option('--rate <number>', 'records per second, with --job', positiveInteger, 500)
  .option('--csv <file>', 'file for the samples, with --job or --backlog', filePath, 'soak.csv')
  .option('--json', 'print the final figures as one JSON object')
  .action(
    runJob<CommandOptions>(({ job = false, backlog, demo, seed, minutes, rate, csv, json = false }, { signal }) => {
      if (backlog !== undefined) return runBacklog({ records: backlog, csv: resolve(csv), json }, signal);
      if (demo !== undefined) return runDemoSoak({ presses: demo === true ? demoPresses : demo, seed, json }, signal);
      if (job) return runJobSoak({ minutes: minutes ?? jobMinutes, rate, csv: resolve(csv), json }, signal);
      return runSoak({ minutes: minutes ?? sessionMinutes, json }, signal);
    }),
  );

await runProgram(program, process.argv);
