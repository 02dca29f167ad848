import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from '../../setup/paths.mjs';
import { runCommand } from '../../setup/run-command.mjs';
import type { KnownFailure } from './runtimes.ts';

/** A test that failed, or a file that could not be loaded, with the first line of the message. */
export interface Failure {
  readonly title: string;
  readonly message: string;
}

/** The outcome of the unit tests. */
export interface UnitOutcome {
  readonly passed: number;
  readonly failed: readonly Failure[];
}

/** The outcome of the unit tests, compared with the failures that are known. */
export interface JudgedOutcome extends UnitOutcome {
  /** The tests that fail as expected, each with the reason. */
  readonly known: readonly { readonly title: string; readonly reason: string }[];
  /** What fails without being known. */
  readonly unknown: readonly Failure[];
  /** The titles of known failures that did not fail. */
  readonly outdated: readonly string[];
}

/** Compares an outcome with the failures that are known. */
export function judge(outcome: UnitOutcome, knownFailures: readonly KnownFailure[] = []): JudgedOutcome {
  const listed = knownFailures.flatMap(({ file, tests, reason }) =>
    tests.map((test) => ({ title: titleOf(file, test), reason })),
  );
  const titles = new Set(outcome.failed.map(({ title }) => title));
  return {
    ...outcome,
    known: listed.filter(({ title }) => titles.has(title)),
    unknown: outcome.failed.filter(({ title }) => !listed.some((each) => each.title === title)),
    outdated: listed.map(({ title }) => title).filter((title) => !titles.has(title)),
  };
}

/** The part of Vitest's JSON report that is used here. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/** Runs the unit tests in a runtime. Vitest starts its workers in the same one. */
export async function runUnits(command: readonly string[], paths: readonly string[]): Promise<UnitOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'unit-report-'));
  const report = join(folder, 'report.json');
  const projects = ['--project', 'unit', '--project', 'unit-isolated'];
  const vitest = [join('node_modules', 'vitest', 'vitest.mjs'), 'run', ...projects, ...paths];
  const [program = '', ...args] = [
    ...command,
    ...vitest,
    '--reporter=json',
    '--reporter=dot',
    `--outputFile=${report}`,
  ];
  try {
    const { ok, output } = await runCommand(program, args);
    const text = readIfWritten(report);
    const outcome = text === undefined ? { passed: 0, failed: [] } : outcomeOf(JSON.parse(text) as Report);
    return withOtherErrors(outcome, ok, stripVTControlCharacters(output));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Adds what the report does not have: an error outside of the tests, and any other reason for Vitest to fail. */
export function withOtherErrors({ passed, failed }: UnitOutcome, ok: boolean, output: string): UnitOutcome {
  const unhandled = /Unhandled Errors? ⎯+\n([^]*)/.exec(output)?.[1];
  if (unhandled === undefined && (ok || failed.length > 0)) return { passed, failed };
  const lines = unhandled?.trim().split('\n').slice(0, 15) ?? output.trim().split('\n').slice(-15);
  return { passed, failed: [...failed, { title: 'Vitest', message: lines.join('\n') }] };
}

/** Returns the outcome of a report. */
export function outcomeOf({ testResults }: Report): UnitOutcome {
  const tests = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map((test) => ({ ...test, file: name.slice(root.length + 1) })),
  );
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: [
      ...tests
        .filter(({ status }) => status === 'failed')
        .map(({ file, fullName, failureMessages }) => ({
          title: titleOf(file, fullName),
          message: firstLine(failureMessages?.[0]),
        })),
      ...unloaded.map(({ name, message }) => ({ title: name.slice(root.length + 1), message: firstLine(message) })),
    ],
  };
}

function titleOf(file: string, test: string): string {
  return `${file}: ${test}`;
}

function readIfWritten(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function firstLine(message = ''): string {
  return message.split('\n')[0] ?? '';
}
