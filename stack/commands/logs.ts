import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Argument, type Command } from 'commander';
import { runJob } from '../../command-line/job-command.ts';
import { positiveInteger } from '../../command-line/option-parsers.ts';
import { UserError } from '../../command-line/user-error.ts';
import { dockerLogsCommand } from '../docker.ts';
import { followFile } from '../follow-file.ts';
import { readRecord, serviceNames, type ServiceName } from '../stack-record.ts';
import { checkReadable, lastLogLines, logFile } from '../state-folder.ts';
import { createStackCommand, type FolderOption, type StackFront } from './front.ts';

interface LogsOptions extends FolderOption {
  readonly lines: number;
  readonly follow?: boolean;
}

/** Creates the command that shows the log of a service. */
export function logsCommand(front: StackFront): Command {
  const command = createStackCommand(front, 'logs', 'Print the end of the log of a service.')
    .addArgument(new Argument('[service]', 'default: spark').choices(serviceNames))
    .option('--lines <number>', 'number of lines', positiveInteger, 100)
    .option('--follow', 'go on with new lines until Ctrl-C');
  return command.action((service: ServiceName = 'spark', options: LogsOptions & { readonly verbose: boolean }) =>
    runJob<LogsOptions>(async ({ dir, lines, follow = false }, { signal, log }) => {
      const stateDir = front.folder(dir);
      checkReadable(stateDir);
      if (existsSync(stateDir) && readRecord(stateDir)?.docker) {
        return pass(dockerLogsCommand(stateDir, service, { lines, follow }), signal);
      }
      const file = logFile(stateDir, service);
      if (!existsSync(file)) {
        throw new UserError(
          `There is no log in ${stateDir}. Start the ${front.wording.stack} with "${front.wording.command('up')}".`,
        );
      }
      log.notice(file);
      for (const line of lastLogLines(stateDir, service, lines)) console.log(line);
      if (!follow) return;
      for await (const text of followFile(file, signal)) process.stdout.write(text);
    })(options),
  );
}

/** Runs a command whose output is that of this process. */
async function pass(
  { command, args }: { readonly command: string; readonly args: readonly string[] },
  signal: AbortSignal,
): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  signal.addEventListener('abort', () => child.kill());
  const [code] = (await once(child, 'close')) as [number | null];
  signal.throwIfAborted();
  if (code !== 0) throw new UserError('Docker cannot show the log; the reason is above.');
}
