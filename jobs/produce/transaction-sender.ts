import { Partitioners } from 'kafkajs';
import { within } from '../../command-line/abortable.ts';
import { createKafka } from '../kafka/create-kafka.ts';
import type { KafkaOptions } from '../kafka/create-kafka.ts';
import { NoAnswerError } from '../kafka/kafka-error.ts';
import type { TransactionMessage } from '../transactions/transaction.ts';

/** Maximum time to send a batch, including all retries. kafkajs retries on several levels, which together can take minutes. */
export const sendTimeoutMs = 60_000;
const disconnectTimeoutMs = 1000;

/** A connected producer of one topic. */
export interface TransactionSender {
  /** Sends messages. Returns the size of keys and values in bytes once all in-sync replicas have acknowledged them. */
  send(messages: readonly TransactionMessage[]): Promise<number>;
  /** Disconnects and never rejects. Call it only after `send` has settled, because kafkajs does not wait for it. */
  close(): Promise<void>;
}

/** Connects a producer. */
export async function connectSender(
  kafkaServers: readonly string[],
  topic: string,
  options: KafkaOptions,
): Promise<TransactionSender> {
  const producer = createKafka(kafkaServers, options).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
    // A broker may fail after it has written a batch but before it acknowledges it; it then drops the repeated batch.
    idempotent: true,
  });
  await producer.connect();
  return {
    async send(messages) {
      const encoded = messages.map((message) => ({ key: message.customer_id, value: JSON.stringify(message) }));
      await within(sendTimeoutMs, producer.send({ topic, acks: -1, messages: encoded }), noAnswer);
      return encoded.reduce((sum, { key, value }) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
    },
    close: () => within(disconnectTimeoutMs, producer.disconnect(), noAnswer).catch(() => undefined),
  };
}

function noAnswer(): Error {
  return new NoAnswerError('No answer in time');
}
