import { randomUUID } from 'node:crypto';
import type { Consumer, Kafka } from 'kafkajs';
import { parseWindow, type WindowUpdate } from './window-row.ts';

/** Reads the results topic from its beginning, for as long as the job runs. */
export interface ResultsReader {
  /** Resolves when everything in the topic at the time of the call has been handed over; rejects when reading failed. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

interface Partition {
  readonly partition: number;
  readonly high: bigint;
}

/**
 * Hands over the rows of the results topic, the ones that were there before as restored. One group per run, since each
 * driver wants all rows and remembers its place nowhere: the topic itself is the memory.
 */
export async function readResults(
  kafka: Kafka,
  topic: string,
  onUpdates: (updates: readonly WindowUpdate[]) => void,
): Promise<ResultsReader> {
  const groupId = `${topic}-driver-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 500, retry: { retries: 8 } });
  const positions = new Map<number, bigint>();
  let failure: Error | undefined;
  consumer.on(consumer.events.CRASH, ({ payload }) => (failure = payload.error));

  const before = new Map((await endOffsets(kafka, topic)).map(({ partition, high }) => [partition, high]));
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: ({ batch: { partition, messages } }) => {
      const now = Date.now();
      const updates = messages.flatMap(({ key, value, offset }) => {
        positions.set(partition, BigInt(offset) + 1n);
        if (value === null) return [];
        const { row, latestEventTime } = parseWindow(topic, value.toString());
        const restored = BigInt(offset) < (before.get(partition) ?? 0n);
        return [{ key: String(key), row, latency: now - latestEventTime, restored }];
      });
      onUpdates(updates);
      return Promise.resolve();
    },
  });

  return {
    async drain() {
      const ends = await endOffsets(kafka, topic);
      while (ends.some(({ partition, high }) => high > (positions.get(partition) ?? 0n))) {
        if (failure) throw failure;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    close: () => closeConsumer(kafka, consumer, groupId),
  };
}

async function endOffsets(kafka: Kafka, topic: string): Promise<Partition[]> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const offsets = await admin.fetchTopicOffsets(topic);
    // A partition whose old rows were all deleted has an end but nothing to read.
    return offsets
      .filter(({ high, low }) => high !== low)
      .map(({ partition, high }) => ({ partition, high: BigInt(high) }));
  } finally {
    await admin.disconnect();
  }
}

async function closeConsumer(kafka: Kafka, consumer: Consumer, groupId: string): Promise<void> {
  await consumer.disconnect();
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.deleteGroups([groupId]);
  } catch {
    // An empty group costs the broker next to nothing and goes away by itself.
  } finally {
    await admin.disconnect();
  }
}
