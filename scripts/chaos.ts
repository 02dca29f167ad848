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
    'Runs the job on a dedicated stack and, in the middle of the stream, kills in turn the driver, the Spark server, the Kafka broker, and all three. Fails unless the final windows match the records in the topic exactly.',
})
  .option('--rounds <number>', 'number of rounds', positiveInteger, 10)
  .option('--records <number>', 'records per round, 100 or more', wholeNumber(100, 100_000), 300)
  .addOption(
    new Option('--seed <number>', 'seed for the times of the kills and for the data (default: random)')
      .argParser(wholeNumber(0, 2 ** 31))
      .default(Math.floor(Math.random() * 2 ** 31), 'random'),
  )
  .addOption(new Option('--kill <what...>', 'kill only these, in turn').choices(targets))
  .option('--json', 'print one JSON object per line: each round, then a summary')
  .action(runJob<ChaosOptions>((options, { signal }) => runChaos(options, signal)));

await runProgram(program, process.argv);
