import { expect, test } from 'vitest';
import { formatWindows, wrap } from './format-windows.ts';

const row = {
  window_start: '2026-11-23T05:40:05.000Z',
  window_end: '2026-11-23T05:40:15.000Z',
  record_count: 1000,
  total_transaction_value: '112689.95',
  average_transaction_value: '112.69',
  unique_customers: 247,
  min_batch_number: 101,
  max_batch_number: 200,
};

test.each([
  [Infinity, 160, /^window_start +window_end +record_count/],
  [160, 160, /^window_start/],
  [159, 80, /^start +end +records +total +average +customers +batches$/m],
  [80, 80, /101-200$/],
  [60, 40, /^start +records +total$/m],
  [40, 40, /05:40:05 +1000 +112689\.95$/],
])(
  'formatWindows() for a terminal of %d columns prints lines of at most %d characters',
  (columns, longest, pattern) => {
    const text = formatWindows([row, row], columns);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(longest);
    expect(text).toMatch(pattern);
  },
);

test('wrap() breaks text between words', () => {
  expect(wrap('2 windows, 20 records in them', 12)).toBe('2 windows,\n20 records\nin them');
  expect(wrap('2 windows')).toBe('2 windows');
});
