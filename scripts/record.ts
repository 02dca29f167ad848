// Takes the pictures of the page in the documentation: npm run record -- --help
import { join } from 'node:path';
import { createJobCommand, runJob } from '../command-line/job-command.ts';
import { runProgram } from '../command-line/run-program.ts';
import { recordPage } from './checks/record/record-page.ts';
import { root } from './setup/paths.mjs';

const program = createJobCommand({
  name: 'record',
  runAs: 'npm run record --',
  description:
    'Takes the pictures of the page in docs/images: runs the live demo, opens its page in Chromium, and films how the figures return after Spark was killed.',
}).action(runJob((_options, { signal }) => recordPage(join(root, 'docs', 'images'), signal)));

await runProgram(program, process.argv);
