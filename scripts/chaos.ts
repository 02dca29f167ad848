// Kills the running job's processes one after the other and checks that nothing is lost or counted twice: npm run chaos -- --help
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
    'Runs the job on a stack of its own and kills the driver, the Spark server, the Kafka broker and all three in turn, in the middle of the stream. Fails unless the final windows are exactly those of the records in the topic.',
})
  .option('--rounds <number>', 'how many', positiveInteger, 10)
  .option('--records <number>', 'records in a round, 100 or more', wholeNumber(100, 100_000), 300)
  .addOption(
    new Option('--seed <number>', 'draws the moments of the kills and the data (default: another one each time)')
      .argParser(wholeNumber(0, 2 ** 31))
      .default(Math.floor(Math.random() * 2 ** 31), 'another one each time'),
  )
  .addOption(new Option('--kill <what...>', 'only these, in turn').choices(targets))
  .option('--json', 'print one JSON object a line: each round, then a summary')
  .action(runJob<ChaosOptions>((options, { signal }) => runChaos(options, signal)));

await runProgram(program, process.argv);
