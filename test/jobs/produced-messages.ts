import { parseHeaders } from '../../jobs/produce/producer-headers.ts';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';

/** A message in a topic. */
export interface ProducedMessage {
  readonly partition: number;
  readonly offset: number;
  /** The time of the broker in milliseconds since 1970. */
  readonly timestamp: number;
  readonly key: string;
  /** Null for a tombstone. */
  readonly value: string | null;
  readonly run: string | undefined;
  readonly sequence: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Reads all messages of a topic, ordered by partition and offset. */
export async function readProduced(servers: readonly string[], topic: string): Promise<readonly ProducedMessage[]> {
  const kafka = createKafka(servers);
  const admin = kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic).finally(() => admin.disconnect());
  const open = new Map(ends.filter(({ high }) => Number(high) > 0).map((end) => [end.partition, Number(end.high)]));
  const messages: ProducedMessage[] = [];
  if (open.size === 0) return messages;
  const consumer = kafka.consumer({ groupId: `test-${topic}-${Date.now()}` });
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      const eachMessage: Parameters<typeof consumer.run>[0] = {
        eachMessage: ({ partition, message }) => {
          const headers = Object.fromEntries(
            Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]),
          );
          const origin = parseHeaders(message.headers);
          const offset = Number(message.offset);
          messages.push({
            partition,
            offset,
            timestamp: Number(message.timestamp),
            key: String(message.key),
            value: message.value === null ? null : String(message.value),
            run: origin?.run,
            sequence: origin?.sequence ?? Number.NaN,
            headers,
          });
          if (offset >= (open.get(partition) ?? 0) - 1) open.delete(partition);
          if (open.size === 0) resolve();
          return Promise.resolve();
        },
      };
      consumer.run(eachMessage).catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
  return messages.toSorted((one, other) => one.partition - other.partition || one.offset - other.offset);
}
