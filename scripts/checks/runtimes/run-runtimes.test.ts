import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../setup/paths.mjs';
import { formatResults } from './run-runtimes.ts';
import { outcomeOf } from './run-units.ts';
import { runtimes } from './runtimes.ts';

it('formatResults has a row for each case, also one that a runtime did not reach, and one for the unit tests', () => {
  const [node, deno] = [runtimes[0]!, runtimes.find(({ name }) => name === 'deno')!];
  const results = [
    {
      runtime: node,
      cases: [
        { name: 'connect', ok: true, milliseconds: 1 },
        { name: 'TLS', ok: true, milliseconds: 1 },
      ],
      units: { passed: 3, failed: [] },
    },
    {
      runtime: deno,
      cases: [{ name: 'connect', ok: false, milliseconds: 1, error: 'refused' }],
      units: { passed: 2, failed: [{ title: 'a test', message: '1 is not 2' }] },
    },
  ];
  expect(formatResults(results)).toBe(
    [
      '            node-20  deno',
      'connect     ok       FAILED',
      'TLS         ok       not run',
      'unit tests  3 ok     2 ok, 1 FAILED',
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
