// Runs all checks that a change must pass, or with --long the cases that take long. CONTRIBUTING.md lists them.
import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { root } from './setup/paths.mjs';
import { ensureReferences } from './setup/references.mjs';
import { countTests } from './checks/count-tests.ts';

const report = join(root, 'test-results.json');

const folders = ['src', 'companion', 'jobs', 'command-line', 'stack', 'cli', 'scripts', 'test'];

/** The title of each check, and its script and arguments. The longest comes first, because the others fit next to it. */
const checks = [
  ['Lint', 'node_modules/eslint/bin/eslint.js', '.'],
  ['Types', 'node_modules/typescript-7/bin/tsc', '--noEmit'],
  ['Types of the page', 'node_modules/typescript-7/bin/tsc', '-p', 'jobs/web/page'],
  ['Public API', 'scripts/run.mjs', 'scripts/api-report.ts', '--check'],
  ['Compilers', 'scripts/run.mjs', 'scripts/compilers.ts'],
  ['Format', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
  ['Imports', 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs', ...folders],
] as const;

/** The projects of vitest.config.ts that belong to the checks, and those that take long. */
const shortProjects = ['unit', 'unit-isolated', 'browser', 'integration'];
const longProjects = ['long', 'v8'];

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill();
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    for (const child of running) child.kill(signal);
  });
}

interface Outcome {
  readonly ok: boolean;
  /** What the script has printed, unless that was shown at once. */
  readonly output: string;
}

/** Runs a script in the top folder. `show` shows its output at once. */
function run(script: string, args: readonly string[], show: boolean): Promise<Outcome> {
  const output: Buffer[] = [];
  const stdio = show ? 'inherit' : 'pipe';
  const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: ['inherit', stdio, stdio] });
  running.add(child);
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => output.push(chunk));
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      running.delete(child);
      if (!hasFailed && (signal !== null || (code !== null && code > 128))) process.exit(code ?? 1);
      resolve({ ok: code === 0, output: Buffer.concat(output).toString() });
    });
  });
}

let hasFailed = false;

/** Takes checks until none is left. A check that fails ends the others. */
async function takeChecks(left: (typeof checks)[number][]): Promise<void> {
  for (let check = left.shift(); check !== undefined && !hasFailed; check = left.shift()) {
    const [title, script, ...args] = check;
    const start = performance.now();
    const { ok, output } = await run(script, args, false);
    if (hasFailed) return;
    process.stdout.write(output);
    console.log(`${title}: ${ok ? 'ok' : 'failed'} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    if (ok) continue;
    hasFailed = true;
    for (const child of running) child.kill();
  }
}

rmSync(report, { force: true });
const args = process.argv.slice(2);
const isLong = args[0] === '--long';
if (!isLong) {
  const left = [...checks];
  // Each check keeps one core busy. The references of the tests come from the network meanwhile.
  const workers = Array.from({ length: availableParallelism() }, () => takeChecks(left));
  await Promise.all([ensureReferences(), ...workers]);
  if (hasFailed) process.exit(1);
}

const projects = (isLong ? longProjects : shortProjects).flatMap((name) => ['--project', name]);
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
const vitest = ['run', ...projects, ...reporters, ...args.slice(isLong ? 1 : 0)];
const { ok } = await run('node_modules/vitest/vitest.mjs', vitest, true);
const { passed, failed } = countTests(report, ok);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
