import { expect, test } from 'vitest';
import { collect } from '../../test/support/collect.ts';
import { generateTransactions } from '../transactions/generate-transactions.ts';
import type { BrokenRow, TransactionRow } from '../transactions/transaction-file.ts';
import type { Transaction } from '../transactions/transaction.ts';
import { batchRows } from './batch-rows.ts';
import type { BatchRowsOptions } from './batch-rows.ts';

/** Yields rows by pattern: `o` is a valid row, `!` a malformed one. */
async function* rowsLike(pattern: string): AsyncGenerator<TransactionRow, void, undefined> {
  const transactions = generateTransactions(pattern.length, 1);
  for (const [index, sign] of [...pattern].entries()) {
    const transaction = await Promise.resolve(transactions.next().value as Transaction);
    yield sign === '!' ? { line: index + 2, error: 'wrong', raw: '?' } : { line: index + 2, transaction };
  }
}

async function recordIds(
  pattern: string,
  options: Partial<BatchRowsOptions> = {},
): Promise<readonly (readonly number[])[]> {
  const all = { dataFile: 'a.csv', batchSize: 2, maxRecords: 100, skipRecords: 0, onBrokenRow: undefined, ...options };
  const batches = await collect(batchRows(rowsLike(pattern), all));
  return batches.map((batch) => batch.map((transaction) => transaction.record_id));
}

test('batchRows() yields full batches, except for the last', async () => {
  expect(await recordIds('ooooo')).toEqual([[1, 2], [3, 4], [5]]);
  expect(await recordIds('oooo')).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(await recordIds('')).toEqual([]);
});

test('batchRows() ends after maxRecords, not counting skipped rows', async () => {
  expect(await recordIds('oooooooo', { maxRecords: 3 })).toEqual([[1, 2], [3]]);
  expect(await recordIds('oooooooo', { maxRecords: 4, skipRecords: 3 })).toEqual([
    [4, 5],
    [6, 7],
  ]);
});

test('batchRows() rejects a skipRecords beyond the end of the file', async () => {
  await expect(recordIds('oo!o', { skipRecords: 4 })).rejects.toThrow(
    'a.csv has 3 records, fewer than --skip-records 4; use a smaller number.',
  );
  expect(await recordIds('oo!o', { skipRecords: 3 })).toEqual([]);
});

test('batchRows() yields the rows before a malformed one, then throws', async () => {
  const batches = batchRows(rowsLike('ooo!o'), {
    dataFile: 'a.csv',
    batchSize: 2,
    maxRecords: 100,
    skipRecords: 0,
    onBrokenRow: undefined,
  });
  const sizes: number[] = [];
  const run = async (): Promise<void> => {
    for await (const batch of batches) sizes.push(batch.length);
  };
  await expect(run()).rejects.toThrow(
    'Line 5 of a.csv is broken: wrong. Correct it, or use --dead-letter-file <path> to set malformed rows aside.',
  );
  expect(sizes).toEqual([2, 1]);
});

test('batchRows() passes each malformed row to onBrokenRow once and still fills its batches', async () => {
  const broken: BrokenRow[] = [];
  const onBrokenRow = (row: BrokenRow): Promise<void> => Promise.resolve(void broken.push(row));
  expect(await recordIds('o!oo!o', { onBrokenRow, skipRecords: 0 })).toEqual([
    [1, 3],
    [4, 6],
  ]);
  expect(broken.map((row) => row.line)).toEqual([3, 6]);
  expect(await recordIds('o!ooo', { onBrokenRow, skipRecords: 2 })).toEqual([[4, 5]]);
  expect(broken).toHaveLength(2);
});
