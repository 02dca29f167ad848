import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withOwnStack } from '../../../stack/own-stacks.ts';
import { choose } from '../choose.ts';
import { createProject, install, pack } from '../package/install.ts';
import { openWays, runSmoke, writeSmokeProgram, type CaseOutcome } from './run-smoke.ts';
import { judge, runUnits, type JudgedOutcome } from './run-units.ts';
import { installRuntime, runtimes, type Runtime } from './runtimes.ts';

export interface RuntimesOptions {
  readonly only?: readonly string[];
  readonly smoke?: boolean;
  readonly units?: boolean;
}

/** What a runtime has shown. A part that was not asked for is missing. */
interface Results {
  readonly runtime: Runtime;
  readonly cases?: readonly CaseOutcome[];
  readonly units?: JudgedOutcome;
}

/**
 * Installs each runtime, runs the unit tests and the package in it, and prints a table. Sets the exit code to 1 if anything fails that is not
 * a known failure, or if a known failure passes.
 */
export async function runRuntimes(options: RuntimesOptions, signal: AbortSignal): Promise<void> {
  const { smoke = true, units = true } = options;
  const chosen = choose('runtime', runtimes, options.only);
  const commands = new Map<Runtime, readonly string[]>();
  for (const runtime of chosen) commands.set(runtime, [await installRuntime(runtime, console.error), ...runtime.run]);

  const results = new Map<Runtime, Omit<Results, 'runtime'>>();
  if (smoke) {
    for (const [runtime, cases] of await smokeIn(commands, signal)) results.set(runtime, { cases });
  }
  if (units) {
    for (const [runtime, command] of commands) {
      console.error(`Unit tests in ${runtime.name} …`);
      const outcome = judge(await runUnits(command, runtime.units ?? []), runtime.knownFailures);
      for (const { title, reason } of outcome.known) console.error(`  known failure  ${title}\n    ${reason}`);
      for (const { title, message } of outcome.unknown) console.error(`  FAILED  ${title}\n    ${message}`);
      for (const title of outcome.outdated) console.error(`  PASSES  ${title}\n    Remove it from the known failures.`);
      results.set(runtime, { ...results.get(runtime), units: outcome });
    }
  }
  const all = [...results].map(([runtime, result]) => ({ runtime, ...result }));
  console.log(formatResults(all));
  if (all.some(hasFailed)) process.exitCode = 1;
}

/** Returns whether something happened that is not expected. */
export function hasFailed({ cases = [], units }: Omit<Results, 'runtime'>): boolean {
  return cases.some(({ ok }) => !ok) || (units !== undefined && units.unknown.length + units.outdated.length > 0);
}

/** Runs the package in each runtime on one server. */
async function smokeIn(
  commands: ReadonlyMap<Runtime, readonly string[]>,
  signal: AbortSignal,
): Promise<Map<Runtime, CaseOutcome[]>> {
  const folder = mkdtempSync(join(tmpdir(), 'runtimes-'));
  const results = new Map<Runtime, CaseOutcome[]>();
  try {
    console.error('Packing …');
    const project = join(folder, 'project');
    createProject(project);
    await install(project, [await pack(folder), '@babel/standalone@7']);
    await writeSmokeProgram(project);
    await withOwnStack('runtimes', { services: ['spark'], onProgress: console.error, signal }, async (stack) => {
      const ways = await openWays(stack, folder);
      for (const [runtime, command] of commands) {
        console.error(`The package in ${runtime.name} …`);
        const outcomes: CaseOutcome[] = [];
        await runSmoke(command, project, ways.env, (outcome) => {
          outcomes.push(outcome);
          const time = `${(outcome.milliseconds / 1000).toFixed(1)} s`;
          console.error(
            `  ${outcome.ok ? 'ok' : 'FAILED'}  ${outcome.name} (${time})${outcome.error ? `\n${outcome.error}` : ''}`,
          );
        });
        results.set(runtime, outcomes);
      }
      await ways.close();
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return results;
}

/** Returns a table with a row for each case and a column for each runtime. */
export function formatResults(results: readonly Results[]): string {
  const names = [...new Set(results.flatMap(({ cases = [] }) => cases.map(({ name }) => name)))];
  const caseRows = names.map((name) => [
    name,
    ...results.map(({ cases = [] }) => {
      const outcome = cases.find((each) => each.name === name);
      return outcome === undefined ? 'not run' : outcome.ok ? 'ok' : 'FAILED';
    }),
  ]);
  const hasUnits = results.some(({ units }) => units !== undefined);
  const unitRow = ['unit tests', ...results.map(({ units }) => (units ? formatUnits(units) : 'not run'))];
  const rows = [['', ...results.map(({ runtime }) => runtime.name)], ...caseRows, ...(hasUnits ? [unitRow] : [])];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function formatUnits({ passed, known, unknown, outdated }: JudgedOutcome): string {
  return [
    `${passed} ok`,
    ...(known.length > 0 ? [`${known.length} known`] : []),
    ...(unknown.length > 0 ? [`${unknown.length} FAILED`] : []),
    ...(outdated.length > 0 ? [`${outdated.length} no longer FAILED`] : []),
  ].join(', ');
}
