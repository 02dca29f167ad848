import { expect, test } from 'vitest';
import { Decimal } from '../../src/index.ts';
import type { WindowRow } from '../windows/window-row.ts';
import type { TransactionMessage } from '../transactions/transaction.ts';
import { ExpectedWindows } from './expected-windows.ts';

const message = (producer_timestamp: number, final_amount: number, customer_id: string): TransactionMessage =>
  ({ producer_timestamp, final_amount, customer_id, batch_number: 1 }) as TransactionMessage;

const row: WindowRow = {
  window_start: '1970-01-01T00:00:05.000Z',
  window_end: '1970-01-01T00:00:15.000Z',
  record_count: 2,
  total_transaction_value: Decimal.parse('0.30'),
  average_transaction_value: Decimal.parse('0.15'),
  unique_customers: 1,
  min_batch_number: 1,
  max_batch_number: 1,
};

test('ExpectedWindows counts a record in each window that starts at or before it and ends after it', () => {
  const expected = new ExpectedWindows(10, 5);
  expected.add(message(10, 0.1, 'a'));
  expect(expected.count).toBe(2);
  expected.add(message(14.999, 0.2, 'a'));
  expect(expected.count).toBe(2);
  expect(expected.countEqual([row])).toBe(1);
});

test.each([
  ['record_count', 3],
  ['total_transaction_value', Decimal.parse('0.31')],
  ['unique_customers', 2],
  ['max_batch_number', 2],
  ['window_start', '1970-01-01T00:00:15.000Z'],
])('ExpectedWindows finds a different %s', (column, value) => {
  const expected = new ExpectedWindows(10, 5);
  expected.add(message(10, 0.1, 'a'));
  expected.add(message(14.999, 0.2, 'a'));
  expect(expected.countEqual([{ ...row, [column]: value }])).toBe(0);
});
