import { expect, test } from 'vitest';
import { Decimal } from '../../src/index.ts';
import type { WindowRow } from '../windows/window-row.ts';
import { WindowTable } from './window-table.ts';

function windowAt(
  second: number,
  record_count: number,
  value: string,
): { readonly key: string; readonly row: WindowRow } {
  const time = (at: number): string => new Date(at * 1000).toISOString();
  const total_transaction_value = Decimal.parse(value);
  return {
    key: `${second}`,
    row: {
      window_start: time(second),
      window_end: time(second + 10),
      record_count,
      total_transaction_value,
      average_transaction_value: total_transaction_value,
      unique_customers: 1,
      min_batch_number: 1,
      max_batch_number: 1,
    },
  };
}

test('the totals count each record once, in the latest row of each window, exactly', () => {
  const table = new WindowTable({ windowDuration: 10, slideDuration: 5 });
  expect(table.upsert(windowAt(10, 2, '0.30'))).toBe(2);
  expect(table.upsert(windowAt(15, 2, '0.30'))).toBe(0);
  expect(table.upsert(windowAt(10, 3, '0.40'))).toBe(1);
  expect(table.upsert(windowAt(20, 2, '90071992547409.93'))).toBe(2);
  const { value, ...counts } = table.totals;
  expect(counts).toEqual({ windows: 3, records: 5, countsOnce: true });
  expect(String(value)).toBe('90071992547410.33');
});

test('the totals of windows that do not tile time count a record once per window, and say so', () => {
  const table = new WindowTable({ windowDuration: 10, slideDuration: 4 });
  for (const second of [0, 4, 8]) table.upsert(windowAt(second, 2, '1.00'));
  expect(table.totals).toMatchObject({ windows: 3, records: 6, countsOnce: false });
});
