// Bundles the jobs, so that the many processes that the tests start are ready in a quarter of the time.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { jobScriptVariable } from '../../jobs/job-process.ts';
import { root } from '../../scripts/setup/paths.mjs';

/** Runs once before the integration tests. Vitest calls the returned function once after them. */
export default async function setup(): Promise<() => void> {
  // As deep in the clone as the file that finds the top folder of the clone from its own path.
  const script = join(root, '.setup', 'test', `jobs-${process.pid}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: ['jobs/cli.ts'],
    outfile: script,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    keepNames: true,
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  process.env[jobScriptVariable] = script;
  return () => {
    rmSync(script, { force: true });
  };
}
