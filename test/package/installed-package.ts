import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { root } from '../../scripts/setup/paths.mjs';
import { examplesIn } from '../../scripts/checks/docs/doc-examples.ts';
import { asLocalServer } from '../../stack/as-local-server.ts';

/** A folder for packages and projects, which is deleted after the tests of a file. */
export const folder = mkdtempSync(join(tmpdir(), 'package-test-'));
// Vitest imports this file once for each test file.
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The end of a process, and what it has printed. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command with the tools of this repository in its path. */
export async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  given: NodeJS.ProcessEnv = process.env,
): Promise<Outcome> {
  const path = [join(root, 'node_modules', '.bin'), given['PATH'] ?? ''].join(delimiter);
  const child = spawn(command, args, { cwd, env: { ...given, PATH: path }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  return { status, stdout, stderr };
}

/** Runs a command that must succeed, and returns its output. */
export async function mustRun(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { status, stdout, stderr } = await run(command, args, cwd);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

/** Installs a package into an empty project; returns the folder of the project. */
export async function install(name: string, what: string): Promise<string> {
  const project = join(folder, name);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name, type: 'module' }));
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  await mustRun('npm', ['install', what, ...options], project);
  return project;
}

/** Lists the files of the installed package, without those of its dependencies. */
export function filesOf(project: string): string[] {
  const installed = join(project, 'node_modules', 'spark-connect-ts');
  return readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1))
    .sort();
}

/** Returns the first example of the README, which needs {@link localEnv}. */
export function firstExample(): string {
  return examplesIn('README.md')[0]?.code ?? '';
}

/** The environment of programs whose local server is that of the tests. */
export const localEnv: NodeJS.ProcessEnv = asLocalServer(inject('stateDir'), join(folder, 'state'));

/** Packs the package and installs it into an empty project; returns the folder of the project. */
export async function installPacked(): Promise<string> {
  await mustRun('npm', ['pack', '--pack-destination', folder, '--loglevel=error'], root);
  return install('project', tarball());
}

/** Returns the packed package. */
export function tarball(): string {
  return join(folder, readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? 'no tarball');
}
