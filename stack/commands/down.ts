import type { Command } from 'commander';
import { runJob } from '../../command-line/job-command.ts';
import { stopStack } from '../stop-stack.ts';
import { createStackCommand, type FolderOption, type StackFront } from './front.ts';

/** Creates the command that stops the stack. */
export function downCommand(front: StackFront): Command {
  return createStackCommand(front, 'down', 'Stop what "up" has started, and keep logs and data.')
    .option('--clean', 'also delete logs and data: tables, checkpoints and topics')
    .action(
      runJob<FolderOption & { readonly clean?: boolean }>(async ({ dir, clean = false }, { signal, log }) => {
        const onProgress = (line: string): void => log.notice(line);
        const stopped = await stopStack(front.folder(dir), { clean, signal, onProgress });
        const { stack } = front.wording;
        console.log(stopped ? `The ${stack} is down.` : `No ${stack} was running.`);
      }),
    );
}
