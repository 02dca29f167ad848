import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../command-line/user-error.ts';
import { fingerprint, readIfPresent, writeWhole } from '../../setup/fingerprint.mjs';
import { withLock } from '../../setup/lock.mjs';
import { root, setupDir } from '../../setup/paths.mjs';
import { errorLines, runCommand } from '../../setup/run-command.mjs';

const folder = join(setupDir, 'bench');
const environment = join(folder, 'venv');
const stamp = join(folder, 'venv.stamp');
const requirements = join(root, 'scripts', 'checks', 'bench', 'requirements.txt');

/** The oldest and newest Python 3 minor versions that the pinned packages have wheels for. */
const versions = { oldest: 9, newest: 12 };

/** Creates a Python environment with the pinned PySpark, if it does not exist, and returns the path of its Python. */
export async function preparePython(onProgress: (line: string) => void): Promise<string> {
  const python = join(environment, 'bin', 'python');
  await withLock(join(folder, 'lock'), async () => {
    const wanted = fingerprint([requirements]);
    if (readIfPresent(stamp) === wanted) return;
    rmSync(stamp, { force: true });
    onProgress('Setting up PySpark in a separate Python environment (PyPI; 500 MB, takes a minute) …');
    await run(await findPython(), ['-m', 'venv', '--clear', environment]);
    await run(python, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements]);
    writeWhole(stamp, wanted ?? '');
  });
  return python;
}

async function findPython(): Promise<string> {
  const candidates = [process.env['PYTHON'], 'python3', 'python3.11', 'python3.12', 'python3.10', 'python3.9'];
  for (const command of candidates) {
    if (command !== undefined && (await fits(command))) return command;
  }
  throw new UserError(
    `The comparison needs Python 3.${versions.oldest} to 3.${versions.newest}: install one, or set the environment variable PYTHON to its path.`,
  );
}

async function fits(command: string): Promise<boolean> {
  const check = `import sys, venv, ensurepip; sys.exit(not (3, ${versions.oldest}) <= sys.version_info[:2] <= (3, ${versions.newest}))`;
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
