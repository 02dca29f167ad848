import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../setup/paths.mjs';
import { install, must } from '../package/install.ts';

/** The folder of the examples. */
const examplesFolder = join(root, 'examples');

/** An example that has been copied out of the clone, with its packages. */
export interface ExampleProject {
  readonly folder: string;
  /** The address of the web UI and REST API of the Spark that it runs on. */
  readonly sparkUi: string;
  /** The environment of its programs, in which `local()` finds that Spark. */
  readonly env: NodeJS.ProcessEnv;
}

/** A program of an example that runs until it is stopped. */
export interface RunningExample {
  readonly pid: number;
  /** The address in its first line. */
  readonly url: string;
  /** Stops it with SIGTERM. Returns everything that it has printed. Throws if its exit code is not 0. */
  stop(): Promise<string>;
  kill(): void;
}

/** Copies an example to a folder. Installs its packages, and the packed one, in it, as a user would. */
export async function copyExample(name: string, folder: string, tarball: string): Promise<void> {
  const made = ['node_modules', 'dist', 'package-lock.json'].map((file) => join(examplesFolder, name, file));
  cpSync(join(examplesFolder, name), folder, { recursive: true, filter: (path) => !made.includes(path) });
  const settings = join(folder, 'tsconfig.json');
  if (!existsSync(settings)) cpSync(join(examplesFolder, 'tsconfig.json'), settings);
  await install(folder, [tarball]);
}

/** Compiles an example, unless it is a notebook, against the declarations of the package. */
export async function compileExample(folder: string): Promise<void> {
  if (!readdirSync(folder).some((file) => file.endsWith('.ts'))) return;
  await must(process.execPath, [join(root, 'node_modules', 'typescript-7', 'bin', 'tsc'), '--pretty', 'false'], folder);
}

/** Runs a script of an example, which must succeed, and returns its output. */
export function runScript({ folder, env }: ExampleProject, name: string): Promise<string> {
  return must('npm', ['run', '--silent', name], folder, env);
}

/** Starts `index.ts` of an example that serves HTTP. Resolves once it has printed its address. */
export async function startServer({ folder, env }: ExampleProject): Promise<RunningExample> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'index.ts'], {
    cwd: folder,
    env: { ...env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
  const closed = once(child, 'close') as Promise<[number | null]>;
  const firstLine = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const line = await Promise.race([firstLine, closed.then(() => undefined)]);
  const url = /http:\S+/.exec(line?.[0] ?? '')?.[0];
  if (url === undefined || child.pid === undefined) throw new Error(`The server has not started:\n${output}`);
  return {
    pid: child.pid,
    url,
    async stop() {
      child.kill('SIGTERM');
      const [code] = await closed;
      if (code !== 0) throw new Error(`The server ended with ${code}:\n${output}`);
      return output;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
