import { expect, it } from 'vitest';
import { formatJson, formatTable, meetsTarget, resultOf } from './report.ts';

const fast = resultOf({ name: 'rows', target: { atLeast: 7 } }, { ours: 1_400_000, pyspark: 200_000, unit: 'rows/s' });
const slow = resultOf({ name: 'a call', target: { atMost: 1 } }, { ours: 1.25, pyspark: 1, unit: 'ms' });

it('a ratio is ours by PySpark’s, and both kinds of target are inclusive', () => {
  expect(fast.ratio).toBe(7);
  expect([fast, slow].map(meetsTarget)).toEqual([true, false]);
  expect(meetsTarget({ ratio: 1, target: { atMost: 1 } })).toBe(true);
  expect(meetsTarget({ ratio: NaN, target: { atMost: 1 } })).toBe(false);
  expect(meetsTarget({ ratio: 6.99, target: { atLeast: 7 } })).toBe(false);
});

it('prints what it measured, with --json and without', () => {
  expect(JSON.parse(formatJson([slow]))).toEqual([{ name: 'a call', ours: 1.25, pyspark: 1, ratio: 1.25, unit: 'ms' }]);
  expect(formatTable([fast, slow])).toBe(
    [
      'work         ours  PySpark  unit    ratio  target',
      'rows    1,400,000  200,000  rows/s   7.00  ≥ 7     met',
      'a call       1.25     1.00  ms       1.25  ≤ 1     MISSED',
    ].join('\n'),
  );
});
