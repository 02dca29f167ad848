import { Partitioners } from 'kafkajs';
import { within } from '../../command-line/abortable.ts';
import { createKafka } from '../kafka/create-kafka.ts';
import type { KafkaOptions } from '../kafka/create-kafka.ts';
import { NoAnswerError } from '../kafka/kafka-error.ts';
import type { TransactionMessage } from '../transactions/transaction.ts';

/** How long one batch may take with all retries before Kafka counts as lost: kafkajs tries again on several levels at once, which together can take minutes. */
export const sendDeadlineMilliseconds = 60_000;
const disconnectDeadlineMilliseconds = 1000;

/** A connected producer of one topic. */
export interface TransactionSender {
  /** Resolves to the bytes of keys and values once all replicas have acknowledged the messages. */
  send(messages: readonly TransactionMessage[]): Promise<number>;
  /** Never rejects. No send may be under way, as kafkajs would not wait for it. */
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
    // A broker that goes away may have written a batch before it could say so; it then drops the second copy.
    idempotent: true,
  });
  await producer.connect();
  return {
    async send(messages) {
      const encoded = messages.map((message) => ({ key: message.customer_id, value: JSON.stringify(message) }));
      await within(sendDeadlineMilliseconds, producer.send({ topic, acks: -1, messages: encoded }), noAnswer);
      return encoded.reduce((sum, { key, value }) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
    },
    close: () => within(disconnectDeadlineMilliseconds, producer.disconnect(), noAnswer).catch(() => undefined),
  };
}

function noAnswer(): Error {
  return new NoAnswerError('No answer in time');
}
