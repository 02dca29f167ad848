import { expect, it } from 'vitest';
import type { Measurement } from './measure.ts';
import { formatJson, formatTable, meetsTarget } from './report.ts';

const fast: Measurement = {
  name: 'rows',
  target: { atLeast: 7 },
  unit: 'rows/s',
  ours: 1_400_000,
  pyspark: 200_000,
  ratio: 7,
};
const slow: Measurement = {
  name: 'a call',
  target: { atMost: 1 },
  unit: 'ms',
  ours: 1.25,
  pyspark: 1,
  ratio: 1.25,
};
const alone: Measurement = {
  name: 'memory',
  target: { atMost: 1 },
  unit: 'MB',
  ours: 125,
  pyspark: null,
  ratio: 0.5,
};

it('meetsTarget includes the limit of both kinds of target', () => {
  expect([fast, slow].map(meetsTarget)).toEqual([true, false]);
  expect(meetsTarget({ ratio: 1, target: { atMost: 1 } })).toBe(true);
  expect(meetsTarget({ ratio: NaN, target: { atMost: 1 } })).toBe(false);
  expect(meetsTarget({ ratio: 6.99, target: { atLeast: 7 } })).toBe(false);
});

it('formatJson and formatTable print the measurements', () => {
  expect(JSON.parse(formatJson([slow]))).toEqual([{ name: 'a call', ours: 1.25, pyspark: 1, ratio: 1.25, unit: 'ms' }]);
  expect(formatTable([fast, slow, alone])).toBe(
    [
      'work         ours  PySpark  unit    ratio  target',
      'rows    1,400,000  200,000  rows/s   7.00  ≥ 7     met',
      'a call       1.25     1.00  ms       1.25  ≤ 1     MISSED',
      'memory        125        –  MB       0.50  ≤ 1     met',
    ].join('\n'),
  );
});
