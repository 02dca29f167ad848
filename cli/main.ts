#!/usr/bin/env node
// The command of the package: npx spark-connect-ts --help
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { runProgram } from '../command-line/run-program.ts';
import { commands, type LazyCommand } from './commands.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};
const program = new Command('spark-connect-ts')
  .description('Run Spark Connect on this machine, and a shell with a Spark session.')
  .version(version)
  .configureHelp({ commandUsage: () => 'npx spark-connect-ts <command>', subcommandTerm: (command) => command.name() });
for (const each of commands) program.addCommand(await create(each), { hidden: each.hidden ?? false });

await runProgram(program, process.argv);

/** Loads the command that the arguments name. The others only appear in the help. */
async function create({ name, description, load }: LazyCommand): Promise<Command> {
  const isWanted = process.argv[2] === name || (process.argv[2] === 'help' && process.argv[3] === name);
  return isWanted ? load() : new Command(name).description(description);
}
