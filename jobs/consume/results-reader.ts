import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, Kafka, KafkaMessage } from 'kafkajs';
import { parseWindow, type WindowUpdate } from './window-row.ts';

/** Reads the results topic from its beginning, for as long as the job runs. */
export interface ResultsReader {
  /** Rejects when reading failed for good; never resolves. */
  readonly failed: Promise<never>;
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
  const { promise: failed, reject: fail } = rejectable();
  // After a retriable error kafkajs begins again by itself.
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) fail(payload.error);
  });

  const before = new Map((await endOffsets(kafka, topic)).map(({ partition, high }) => [partition, high]));
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: ({ batch: { partition, messages } }) => {
      const now = Date.now();
      const read = ({ key, value, offset }: KafkaMessage): WindowUpdate[] => {
        positions.set(partition, BigInt(offset) + 1n);
        if (value === null) return [];
        const { row, latestEventTime } = parseWindow(topic, value.toString());
        const restored = BigInt(offset) < (before.get(partition) ?? 0n);
        return [{ key: String(key), row, latency: now - latestEventTime, restored }];
      };
      try {
        onUpdates(messages.flatMap(read));
      } catch (error) {
        fail(error);
      }
      return Promise.resolve();
    },
  });

  return {
    failed,
    async drain() {
      const ends = await endOffsets(kafka, topic);
      while (ends.some(({ partition, high }) => high > (positions.get(partition) ?? 0n))) {
        await Promise.race([sleep(20), failed]);
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

/** A promise that only ever rejects, and whose rejection nobody has to be waiting for. */
function rejectable(): { readonly promise: Promise<never>; readonly reject: (error: unknown) => void } {
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<never>((_, rejectIt) => (reject = rejectIt));
  promise.catch(() => {});
  return { promise, reject };
}
