import { expect, test } from 'vitest';
import type { WindowRow, WindowUpdate } from './window-row.ts';
import { createJsonView, createTextView, recordsBehind } from './window-view.ts';

const row: WindowRow = {
  window_start: '2026-01-02T03:04:05.000Z',
  window_end: '2026-01-02T03:04:15.000Z',
  record_count: 2,
  total_transaction_value: 0.3,
  average_transaction_value: 0.15,
  unique_customers: 1,
  min_batch_number: 1,
  max_batch_number: 1,
};
const update: WindowUpdate = { key: 'k', row, latency: 1200, restored: false };

test('a window that comes again replaces itself in the totals', () => {
  const view = createJsonView(() => {});
  view.windows([update, { ...update, row: { ...row, record_count: 3, total_transaction_value: 0.4 } }]);
  view.windows([{ ...update, key: 'other' }]);
  expect(view.table.totals).toEqual({ windows: 2, record_count: 5, total_transaction_value: 0.7 });
});

test('JSON has the columns and how far behind the row is', () => {
  const lines: string[] = [];
  createJsonView((line) => void lines.push(line)).windows([update, { ...update, restored: true }]);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { type: 'window', ...row, restored: false, behind_seconds: 1.2 },
    { type: 'window', ...row, restored: true, behind_seconds: null },
  ]);
});

test('the table shows the windows of a batch with totals and age', () => {
  let text = '';
  const view = createTextView((part) => (text += part));
  view.windows([update]);
  view.flush();
  expect(text).toContain('2026-01-02 03:04:05  2026-01-02 03:04:15');
  expect(text).toContain('1 windows, 2 records in them, 0.30 in value · newest record 1.2 s ago');
});

test('records behind are the distance between the latest offsets and those of the batch', () => {
  const source = { description: '', startOffset: null, metrics: {}, numInputRows: 0 };
  const sources = [{ ...source, endOffset: { t: { 0: 5, 1: 7 } }, latestOffset: { t: { 0: 6, 1: 9 } } }];
  expect(recordsBehind({ sources })).toBe(3);
});
