import { expect, test } from 'vitest';
import { collect } from '../../test/support/collect.ts';
import { generateTransactions } from '../transactions/generate-transactions.ts';
import type { BrokenRow, TransactionRow } from '../transactions/transaction-file.ts';
import type { Transaction } from '../transactions/transaction.ts';
import { batchMessages } from './batch-messages.ts';
import type { BatchMessagesOptions } from './batch-messages.ts';
import { faultShares } from './fault-shares.ts';
import { injectFaults } from './inject-faults.ts';
import { planWithoutFaults, type PlannedMessage } from './planned-message.ts';

/** Yields rows by pattern: `o` is a valid row, `!` a malformed one. */
async function* rowsLike(pattern: string): AsyncGenerator<TransactionRow, void, undefined> {
  const transactions = generateTransactions(pattern.length, 1);
  for (const [index, sign] of [...pattern].entries()) {
    const transaction = await Promise.resolve(transactions.next().value as Transaction);
    yield sign === '!' ? { line: index + 2, error: 'wrong', raw: '?' } : { line: index + 2, transaction };
  }
}

const defaults: BatchMessagesOptions = {
  dataFile: 'a.csv',
  batchSize: 2,
  maxRecords: 100,
  skipRecords: 0,
  isStored: () => false,
  onBrokenRow: undefined,
};

async function recordIds(
  pattern: string,
  options: Partial<BatchMessagesOptions> = {},
): Promise<readonly (readonly number[])[]> {
  const batches = await collect(batchMessages(rowsLike(pattern), planWithoutFaults(), { ...defaults, ...options }));
  return batches.map((batch) => batch.map(({ transaction }) => Number(transaction['record_id'])));
}

test('batchMessages() yields full batches, except for the last', async () => {
  expect(await recordIds('ooooo')).toEqual([[1, 2], [3, 4], [5]]);
  expect(await recordIds('oooo')).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(await recordIds('')).toEqual([]);
});

test('batchMessages() ends after maxRecords, not counting skipped rows', async () => {
  expect(await recordIds('oooooooo', { maxRecords: 3 })).toEqual([[1, 2], [3]]);
  expect(await recordIds('oooooooo', { maxRecords: 4, skipRecords: 3 })).toEqual([
    [4, 5],
    [6, 7],
  ]);
});

test('batchMessages() rejects a skipRecords beyond the end of the file', async () => {
  await expect(recordIds('oo!o', { skipRecords: 4 })).rejects.toThrow(
    'a.csv has 3 records, fewer than --skip-records 4; use a smaller number.',
  );
  expect(await recordIds('oo!o', { skipRecords: 3 })).toEqual([]);
});

test('batchMessages() yields the rows before a malformed one, then throws', async () => {
  const batches = batchMessages(rowsLike('ooo!o'), planWithoutFaults(), defaults);
  const sizes: number[] = [];
  const run = async (): Promise<void> => {
    for await (const batch of batches) sizes.push(batch.length);
  };
  await expect(run()).rejects.toThrow(
    'Line 5 of a.csv is broken: wrong. Correct it, or use --dead-letter-file <path> to set malformed rows aside.',
  );
  expect(sizes).toEqual([2, 1]);
});

test('batchMessages() passes each malformed row to onBrokenRow once and still fills its batches', async () => {
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

test('batchMessages() leaves out stored messages and keeps the boundaries of batches', async () => {
  const isStored = ({ sequence }: PlannedMessage): boolean => [0, 1, 2, 4].includes(sequence);
  expect(await recordIds('oooooooo', { isStored, batchSize: 3 })).toEqual([
    [4, 6],
    [7, 8],
  ]);
  expect(await recordIds('oooooooo', { isStored, maxRecords: 6 })).toEqual([[4], [6]]);
  expect(await recordIds('oooooooo', { isStored: () => true })).toEqual([]);
});

test.each([
  ['oooo', 'late=0%', 4, false],
  ['oooo', 'late=0%', 3, false],
  ['oooo', 'duplicate=100%', 4, true],
  ['oooo', 'duplicate=100%', 8, false],
  ['oooo', 'duplicate=100%', 7, true],
])('batchMessages() for %s with %s and maxRecords %i returns whether it knows further messages: %s', async (...row) => {
  const [pattern, inject, maxRecords, hasMore] = row;
  const plan = injectFaults(faultShares(inject), 1);
  const batches = batchMessages(rowsLike(pattern), plan, { ...defaults, maxRecords });
  let next = await batches.next();
  const sequences: number[] = [];
  for (; next.done !== true; next = await batches.next()) sequences.push(...next.value.map(({ sequence }) => sequence));
  expect(sequences).toEqual(Array.from({ length: maxRecords }, (_, index) => index));
  expect(next.value).toBe(hasMore);
});
