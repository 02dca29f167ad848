// Kills processes of the running job and checks that nothing is lost or counted twice: npm run chaos -- --help
import { Option } from 'commander';
import { createJobCommand, runJob } from '../command-line/job-command.ts';
import { positiveInteger, wholeNumber } from '../command-line/option-parsers.ts';
import { runProgram } from '../command-line/run-program.ts';
import { targets } from './checks/chaos/kill-plan.ts';
import { runChaos, type ChaosOptions } from './checks/chaos/run-chaos.ts';

const program = createJobCommand({
  name: 'chaos',
  runAs: 'npm run chaos --',
  description:
    'Runs the job on a dedicated stack and, in the middle of a stream with injected faults, kills in turn the driver, the producer, the Spark server and the Kafka broker, cuts all connections, and kills everything. Fails unless the topic has each message once, the account closes, and windows, dead letters and fates equal an independent calculation.',
})
  .option('--rounds <number>', 'number of rounds', positiveInteger, 20)
  .option('--records <number>', 'records per round, 100 or more', wholeNumber(100, 100_000), 300)
  .addOption(
    new Option('--seed <number>', 'seed for the times of the kills, the data and the faults (default: random)')
      .argParser(wholeNumber(0, 2 ** 31))
      .default(Math.floor(Math.random() * 2 ** 31), 'random'),
  )
  .addOption(new Option('--kill <what...>', 'kill or cut only these, in turn').choices(targets))
  .option(
    '--foreach-batch',
    'instead of the job, run a program that adds up the topic in a SQLite database with foreachBatch, and compare their sums',
  )
  .option('--json', 'print one JSON object per line: each round, then a summary')
  .action(runJob<ChaosOptions>((options, { signal }) => runChaos(options, signal)));

await runProgram(program, process.argv);
