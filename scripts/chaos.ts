// Kills the running job's processes one after the other and checks that nothing is lost or counted twice: npm run chaos -- --help
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Option } from 'commander';
import { createJobCommand, runJob } from '../command-line/job-command.ts';
import { positiveInteger, wholeNumber } from '../command-line/option-parsers.ts';
import { runProgram } from '../command-line/run-program.ts';
import { planKills, targets, type Target } from './checks/chaos/kill-plan.ts';
import { formatRound, formatTable, type RoundResult } from './checks/chaos/report.ts';
import { runRound } from './checks/chaos/run-round.ts';
import { readRecord } from '../stack/stack-record.ts';
import { startStack } from '../stack/start-stack.ts';
import { stopStack } from '../stack/stop-stack.ts';
import { ownTestStacks, stopOrphanedStacks, testStateFolder } from '../stack/own-stacks.ts';

interface Options {
  readonly rounds: number;
  readonly records: number;
  readonly seed: number;
  readonly kill?: readonly Target[];
  readonly json?: boolean;
}

const onProgress = (line: string): void => console.error(line);

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
  .action(runJob<Options>((options, { signal }) => chaos(options, signal)));

async function chaos({ rounds, records, seed, kill = targets, json = false }: Options, signal: AbortSignal) {
  onProgress(`Seed ${seed}: --seed ${seed} draws the same moments again.`);
  await stopOrphanedStacks();
  ownTestStacks();
  const stateDir = testStateFolder('chaos');
  const folder = mkdtempSync(join(tmpdir(), 'spark-connect-ts-chaos-'));
  let jobs: readonly { kill(): void }[] = [];
  const cleanUp = (): void => {
    for (const job of jobs) job.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', cleanUp);
  try {
    const stack = await startStack(stateDir, { otherPorts: 'free', onProgress, signal });
    const { ports } = readRecord(stateDir)!;
    const context = { stack, ports, folder, records, signal, onJobs: (begun: typeof jobs) => void (jobs = begun) };
    const results: RoundResult[] = [];
    for (const plan of planKills(rounds, seed, kill)) {
      const result = await runRound(plan, context);
      results.push(result);
      tell(result, json);
    }
    const failed = results.filter(({ failures }) => failures.length > 0).length;
    console.log(json ? JSON.stringify({ type: 'summary', seed, rounds, failed }) : formatTable(results));
    if (failed > 0) process.exitCode = 1;
  } finally {
    cleanUp();
    await stopStack(stateDir, { clean: true });
  }
}

function tell(result: RoundResult, json: boolean): void {
  if (json) return console.log(JSON.stringify({ type: 'round', ...result }));
  for (const line of formatRound(result)) console.log(line);
}

await runProgram(program, process.argv);
