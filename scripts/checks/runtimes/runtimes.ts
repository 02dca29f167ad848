import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setupDir } from '../../setup/paths.mjs';
import { createProject, install } from '../package/install.ts';

/** Unit tests that fail in a runtime. */
export interface KnownFailure {
  readonly file: string;
  /** The full names of the tests. */
  readonly tests: readonly string[];
  readonly reason: string;
}

/** A JavaScript runtime, as a package on npm. */
export interface Runtime {
  readonly name: string;
  /** The package and its pinned version. */
  readonly package: string;
  /** The program in that package's project. */
  readonly program: readonly string[];
  /** The arguments in front of the script. */
  readonly run: readonly string[];
  /** The folders whose unit tests run in it. Default: all. */
  readonly units?: readonly string[];
  /** What does not work in it, and why. docs/runtimes.md tells users about it. */
  readonly knownFailures?: readonly KnownFailure[];
}

const node = { program: ['node', 'bin', 'node'], run: ['--enable-source-maps'] } as const;

/** The folders of what the package contains. The jobs, the stack and the scripts of this repository are programs of Node.js. */
const packaged = ['src', 'cli'];

const largeTrailers = {
  file: 'src/client/spark-connect-client.test.ts',
  tests: ['error trailers that are too large for Node to receive cause an error that says so'],
} as const;

const functionLine = {
  file: 'src/companion/function-source.test.ts',
  tests: ['locationOf names the line of the TypeScript source'],
} as const;

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
    units: packaged,
    knownFailures: [
      {
        ...functionLine,
        reason: "node:inspector answers later, but an error is created at once, so the function's place stays unknown.",
      },
      {
        ...largeTrailers,
        reason:
          'The call seems cancelled by the server if its trailers exceed 64 KiB, which Node.js cannot receive either.',
      },
      {
        file: 'src/cloud/google/websocket-bridge.test.ts',
        tests: [
          'the bridge reads no faster than the client accepts',
          'the bridge reads no faster than the session accepts',
        ],
        reason: 'A paused socket of node:tls continues to read from the network.',
      },
      {
        file: 'src/cloud/databricks/connect-databricks.test.ts',
        tests: [
          'connect({ databricks }) sends the cluster, and renews the token of a service principal',
          'connect({ databricks }) reads what is missing from the environment',
          'connect({ databricks }) fails with one clear sentence with a wrong secret, which it does not show',
        ],
        reason: 'Only the test: fetch() ignores NODE_TLS_REJECT_UNAUTHORIZED, so it cannot reach the fake workspace.',
      },
    ],
  },
  {
    name: 'bun',
    package: 'bun@1.4.4',
    program: ['.bin', 'bun'],
    run: ['--bun'],
    units: packaged,
    knownFailures: [
      {
        ...functionLine,
        reason: 'node:inspector cannot examine values, so the place of a function stays unknown.',
      },
      {
        ...largeTrailers,
        reason: 'Only the test: its server, which also runs in Bun, cannot send trailers that exceed 64 KiB.',
      },
    ],
  },
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
