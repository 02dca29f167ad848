import { expect, test } from 'vitest';
import { Decimal } from '../../../src/index.ts';
import { toCents } from '../../../jobs/transactions/money.ts';
import { generateTransactions } from '../../../jobs/transactions/generate-transactions.ts';
import { toMessage } from '../../../jobs/produce/transaction-message.ts';
import type { WindowRow } from '../../../jobs/consume/window-row.ts';
import { failuresOf, latestRows, repeats } from './check-round.ts';

const file = [...generateTransactions(2, 1)];
const sent = file.map((row) => toMessage(row, 1, 1, 7000));
const total = new Decimal(BigInt(file.reduce((sum, { final_amount }) => sum + toCents(final_amount), 0)), 2);

/** Both records were sent at second 7, which is in two windows. */
const rows = ['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:05.000Z'].map(
  (window_start) =>
    ({
      window_start,
      record_count: 2,
      total_transaction_value: total,
      unique_customers: new Set(file.map(({ customer_id }) => customer_id)).size,
      min_batch_number: 1,
      max_batch_number: 1,
    }) as WindowRow,
);
const good = { file, acknowledged: 2, sent, consumer: rows, results: rows };

test('failuresOf accepts records that were sent and counted once', () => {
  expect(failuresOf(good)).toEqual([]);
});

test('failuresOf expects a record that was sent twice to be counted twice', () => {
  const again = [...sent, sent[0]!];
  expect(repeats(again)).toBe(1);
  expect(failuresOf({ ...good, sent: again })).toContain(
    'Consumer: Window 1970-01-01T00:00:00.000Z has 2 for record_count, not 3.',
  );
});

test('failuresOf expects every acknowledged record to be in the topic', () => {
  expect(failuresOf({ ...good, sent: [sent[0]!] })).toContain('TXN-00000002 was acknowledged but is not in the topic.');
  expect(failuresOf({ ...good, acknowledged: 1, sent: [sent[0]!] })).toContain('1 of 2 records were acknowledged.');
});

test('failuresOf compares the windows of consumer and results topic separately, to the cent', () => {
  const off = { ...rows[0]!, total_transaction_value: total.add(new Decimal(1n, 2)) };
  const failures = failuresOf({ ...good, results: [off, rows[1]!] });
  expect(failures).toHaveLength(1);
  expect(failures[0]).toMatch(/^Results topic: Window 1970-01-01T00:00:00\.000Z has .* for total_transaction_value/);
  expect(failuresOf({ ...good, consumer: [rows[0]!] })).toEqual([
    'Consumer: Window 1970-01-01T00:00:05.000Z is missing, with 2 records.',
  ]);
});

test('latestRows returns the last row of each key, parsed from Spark’s JSON', () => {
  const message = (start: number, count: number) => ({
    key: String(start),
    value: JSON.stringify({
      window_start: String(start * 1_000_000),
      window_end: String((start + 10) * 1_000_000),
      record_count: String(count),
      total_transaction_value: '12.30',
      unique_customers: 1,
    }),
  });
  expect(latestRows([message(0, 1), message(5, 2), message(0, 2)])).toEqual([
    expect.objectContaining({
      window_start: '1970-01-01T00:00:00.000Z',
      record_count: 2,
      total_transaction_value: Decimal.parse('12.30'),
    }),
    expect.objectContaining({ window_start: '1970-01-01T00:00:05.000Z', record_count: 2, min_batch_number: 0 }),
  ]);
});
