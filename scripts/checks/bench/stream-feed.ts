import { setTimeout as sleep } from 'node:timers/promises';
import { connectSender } from '../../../jobs/produce/transaction-sender.ts';
import { toMessage } from '../../../jobs/produce/transaction-message.ts';
import { generateTransactions } from '../../../jobs/transactions/generate-transactions.ts';
import type { Transaction } from '../../../jobs/transactions/transaction.ts';
import { recordsPerSecond } from './stream-work.ts';

const intervalMs = 10;
const distinctTransactions = 10_000;

/** Sends transactions to a topic at {@link recordsPerSecond}, evenly spread, until the signal aborts. */
export async function feed(kafkaServers: string, topic: string, signal: AbortSignal): Promise<void> {
  const transactions: readonly Transaction[] = [...generateTransactions(distinctTransactions, 1)];
  const sender = await connectSender([kafkaServers], topic, {});
  try {
    const begin = Date.now();
    for (let sent = 0; !signal.aborted; await sleep(intervalMs)) {
      const due = Math.floor(((Date.now() - begin) * recordsPerSecond) / 1000);
      const messages = Array.from({ length: due - sent }, (_, index) =>
        toMessage(transactions[(sent + index) % distinctTransactions]!, 1, index + 1, Date.now()),
      );
      if (messages.length > 0) await sender.send(messages);
      sent = due;
    }
  } finally {
    await sender.close();
  }
}
