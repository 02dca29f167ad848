import { Command } from 'commander';
import { runProgram } from '../command-line/run-program.ts';
import { consumeCommand } from './consume/command.ts';
import { demoCommand } from './demo/command.ts';
import { generateDataCommand } from './generate-data/command.ts';
import { produceCommand } from './produce/command.ts';

const program = new Command('jobs')
  .description('The customer-transactions job: data, producer, Spark query, demo.')
  .addCommand(generateDataCommand)
  .addCommand(produceCommand)
  .addCommand(consumeCommand)
  .addCommand(demoCommand);

await runProgram(program, process.argv);
