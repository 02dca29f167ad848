// Bundles the jobs, because the tests start many processes of them.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { jobScriptVariable } from '../../jobs/job-process.ts';
import { setupDir } from '../../scripts/setup/paths.mjs';
import { bundleProgram } from './bundle-program.ts';

/** Runs once before the integration tests. Vitest calls the returned function once after them. */
export default async function setup(): Promise<() => void> {
  const script = join(setupDir, 'test', `jobs-${process.pid}.mjs`);
  await bundleProgram('jobs/cli.ts', script);
  process.env[jobScriptVariable] = script;
  return () => {
    rmSync(script, { force: true });
  };
}
