// Everything that has to hold before a change goes in: types, lint, format, unit and integration tests.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup/paths.mjs';
import { countTests } from './checks/count-tests.ts';

const report = join(root, 'test-results.json');

const checks = [
  ['Types', 'typescript/bin/tsc', '--noEmit'],
  ['Declarations', 'typescript/bin/tsc', '-p', 'tsconfig.build.json', '--noEmit'],
  ['Lint', 'eslint/bin/eslint.js', '.'],
  ['Format', 'prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
] as const;

/** Runs a tool of node_modules in the top folder, shows what it prints, and resolves to whether it was content. */
function run(tool: string, args: readonly string[]): Promise<boolean> {
  const command = [join(root, 'node_modules', tool), ...args];
  const child = spawn(process.execPath, command, { cwd: root, stdio: 'inherit' });
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
for (const [title, tool, ...args] of checks) {
  const start = performance.now();
  const ok = await run(tool, args);
  console.log(`${title}: ${ok ? 'ok' : 'failed'} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  if (!ok) process.exit(1);
}

const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
const ok = await run('vitest/vitest.mjs', ['run', ...reporters, ...process.argv.slice(2)]);
const { passed, failed } = countTests(report, ok);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
