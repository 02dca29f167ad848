import type { Command, Option } from 'commander';
import { createJobCommand } from '../../command-line/job-command.ts';
import type { StackPorts } from '../port-names.ts';
import type { StackOptions } from '../start-stack.ts';
import type { ServiceName } from '../stack-record.ts';
import { useWording, type Wording } from '../wording.ts';

/** What differs between the programs that have these commands: `npm run stack` and the command of the package. */
export interface StackFront {
  readonly wording: Wording;
  /** Returns the state folder, given the value of `--dir`. */
  readonly folder: (given: string | undefined) => string;
  /** The services that `up` starts without further options. */
  readonly services: readonly ServiceName[];
  /** The options of `up` that the other program does not have. */
  readonly upOptions: readonly Option[];
  /** Returns the ports that the environment sets. */
  readonly ports: () => Partial<StackPorts>;
  /** How `up` chooses what no option sets. */
  readonly defaults: Pick<StackOptions, 'otherPorts' | 'otherToken'>;
  /** Returns what the user can do next, once the stack is up. `folder` is the value of `--dir`. */
  readonly nextSteps: (folder: string | undefined) => readonly string[];
}

/** The option that all commands have. */
export interface FolderOption {
  readonly dir?: string;
}

/** Creates a command of the stack. */
export function createStackCommand(front: StackFront, name: string, description: string): Command {
  useWording(front.wording);
  return createJobCommand({ name, runAs: front.wording.command(name), description }).option(
    '--dir <folder>',
    'folder for logs and data',
  );
}
