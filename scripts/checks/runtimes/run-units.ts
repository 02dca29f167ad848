import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../setup/paths.mjs';
import { runCommand } from '../../setup/run-command.mjs';

/** The outcome of the unit tests. */
export interface UnitOutcome {
  readonly passed: number;
  /** The titles of failed tests, and files that could not be loaded, with the first line of their messages. */
  readonly failed: readonly { readonly title: string; readonly message: string }[];
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
  const [program = '', ...args] = [...command, ...vitest, '--reporter=json', `--outputFile=${report}`];
  try {
    const { output } = await runCommand(program, args);
    const text = readIfWritten(report);
    return text === undefined
      ? { passed: 0, failed: [{ title: 'Vitest', message: output.trim().split('\n').slice(-15).join('\n') }] }
      : outcomeOf(JSON.parse(text) as Report);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
          title: `${file}: ${fullName}`,
          message: firstLine(failureMessages?.[0]),
        })),
      ...unloaded.map(({ name, message }) => ({ title: name.slice(root.length + 1), message: firstLine(message) })),
    ],
  };
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
