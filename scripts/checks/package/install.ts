import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../setup/paths.mjs';
import { errorLines, runCommand } from '../../setup/run-command.mjs';

const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];

/** Packs the package into a folder; returns the path of the tarball. */
export async function pack(folder: string): Promise<string> {
  await must('npm', ['pack', '--pack-destination', folder, '--loglevel=error'], root);
  return join(folder, readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? 'no package');
}

/** Creates an empty project. */
export function createProject(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }));
}

/** Installs packages, and the dependencies that a project has already, in a project. Takes what npm has in its cache. */
export async function install(project: string, packages: readonly string[]): Promise<void> {
  await must('npm', ['install', ...packages, '--prefer-offline', ...quiet], project);
}

/** Installs a package without running scripts; returns whether the registry has it. */
export async function installIfPublished(project: string, name: string): Promise<boolean> {
  const { ok, output } = await runCommand('npm', ['install', name, '--ignore-scripts', ...quiet], { cwd: project });
  if (!ok && !/E404/.test(output)) throw new Error(errorLines(output, /npm (error|ERR!)/).join('\n'));
  return ok;
}

/** Runs a command that must succeed, and returns its output. */
export async function must(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const { ok, output } = await runCommand(command, args, { cwd, env });
  if (ok) return output;
  throw new Error(`${command} ${args.join(' ')} failed:\n${output.trim().split('\n').slice(-25).join('\n')}`);
}
