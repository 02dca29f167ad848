import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setupDir } from '../../setup/paths.mjs';
import { createProject, install } from '../package/install.ts';

/** A JavaScript runtime, as a package on npm. */
export interface Runtime {
  readonly name: string;
  /** The package and its pinned version. */
  readonly package: string;
  /** The program in that package's project. */
  readonly program: readonly string[];
  /** The arguments in front of the script. */
  readonly run: readonly string[];
  /** The unit tests that run in it. Default: all. The jobs, the stack and the scripts of this repository need Node.js. */
  readonly units?: string;
}

const node = { program: ['node', 'bin', 'node'], run: ['--enable-source-maps'] } as const;

/** The runtimes that the package supports. */
export const runtimes: readonly Runtime[] = [
  { name: 'node-20', package: 'node@20.20.2', ...node },
  { name: 'node-22', package: 'node@22.23.3', ...node },
  { name: 'node-24', package: 'node@24.21.0', ...node },
  {
    name: 'deno',
    package: 'deno@2.9.6',
    program: ['.bin', 'deno'],
    run: ['run', '--allow-all', '--no-check'],
    units: 'src',
  },
  { name: 'bun', package: 'bun@1.4.4', program: ['.bin', 'bun'], run: ['--bun'], units: 'src' },
];

/** Installs a runtime in an ignored folder, unless it is there, and returns the path of its program. */
export async function installRuntime(runtime: Runtime, onProgress: (line: string) => void): Promise<string> {
  const folder = join(setupDir, 'runtimes', runtime.package);
  const program = join(folder, 'node_modules', ...runtime.program);
  if (existsSync(program)) return program;
  onProgress(`Installing ${runtime.package} …`);
  rmSync(folder, { recursive: true, force: true });
  createProject(folder);
  await install(folder, [runtime.package]);
  return program;
}
