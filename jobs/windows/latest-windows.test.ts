import { expect, test } from 'vitest';
import { Timestamp } from '../../src/index.ts';
import { succeed, type WindowsByKey } from './latest-windows.ts';
import type { SinkRow } from './window-row.ts';

/** Windows of a second, from their starts and counts of records. */
function windows(counts: Readonly<Record<number, number>>): WindowsByKey {
  return new Map(
    Object.entries(counts).map(([start, records]) => {
      const window_start = Timestamp.fromDate(new Date(Number(start) * 1000));
      return [start, { window_start, record_count: BigInt(records) } as SinkRow];
    }),
  );
}

const counts = (rows: WindowsByKey): Record<string, number> =>
  Object.fromEntries([...rows].map(([key, row]) => [key, Number(row.record_count)]));

test('succeed() replaces all windows if the generation had all records', () => {
  expect(counts(succeed(windows({ 1: 5, 2: 5 }), windows({ 2: 3 }), undefined))).toEqual({ 2: 3 });
});

test('succeed() takes each window before the cut from the generation that has counted more, and later ones from the new', () => {
  const earlier = windows({ 1: 5, 2: 5, 3: 5, 10: 5, 11: 5 });
  const now = windows({ 2: 3, 3: 6, 4: 1, 10: 4 });
  expect(counts(succeed(earlier, now, new Date(10_000).toISOString()))).toEqual({ 1: 5, 2: 5, 3: 6, 4: 1, 10: 4 });
});
