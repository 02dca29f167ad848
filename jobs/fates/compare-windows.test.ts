import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/index.ts';
import type { WindowRow } from '../windows/window-row.ts';
import { differencesOf } from './compare-windows.ts';

const row: WindowRow = {
  window_start: '2026-01-01T00:00:10.000Z',
  window_end: '2026-01-01T00:00:20.000Z',
  record_count: 2,
  total_transaction_value: Decimal.parse('0.30'),
  average_transaction_value: Decimal.parse('0.15'),
  unique_customers: 1,
  min_batch_number: 1,
  max_batch_number: 1,
};

describe('differencesOf()', () => {
  it('finds none between equal windows', () => {
    expect(differencesOf([row], [{ ...row }])).toEqual([]);
  });

  it('names a missing window, an unexpected one, and each different figure', () => {
    expect(differencesOf([row], [])).toEqual(['Window 2026-01-01T00:00:10.000Z is missing, with 2 records.']);
    expect(differencesOf([], [row])).toEqual(['Window 2026-01-01T00:00:10.000Z has 2 records, but should not exist.']);
    const other = { ...row, record_count: 3, total_transaction_value: Decimal.parse('0.31') };
    expect(differencesOf([row], [other])).toEqual([
      'Window 2026-01-01T00:00:10.000Z has 3 for record_count, not 2.',
      'Window 2026-01-01T00:00:10.000Z has 0.31 for total_transaction_value, not 0.30.',
    ]);
  });
});
