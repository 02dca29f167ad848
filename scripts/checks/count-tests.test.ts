import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { countTests } from './count-tests.ts';

const folder = mkdtempSync(join(tmpdir(), 'count-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

function report(files: readonly { status: string; tests: readonly string[] }[]): string {
  const tests = files.flatMap((file) => file.tests);
  const file = join(folder, 'report.json');
  const content = {
    numPassedTests: tests.filter((status) => status === 'passed').length,
    numFailedTests: tests.filter((status) => status === 'failed').length,
    testResults: files.map(({ status, tests: own }) => ({
      status,
      assertionResults: own.map((each) => ({ status: each })),
    })),
  };
  writeFileSync(file, JSON.stringify(content));
  return file;
}

it('countTests counts passed and failed tests', () => {
  const file = report([
    { status: 'passed', tests: ['passed', 'skipped'] },
    { status: 'failed', tests: ['passed', 'failed', 'failed'] },
  ]);
  expect(countTests(file, false)).toEqual({ passed: 2, failed: 2 });
});

it('countTests counts a file that fails to load as a failure', () => {
  const file = report([
    { status: 'passed', tests: ['passed'] },
    { status: 'failed', tests: [] },
  ]);
  expect(countTests(file, false)).toEqual({ passed: 1, failed: 1 });
});

it('countTests never reports a failed run as a success', () => {
  expect(countTests(report([{ status: 'passed', tests: ['passed'] }]), false)).toEqual({ passed: 1, failed: 1 });
  expect(countTests(join(folder, 'missing.json'), true)).toEqual({ passed: 0, failed: 1 });
});
