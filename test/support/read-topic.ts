import type { EachMessagePayload, IHeaders } from 'kafkajs';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';

/** A message that a consumer received. */
export interface ReceivedMessage {
  readonly partition: number;
  readonly key: string;
  readonly value: string;
  readonly headers: IHeaders;
}

/** Reads the first `count` messages of a topic. */
export async function readTopic(
  servers: readonly string[],
  topic: string,
  count: number,
): Promise<readonly ReceivedMessage[]> {
  const consumer = createKafka(servers).consumer({ groupId: `test-${topic}` });
  const messages: ReceivedMessage[] = [];
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      const eachMessage = ({ partition, message }: EachMessagePayload): Promise<void> => {
        messages.push({
          partition,
          key: String(message.key),
          value: String(message.value),
          headers: message.headers ?? {},
        });
        if (messages.length === count) resolve();
        return Promise.resolve();
      };
      consumer.run({ eachMessage }).catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
  return messages;
}
