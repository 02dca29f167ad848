import type { Command } from 'commander';
import { runJob } from '../../command-line/job-command.ts';
import { UserError } from '../../command-line/user-error.ts';
import { services } from '../services.ts';
import { stackStatus, startedServices } from '../stack.ts';
import { createStackCommand, type FolderOption, type StackFront } from './front.ts';
import { printAddresses } from './print-addresses.ts';

/** Creates the command that says what is running. */
export function statusCommand(front: StackFront): Command {
  return createStackCommand(
    front,
    'status',
    'Show what is running. The exit code is 0 only if everything answers that "up" has started.',
  ).action(
    runJob<FolderOption>(async ({ dir }) => {
      const stateDir = front.folder(dir);
      const started = startedServices(stateDir);
      const { services: statuses, stack } = await stackStatus(stateDir, [...front.services, ...started]);
      for (const { service, runsAs, answers } of statuses) {
        const state =
          runsAs === undefined ? 'is not running' : `${answers ? 'answers' : 'does not answer'} (${runsAs})`;
        console.log(`${services[service].title} ${state}`);
      }
      if (stack === undefined)
        throw new UserError(
          advice(
            front,
            statuses.some(({ runsAs }) => runsAs !== undefined),
          ),
        );
      printAddresses(stack, started);
    }),
  );
}

function advice({ wording }: StackFront, isRunning: boolean): string {
  return isRunning
    ? `Start what is missing with "${wording.command('up')}", or see "${wording.command('logs')}".`
    : `Start the ${wording.stack} with "${wording.command('up')}".`;
}
