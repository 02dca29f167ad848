import { randomUUID } from 'node:crypto';
import { createKafka } from '../../../jobs/kafka/create-kafka.ts';
import { waitUntil } from './wait-until.ts';

/** A message and its key, as text. */
export interface TopicMessage {
  readonly key: string;
  readonly value: string;
}

/** Returns all messages that are currently in a topic, in order within each partition. */
export async function readWholeTopic(servers: string, topic: string, signal: AbortSignal): Promise<TopicMessage[]> {
  const kafka = createKafka([servers]);
  const admin = kafka.admin();
  const consumer = kafka.consumer({ groupId: `chaos-${randomUUID()}`, maxWaitTimeInMs: 200 });
  try {
    await admin.connect();
    const partitions = await admin.fetchTopicOffsets(topic);
    const missing = new Map(
      partitions.filter(({ low, high }) => low !== high).map((p) => [p.partition, BigInt(p.high)]),
    );
    const messages: TopicMessage[] = [];
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: ({ batch }) => {
        for (const { key, value } of batch.messages) messages.push({ key: String(key), value: String(value) });
        if (BigInt(batch.lastOffset()) + 1n >= (missing.get(batch.partition) ?? 0n)) missing.delete(batch.partition);
        return Promise.resolve();
      },
    });
    await waitUntil(() => missing.size === 0, { wanted: `Topic ${topic} could not be read`, seconds: 60, signal });
    return messages;
  } finally {
    await Promise.all([consumer.disconnect(), admin.disconnect()]);
  }
}
