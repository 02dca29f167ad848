// Runs the examples as a user would, with the packed package on a dedicated server: npm run examples -- --help
import { createJobCommand, runJob } from '../command-line/job-command.ts';
import { runProgram } from '../command-line/run-program.ts';
import { examples } from './checks/examples/examples.ts';
import { runExamples, type ExamplesOptions } from './checks/examples/run-examples.ts';

const program = createJobCommand({
  name: 'examples',
  runAs: 'npm run examples --',
  description: `Packs the package, installs it in a copy of each example, compiles the example, and checks what it does on a dedicated server: ${examples.map(({ name }) => name).join(', ')}.`,
})
  .option('--only <name>', 'run only this example; can be repeated', (name: string, names: string[] = []) => [
    ...names,
    name,
  ])
  .action(runJob<ExamplesOptions>((options, { signal }) => runExamples(options, signal)));

await runProgram(program, process.argv);
