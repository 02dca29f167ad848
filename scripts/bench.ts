// Compares the speed of this client and PySpark, on a dedicated server: npm run bench -- --help
import { once } from 'node:events';
import { createJobCommand, runJob } from '../command-line/job-command.ts';
import { runProgram } from '../command-line/run-program.ts';
import { runBench, type BenchOptions } from './checks/bench/run-bench.ts';
import { works } from './checks/bench/works.ts';

const program = createJobCommand({
  name: 'bench',
  runAs: 'npm run bench --',
  description: `Compares with PySpark: ${works.map(({ name }) => name).join(', ')}.`,
})
  .option('--json', 'print an array of {name, ours, pyspark, ratio, unit}')
  .option('--quick', 'run fewer rounds and skip streams; takes less than a minute once everything is set up')
  .option('--only <name>', 'run only this benchmark; can be repeated', (name: string, names: string[] = []) => [
    ...names,
    name,
  ])
  .action(runJob<BenchOptions>((options, { signal }) => Promise.race([runBench(options, signal), rejectOn(signal)])));

async function rejectOn(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}

await runProgram(program, process.argv);
