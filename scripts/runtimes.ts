// Runs the unit tests and the package in Node.js 20 to 24, Deno and Bun: npm run test:runtimes -- --help
import { createJobCommand, runJob } from '../command-line/job-command.ts';
import { runProgram } from '../command-line/run-program.ts';
import { runRuntimes, type RuntimesOptions } from './checks/runtimes/run-runtimes.ts';
import { runtimes } from './checks/runtimes/runtimes.ts';

const program = createJobCommand({
  name: 'test:runtimes',
  runAs: 'npm run test:runtimes --',
  description: `Installs JavaScript runtimes in .setup, runs the unit tests and the packed package in each, and prints a table: ${runtimes.map(({ name }) => name).join(', ')}.`,
})
  .option('--only <name>', 'run only this runtime; can be repeated', (name: string, names: string[] = []) => [
    ...names,
    name,
  ])
  .option('--no-units', 'skip the unit tests')
  .option('--no-smoke', 'skip the package on a real server')
  .action(runJob<RuntimesOptions>((options, { signal }) => runRuntimes(options, signal)));

await runProgram(program, process.argv);
