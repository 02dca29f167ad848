import { expect, test } from 'vitest';
import { generateTransactions } from '../transactions/generate-transactions.ts';
import { toMessage } from './transaction-message.ts';

test('toMessage() adds position and time to the 23 fields', () => {
  const [transaction] = generateTransactions(1, 1);
  if (transaction === undefined) throw new Error('No transaction was generated.');
  expect(toMessage(transaction, 3, 10, Date.UTC(2024, 1, 29, 23, 59, 58, 7))).toEqual({
    ...transaction,
    batch_number: 3,
    batch_position: 10,
    producer_timestamp: 1709251198.007,
    producer_timestamp_str: '2024-02-29 23:59:58',
  });
});
