import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../command-line/user-error.ts';
import { fingerprint, readIfPresent, writeWhole } from '../setup/fingerprint.mjs';
import { withLock } from '../setup/lock.mjs';
import { setupDir } from '../setup/paths.mjs';
import { errorLines, runCommand } from '../setup/run-command.mjs';

/** A Python environment with pinned packages, in an ignored folder. */
export interface PythonEnvironment {
  /** The folder in `.setup`. */
  readonly name: string;
  /** The file that lists the packages. */
  readonly requirements: string;
  /** What is said before they are installed. */
  readonly message: string;
  /** The oldest and newest Python 3 minor versions that the pinned packages have wheels for. */
  readonly versions: { readonly oldest: number; readonly newest: number };
}

/** Creates a Python environment, if it does not exist, and returns the path of its Python. */
export async function prepareEnvironment(
  { name, requirements, message, versions }: PythonEnvironment,
  onProgress: (line: string) => void,
): Promise<string> {
  const folder = join(setupDir, name);
  const environment = join(folder, 'venv');
  const stamp = join(folder, 'venv.stamp');
  const python = join(environment, 'bin', 'python');
  await withLock(join(folder, 'lock'), async () => {
    const wanted = fingerprint([requirements]);
    if (readIfPresent(stamp) === wanted) return;
    rmSync(stamp, { force: true });
    onProgress(message);
    await run(await findPython(versions), ['-m', 'venv', '--clear', environment]);
    await run(python, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements]);
    writeWhole(stamp, wanted ?? '');
  });
  return python;
}

async function findPython(versions: PythonEnvironment['versions']): Promise<string> {
  const candidates = [process.env['PYTHON'], 'python3', 'python3.11', 'python3.12', 'python3.10', 'python3.9'];
  for (const command of candidates) {
    if (command !== undefined && (await fits(command, versions))) return command;
  }
  throw new UserError(
    `This needs Python 3.${versions.oldest} to 3.${versions.newest}: install one, or set the environment variable PYTHON to its path.`,
  );
}

async function fits(command: string, { oldest, newest }: PythonEnvironment['versions']): Promise<boolean> {
  const check = `import sys, venv, ensurepip; sys.exit(not (3, ${oldest}) <= sys.version_info[:2] <= (3, ${newest}))`;
  return runCommand(command, ['-c', check]).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const { ok, output } = await runCommand(command, args);
  if (ok) return;
  throw new UserError(`${args.slice(0, 3).join(' ')} failed: ${errorLines(output, /error/i).join(' ')}`);
}
