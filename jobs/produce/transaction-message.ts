import type { Transaction, TransactionMessage } from '../transactions/transaction.ts';

/** Creates the message of a transaction, with its batch, its position, and the time `now` in milliseconds since 1970. */
export function toMessage(
  transaction: Transaction,
  batchNumber: number,
  batchPosition: number,
  now: number,
): TransactionMessage {
  return {
    ...transaction,
    batch_number: batchNumber,
    batch_position: batchPosition,
    producer_timestamp: now / 1000,
    producer_timestamp_str: new Date(now).toISOString().slice(0, 19).replace('T', ' '),
  };
}
