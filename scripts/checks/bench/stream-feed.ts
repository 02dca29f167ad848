import { setTimeout as sleep } from 'node:timers/promises';
import { Partitioners } from 'kafkajs';
import { createKafka } from '../../../jobs/kafka/create-kafka.ts';
import { toMessage } from '../../../jobs/produce/transaction-message.ts';
import { generateTransactions } from '../../../jobs/transactions/generate-transactions.ts';
import type { Transaction } from '../../../jobs/transactions/transaction.ts';
import { recordsPerSecond } from './stream-work.ts';

const intervalMs = 10;
const distinctTransactions = 10_000;

/**
 * Sends transactions to a topic at {@link recordsPerSecond}, evenly spread, until the signal aborts. Returns the producer timestamps, in
 * milliseconds since 1970.
 */
export async function feed(kafkaServers: string, topic: string, signal: AbortSignal): Promise<readonly number[]> {
  const transactions: readonly Transaction[] = [...generateTransactions(distinctTransactions, 1)];
  const producer = createKafka([kafkaServers]).producer({ createPartitioner: Partitioners.DefaultPartitioner });
  const times: number[] = [];
  await producer.connect();
  try {
    const begin = Date.now();
    for (let sent = 0; !signal.aborted; await sleep(intervalMs)) {
      const due = Math.floor(((Date.now() - begin) * recordsPerSecond) / 1000);
      const messages = Array.from({ length: due - sent }, (_, index) => {
        const now = Date.now();
        times.push(now);
        const message = toMessage(transactions[(sent + index) % distinctTransactions]!, 1, index + 1, now);
        return { key: message.customer_id, value: JSON.stringify(message) };
      });
      if (messages.length > 0) await producer.send({ topic, acks: -1, messages });
      sent = due;
    }
    return times;
  } finally {
    await producer.disconnect();
  }
}
