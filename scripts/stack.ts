// Runs the embedded stack: Spark Connect and Kafka as two JVMs on this machine. npm run stack -- --help
import { Command, Option } from 'commander';
import { runProgram } from '../command-line/run-program.ts';
import { downCommand } from '../stack/commands/down.ts';
import type { StackFront } from '../stack/commands/front.ts';
import { logsCommand } from '../stack/commands/logs.ts';
import { statusCommand } from '../stack/commands/status.ts';
import { upCommand } from '../stack/commands/up.ts';
import { portVariables, standardPorts, type PortName } from '../stack/port-names.ts';
import { portsFromEnvironment } from '../stack/ports.ts';
import { serviceNames } from '../stack/stack-record.ts';
import { stateFolder } from '../stack/state-folder.ts';
import { wording } from '../stack/wording.ts';

const front: StackFront = {
  wording: wording(),
  // Evaluated by each command, so that a wrong STACK_DIR does not break --help.
  folder: (given) => stateFolder(given ?? process.env['STACK_DIR']),
  services: serviceNames,
  upOptions: [new Option('--v8', 'put V8 on the class path of Spark, for functions that run in it')],
  ports: () => portsFromEnvironment(process.env),
  defaults: {},
  nextSteps: () => [],
};

const portHelp = (Object.entries(portVariables) as [PortName, string][])
  .map(([port, variable]) => `  ${variable.padEnd(22)} ${standardPorts[port]}`)
  .join('\n');

const program = new Command('stack')
  .description('Runs Spark Connect and Kafka on this machine, on 127.0.0.1 only.')
  .configureHelp({ commandUsage: () => 'npm run stack -- <command>' })
  .addHelpText(
    'after',
    `\nEnvironment:\n  STACK_DIR              folder for logs and data (default: .stack)\n${portHelp}`,
  );
for (const create of [upCommand, downCommand, statusCommand, logsCommand]) program.addCommand(create(front));

await runProgram(program, process.argv);
