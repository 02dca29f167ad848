import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../setup/paths.mjs';
import { formatResults, hasFailed } from './run-runtimes.ts';
import { judge, outcomeOf, withOtherErrors, type Failure, type JudgedOutcome } from './run-units.ts';
import { runtimes } from './runtimes.ts';

const knownFailures = [{ file: 'src/a.test.ts', tests: ['adds', 'divides'], reason: 'It cannot calculate.' }];
const failure = (test: string): Failure => ({ title: `src/a.test.ts: ${test}`, message: '1 is not 2' });

it('formatResults has a row for each case, also one that a runtime did not reach, and one for the unit tests', () => {
  const [node, deno] = [runtimes[0]!, runtimes.find(({ name }) => name === 'deno')!];
  const results = [
    {
      runtime: node,
      cases: [
        { name: 'connect', ok: true, milliseconds: 1 },
        { name: 'TLS', ok: true, milliseconds: 1 },
      ],
      units: judge({ passed: 3, failed: [] }),
    },
    {
      runtime: deno,
      cases: [{ name: 'connect', ok: false, milliseconds: 1, error: 'refused' }],
      units: judge({ passed: 2, failed: [failure('adds'), failure('subtracts')] }, knownFailures),
    },
  ];
  expect(formatResults(results)).toBe(
    [
      '            node-20  deno',
      'connect     ok       FAILED',
      'TLS         ok       not run',
      'unit tests  3 ok     2 ok, 1 known, 1 FAILED, 1 no longer FAILED',
    ].join('\n'),
  );
});

it('outcomeOf counts a file that cannot be loaded as a failure', () => {
  const name = join(root, 'src', 'a.test.ts');
  const test = { fullName: 'adds', status: 'passed' };
  const failing = { fullName: 'subtracts', status: 'failed', failureMessages: ['1 is not 2\n  at …'] };
  expect(
    outcomeOf({
      testResults: [
        { name, status: 'failed', assertionResults: [test, failing] },
        { name, status: 'failed', message: 'Cannot find module', assertionResults: [] },
      ],
    }),
  ).toEqual({
    passed: 1,
    failed: [
      { title: join('src', 'a.test.ts') + ': subtracts', message: '1 is not 2' },
      { title: join('src', 'a.test.ts'), message: 'Cannot find module' },
    ],
  });
});

describe('known failures', () => {
  const outcome = (...tests: string[]): JudgedOutcome =>
    judge({ passed: 1, failed: tests.map(failure) }, knownFailures);

  it('are expected when exactly they fail', () => {
    const units = outcome('divides', 'adds');
    expect(units).toMatchObject({ unknown: [], outdated: [] });
    expect(units.known).toEqual([
      { title: 'src/a.test.ts: adds', reason: 'It cannot calculate.' },
      { title: 'src/a.test.ts: divides', reason: 'It cannot calculate.' },
    ]);
    expect(hasFailed({ units })).toBe(false);
  });

  it('do not excuse another failure, also of the same name in another file', () => {
    expect(outcome('adds', 'divides', 'subtracts').unknown).toEqual([failure('subtracts')]);
    expect(hasFailed({ units: outcome('adds', 'divides', 'subtracts') })).toBe(true);
    const elsewhere = { title: 'src/b.test.ts: adds', message: '' };
    expect(judge({ passed: 1, failed: [elsewhere] }, knownFailures).unknown).toEqual([elsewhere]);
  });

  it('must fail, and exist', () => {
    expect(outcome('adds').outdated).toEqual(['src/a.test.ts: divides']);
    expect(hasFailed({ units: outcome('adds') })).toBe(true);
  });

  it('do not excuse a case on a server', () => {
    const cases = [{ name: 'connect', ok: false, milliseconds: 1 }];
    expect(hasFailed({ cases, units: outcome('adds', 'divides') })).toBe(true);
  });
});

describe('withOtherErrors', () => {
  const failed = [failure('adds')];

  it('adds nothing when Vitest fails because of tests, or does not fail', () => {
    expect(withOtherErrors({ passed: 1, failed }, false, 'FAIL adds')).toEqual({ passed: 1, failed });
    expect(withOtherErrors({ passed: 1, failed: [] }, true, 'done')).toEqual({ passed: 1, failed: [] });
  });

  it('adds an error outside of the tests, even beside failed tests', () => {
    const output = 'FAIL adds\n⎯⎯ Unhandled Errors ⎯⎯\nVitest caught 1 unhandled error\n';
    expect(withOtherErrors({ passed: 1, failed }, false, output).failed).toEqual([
      ...failed,
      { title: 'Vitest', message: 'Vitest caught 1 unhandled error' },
    ]);
  });

  it('adds the end of the output when Vitest fails for another reason', () => {
    expect(withOtherErrors({ passed: 0, failed: [] }, false, 'no such project\n').failed).toEqual([
      { title: 'Vitest', message: 'no such project' },
    ]);
  });
});
