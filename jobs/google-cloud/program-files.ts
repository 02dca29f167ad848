import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { UserError } from '../../command-line/user-error.ts';
import { nodeRuntime, runTool, setupFolder, topFolder } from '../../stack/dataproc/node-runtime.ts';

/** A file of a job, and its name below the folder of the files. */
export interface ProgramFile {
  readonly path: string;
  readonly name: string;
}

/** The program and the Node.js that runs it on a cluster. */
export interface ProgramFiles {
  readonly program: ProgramFile;
  readonly runtime: ProgramFile;
}

/** Packs the jobs into one file, and gets the Node.js for the nodes of a cluster from npm's registry if it is missing. */
export async function programFiles(): Promise<ProgramFiles> {
  const folder = join(setupFolder, 'cluster');
  mkdirSync(folder, { recursive: true });
  const [program, runtime] = [join(folder, 'jobs.mjs'), join(folder, `node-v${nodeRuntime.version}-linux-x64`)];
  await packJobs(program);
  if ((await stat(runtime).catch(() => undefined)) === undefined) await fetchRuntime(folder, runtime);
  const digest = createHash('sha256')
    .update(await readFile(program))
    .digest('hex')
    .slice(0, 12);
  return {
    program: { path: program, name: `job/jobs-${digest}.mjs` },
    runtime: { path: runtime, name: `job/node-v${nodeRuntime.version}-linux-x64` },
  };
}

/** Packs the jobs, with all packages that they use on a cluster, into one file. */
export async function packJobs(outfile: string): Promise<void> {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: topFolder,
    entryPoints: ['jobs/cli.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    keepNames: true,
    minifySyntax: true,
    // On the cluster, nothing is created in the cloud, no page is shown, and no module of the user is loaded.
    external: ['@google-cloud/*', 'tsx'],
    alias: { esbuild: './jobs/google-cloud/no-esbuild.ts' },
    // Packages in CommonJS format call require(), which a module does not have.
    banner: {
      js: "import { createRequire as createRequireOfModule } from 'node:module'; const require = createRequireOfModule(import.meta.url);",
    },
    plugins: [bundledRequire],
    logLevel: 'error',
  });
}

/** Lets esbuild see the modules that the jobs require through createRequire(), of which the cluster has none. */
const bundledRequire: Plugin = {
  name: 'bundled-require',
  setup(build) {
    build.onLoad({ filter: /[/\\]jobs[/\\].*\.ts$/ }, async ({ path }) => ({
      loader: 'ts',
      contents: (await readFile(path, 'utf8'))
        .replaceAll('const require = createRequire(import.meta.url);', '')
        .replaceAll('createRequire(import.meta.url)(', 'require('),
    }));
  },
};

async function fetchRuntime(folder: string, target: string): Promise<void> {
  const temporary = await mkdtemp(join(folder, 'runtime-'));
  try {
    const spec = `${nodeRuntime.package}@${nodeRuntime.version}`;
    const { ok, output } = await runTool('npm', ['pack', spec, '--silent', '--pack-destination', temporary]);
    if (!ok)
      throw new UserError(`npm cannot fetch ${spec}, the Node.js for the cluster: ${output.trim().split('\n').at(-1)}`);
    const archive = join(temporary, output.trim().split('\n').at(-1) ?? '');
    const unpacked = await runTool('tar', ['-xzf', archive, '-C', temporary]);
    if (!unpacked.ok) throw new UserError(`tar cannot unpack ${spec}: ${unpacked.output.trim()}`);
    await rename(join(temporary, 'package', 'bin', 'node'), target);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
