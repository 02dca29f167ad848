// Runs the embedded stack: Spark Connect and Kafka as two JVMs on this machine. npm run stack -- --help
import { Argument, Command, Option } from 'commander';
import { createJobCommand, runJob } from '../command-line/job-command.ts';
import { positiveInteger } from '../command-line/option-parsers.ts';
import { runProgram } from '../command-line/run-program.ts';
import { portsFromEnvironment, portVariables, standardPorts } from '../stack/ports.ts';
import type { PortName } from '../stack/ports.ts';
import { services } from '../stack/services.ts';
import { stackStatus } from '../stack/stack.ts';
import type { Stack } from '../stack/stack.ts';
import { serviceNames } from '../stack/stack-record.ts';
import type { ServiceName } from '../stack/stack-record.ts';
import { startStack } from '../stack/start-stack.ts';
import { checkReadable, lastLogLines, logFile, stateFolder } from '../stack/state-folder.ts';
import { stopStack } from '../stack/stop-stack.ts';

/** Evaluated by each command, so that a wrong STACK_DIR does not break --help. */
const currentStateFolder = (): string => stateFolder(process.env['STACK_DIR']);

const up = command('up', 'Start Spark Connect and Kafka, if they are not running, and wait until they answer.')
  .addOption(
    new Option('--token <token>', 'require this bearer token in every Spark Connect call').env('SPARK_CONNECT_TOKEN'),
  )
  .option('--tls', 'use TLS for Spark Connect, with a self-signed certificate')
  .option('--v8', 'put V8 on the class path of Spark, for functions that run in it')
  .action(
    runJob<{ token?: string; tls?: boolean; v8?: boolean }>(async ({ token, tls, v8 }, { signal }) => {
      const ports = portsFromEnvironment(process.env);
      const onProgress = (line: string): void => console.error(line);
      const stack = await startStack(currentStateFolder(), { ports, token, tls, v8, signal, onProgress });
      console.log(stack.started ? 'The stack is up.' : 'The stack is already up.');
      printAddresses(stack);
    }),
  );

const down = command('down', 'Stop Spark Connect and Kafka, and keep their logs and data.')
  .option('--clean', 'also delete logs, Kafka data and checkpoints')
  .action(
    runJob<{ clean?: boolean }>(async ({ clean = false }, { signal }) => {
      const onProgress = (line: string): void => console.error(line);
      const stopped = await stopStack(currentStateFolder(), { clean, signal, onProgress });
      console.log(stopped ? 'The stack is down.' : 'No stack was running.');
    }),
  );

const status = command('status', 'Show what is running. The exit code is 0 only if both services answer.').action(
  async () => {
    const { services: statuses, stack } = await stackStatus(currentStateFolder());
    for (const { service, pid, answers } of statuses) {
      const state =
        pid === undefined ? 'is not running' : `${answers ? 'answers' : 'does not answer'} (process ${pid})`;
      console.log(`${services[service].title} ${state}`);
    }
    if (stack) printAddresses(stack);
    else process.exitCode = 1;
  },
);

const logs = command('logs', 'Print the end of a log file.')
  .addArgument(new Argument('<service>').choices(serviceNames))
  .option('--lines <number>', 'number of lines', positiveInteger, 100)
  .action((service: ServiceName, { lines }: { lines: number }) => {
    const stateDir = currentStateFolder();
    checkReadable(stateDir);
    console.error(logFile(stateDir, service));
    for (const line of lastLogLines(stateDir, service, lines)) console.log(line);
  });

function command(name: string, description: string): Command {
  return createJobCommand({ name, runAs: `npm run stack -- ${name}`, description });
}

function printAddresses({ sparkRemote, kafkaServers, sparkUi, certificateFile }: Stack): void {
  console.log(`  Spark Connect  ${sparkRemote}`);
  console.log(`  Kafka          ${kafkaServers}`);
  console.log(`  Spark UI       ${sparkUi}`);
  if (certificateFile === undefined) return;
  console.log(`  Certificate    ${certificateFile} (for gRPC clients: set GRPC_DEFAULT_SSL_ROOTS_FILE_PATH)`);
}

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
for (const each of [up, down, status, logs]) program.addCommand(each);

await runProgram(program, process.argv);
