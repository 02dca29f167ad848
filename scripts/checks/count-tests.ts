import { existsSync, readFileSync } from 'node:fs';

/** The part of vitest's JSON report that {@link countTests} reads. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/**
 * Counts the tests in vitest's JSON report. A file that fails to load counts as one failure, and so does a run that failed (`ok` is
 * false) although the report contains no failure.
 */
export function countTests(reportFile: string, ok: boolean): { readonly passed: number; readonly failed: number } {
  if (!existsSync(reportFile)) return { passed: 0, failed: 1 };
  const report = JSON.parse(readFileSync(reportFile, 'utf8')) as Report;
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  );
  const failed = report.numFailedTests + brokenFiles.length;
  return { passed: report.numPassedTests, failed: failed === 0 && !ok ? 1 : failed };
}
