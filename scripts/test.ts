// Runs all checks that a change must pass. CONTRIBUTING.md lists them.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup/paths.mjs';
import { countTests } from './checks/count-tests.ts';

const report = join(root, 'test-results.json');

const folders = ['src', 'jobs', 'command-line', 'stack', 'scripts', 'test'];

/** The title of each check, and its script and arguments. */
const checks = [
  ['Types', 'node_modules/typescript/bin/tsc', '--noEmit'],
  ['Types of the page', 'node_modules/typescript/bin/tsc', '-p', 'jobs/web/page'],
  ['Compilers', 'scripts/run.mjs', 'scripts/compilers.ts'],
  ['Public API', 'scripts/run.mjs', 'scripts/api-report.ts', '--check'],
  ['Lint', 'node_modules/eslint/bin/eslint.js', '.'],
  ['Imports', 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs', ...folders],
  ['Format', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
] as const;

/** Runs a script in the top folder with its output shown. Resolves to whether it succeeded. */
function run(script: string, args: readonly string[]): Promise<boolean> {
  const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward);
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      if (signal !== null || (code !== null && code > 128)) process.exit(code ?? 1);
      resolve(code === 0);
    });
  });
}

rmSync(report, { force: true });
for (const [title, script, ...args] of checks) {
  const start = performance.now();
  const ok = await run(script, args);
  console.log(`${title}: ${ok ? 'ok' : 'failed'} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  if (!ok) process.exit(1);
}

const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
const ok = await run('node_modules/vitest/vitest.mjs', ['run', ...reporters, ...process.argv.slice(2)]);
const { passed, failed } = countTests(report, ok);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
