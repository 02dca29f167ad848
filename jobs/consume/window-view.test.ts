import { expect, test, vi } from 'vitest';
import { Decimal } from '../../src/index.ts';
import { windowFromJson, windowToJson, type WindowRow, type WindowUpdate } from '../windows/window-row.ts';
import type { JobMonitor } from '../monitor/job-monitor.ts';
import { createMonitor } from './watched-query.ts';
import { jobDefaults } from '../windows/job-options.ts';
import { createJsonView, createTextView, recordsBehind } from './window-view.ts';

const row: WindowRow = {
  window_start: '2026-01-02T03:04:05.000Z',
  window_end: '2026-01-02T03:04:15.000Z',
  record_count: 2,
  total_transaction_value: Decimal.parse('0.30'),
  average_transaction_value: Decimal.parse('0.15'),
  unique_customers: 1,
  min_batch_number: 1,
  max_batch_number: 1,
};
/** The same in a window that starts at a multiple of its length. */
const tile = { ...row, window_start: '2026-01-02T03:04:00.000Z', window_end: '2026-01-02T03:04:10.000Z' };
const json = { ...row, total_transaction_value: 0.3, average_transaction_value: 0.15 };
const update: WindowUpdate = { key: 'k', row, latency: 1200, batchTime: 0, restored: false };

const monitor = (): JobMonitor =>
  createMonitor({
    ...jobDefaults,
    remote: 'sc://localhost:15002/;token=secret',
    kafkaServers: ['localhost:9092'],
    topic: 't',
    resultsTopic: 't-windows',
    windowDuration: 10,
    slideDuration: 5,
    watermark: 30,
    verbose: false,
  });

test('a window survives the conversion to JSON and back', () => {
  expect(windowFromJson(windowToJson(row))).toEqual(row);
});

test('createJsonView() prints the columns of a window and its latency', () => {
  const lines: string[] = [];
  createJsonView((line) => void lines.push(line), monitor()).windows([update, { ...update, restored: true }]);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { type: 'window', ...json, restored: false, behind_seconds: 1.2 },
    { type: 'window', ...json, restored: true, behind_seconds: null },
  ]);
});

test('createTextView() prints the windows of a batch with totals and age', () => {
  let text = '';
  const job = monitor();
  const view = createTextView((part) => (text += part), job);
  job.window({ ...update, row: tile });
  view.windows([update]);
  view.flush();
  expect(text).toContain('2026-01-02 03:04:05  2026-01-02 03:04:15');
  expect(text).toContain('1 windows, 2 records, 0.30 in value · newest record 1.2 s ago');
});

test('createTextView() prints one table a second with the latest row of each window', () => {
  vi.useFakeTimers();
  try {
    const tables: string[] = [];
    const job = monitor();
    const view = createTextView((text) => void tables.push(text), job);
    job.window({ ...update, row: tile });
    view.windows([update]);
    vi.advanceTimersByTime(100);
    expect(tables).toHaveLength(1);
    for (const record_count of [3, 4]) {
      job.window({ ...update, row: { ...tile, record_count } });
      view.windows([{ ...update, row: { ...row, record_count } }]);
      vi.advanceTimersByTime(300);
    }
    expect(tables).toHaveLength(1);
    vi.advanceTimersByTime(400);
    expect(tables).toHaveLength(2);
    expect(tables[1]).toContain('1 windows, 4 records, ');
  } finally {
    vi.useRealTimers();
  }
});

test('recordsBehind() returns the difference between the latest offsets and those of the batch', () => {
  const source = { description: '', startOffset: null, metrics: {}, numInputRows: 0 };
  const sources = [{ ...source, endOffset: { t: { 0: 5, 1: 7 } }, latestOffset: { t: { 0: 6, 1: 9 } } }];
  expect(recordsBehind({ sources })).toBe(3);
});
