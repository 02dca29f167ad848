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
    producer_timestamp_str: formatSecond(Math.floor(now / 1000)),
  };
}

let lastSecond = { second: NaN, text: '' };

/** Formats a time in seconds since 1970. Keeps the text of the last one, because many messages are sent in the same second. */
function formatSecond(second: number): string {
  if (second !== lastSecond.second) {
    lastSecond = { second, text: new Date(second * 1000).toISOString().slice(0, 19).replace('T', ' ') };
  }
  return lastSecond.text;
}
