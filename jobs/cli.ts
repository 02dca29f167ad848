import { Command } from 'commander';
import { logOptions } from '../command-line/log.ts';
import { runProgram } from '../command-line/run-program.ts';
import { logSparkEvents } from './debug-log.ts';
import { archiveCommand } from './archive/command.ts';
import { consumeCommand } from './consume/command.ts';
import { deadLettersCommand } from './dead-letters/command.ts';
import { demoCommand } from './demo/command.ts';
import { auditCommand } from './fates/command.ts';
import { generateDataCommand } from './generate-data/command.ts';
import { produceCommand } from './produce/command.ts';
import { queryCommand } from './query/command.ts';

/** Adds the options to each command that has no commands of its own. */
function addLogOptions(command: Command): void {
  if (command.commands.length > 0) command.commands.forEach(addLogOptions);
  else logOptions().forEach((option) => command.addOption(option));
}

const program = new Command('jobs')
  .description('The customer transactions job: test data, producer, Spark query and demo.')
  .addCommand(generateDataCommand)
  .addCommand(produceCommand)
  .addCommand(consumeCommand)
  .addCommand(deadLettersCommand)
  .addCommand(auditCommand)
  .addCommand(queryCommand)
  .addCommand(archiveCommand)
  .addCommand(demoCommand);

// Loaded only when they are named, so that the other commands start as fast as without them.
const cloudCommands: Readonly<Record<string, () => Promise<Command>>> = {
  dataproc: async () => (await import('./google-cloud/command.ts')).dataprocCommand,
  'gcs-upload': async () => (await import('./google-cloud/upload-command.ts')).uploadCommand,
};
const cloudCommand = await cloudCommands[process.argv[2] ?? '']?.();
if (cloudCommand !== undefined) program.addCommand(cloudCommand);

addLogOptions(program);
program.hook('preAction', (_, action) => {
  if (action.opts()['debug'] === true) logSparkEvents();
});

await runProgram(program, process.argv);
