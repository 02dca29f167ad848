import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { UserError } from '../../command-line/user-error.ts';
import { rootCause } from './kafka-error.ts';

/** Reads ranges of a topic's partitions, in any order. */
export interface PartitionReader {
  /**
   * Passes the messages with offsets from `from` (inclusive) to `to` (exclusive) to `onMessage`, in order. Ranges of different
   * partitions can be read at the same time.
   *
   * Connects again if the partition returns nothing for 15 seconds, as after a restart of the broker.
   *
   * @throws UserError when the partition returns nothing three times in a row.
   */
  read(range: PartitionRange, onMessage: (message: KafkaMessage) => void): Promise<void>;
  close(): Promise<void>;
}

/** A range of offsets that contains at least one. */
export interface PartitionRange {
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

interface Reading extends PartitionRange {
  readonly onMessage: (message: KafkaMessage) => void;
  readonly onProgress: () => void;
  readonly onEnd: () => void;
  readonly onError: (error: Error) => void;
}

const silenceMs = 15_000;

const coordinatorTimeoutMs = 30_000;
const coordinatorPollMs = 500;
const maxAttempts = 3;

/** The errors of a broker that has just started, and that kafkajs does not retry when it joins a group. */
const notReadyYet: ReadonlySet<string> = new Set([
  'GROUP_LOAD_IN_PROGRESS',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR_FOR_GROUP',
]);

/** Connects a reader. It joins a consumer group that no one else uses and never commits offsets. */
export async function connectPartitionReader(kafka: Kafka, topic: string): Promise<PartitionReader> {
  let connection = connectPatiently(kafka, topic);
  await connection;
  let isClosed = false;
  const close = async (one: Promise<PartitionReader>): Promise<void> => {
    await one.then((reader) => reader.close()).catch(() => {});
  };
  return {
    async read({ partition, from, to }, onMessage) {
      let next = from;
      for (let attempt = 1; ; attempt++) {
        const used = connection;
        const before = next;
        try {
          return await (
            await used
          ).read({ partition, from: next, to }, (message) => {
            next = Number(message.offset) + 1;
            onMessage(message);
          });
        } catch (error) {
          if (isClosed) throw error;
          if (next >= to) return;
          if (next > before) attempt = 1;
          if (attempt >= maxAttempts) throw error;
          // Another partition may have replaced it already.
          if (connection !== used) continue;
          connection = connectPatiently(kafka, topic);
          connection.catch(() => {});
          void close(used);
        }
      }
    },
    async close() {
      isClosed = true;
      await close(connection);
    },
  };
}

async function connectPatiently(kafka: Kafka, topic: string): Promise<PartitionReader> {
  const deadline = performance.now() + coordinatorTimeoutMs;
  for (;;) {
    try {
      return await connect(kafka, topic);
    } catch (error) {
      const { type } = rootCause(error) as { readonly type?: string };
      if (type === undefined || !notReadyYet.has(type) || performance.now() > deadline) throw error;
      await sleep(coordinatorPollMs);
    }
  }
}

async function connect(kafka: Kafka, topic: string): Promise<PartitionReader> {
  const consumer = kafka.consumer({
    groupId: `spark-connect-ts-reader-${randomUUID()}`,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: 100,
  });
  const readings = new Map<number, Reading>();
  const failAll = (error: Error): void => readings.forEach(({ onError }) => onError(error));
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await runUntilJoined(consumer, failAll, (payload) => {
      if (!deliver(readings.get(payload.batch.partition), payload)) payload.pause();
    });
  } catch (error) {
    await consumer.disconnect().catch(() => {});
    throw error;
  }

  return {
    read({ partition, from, to }, onMessage) {
      let timer: NodeJS.Timeout | undefined;
      const reading = new Promise<void>((onEnd, onError) => {
        const silent = new UserError(
          `Kafka returned no message of partition ${partition} of topic ${topic} for ${silenceMs / 1000} seconds, although it has some after offset ${from}; try again.`,
        );
        const onProgress = (): void => {
          clearTimeout(timer);
          timer = setTimeout(() => onError(silent), silenceMs);
        };
        onProgress();
        readings.set(partition, { partition, from, to, onMessage, onProgress, onEnd, onError });
        consumer.seek({ topic, partition, offset: String(from) });
        consumer.resume([{ topic, partitions: [partition] }]);
      });
      return reading.finally(() => {
        clearTimeout(timer);
        readings.delete(partition);
      });
    },
    close: () => consumer.disconnect(),
  };
}

/** Starts the consumer and waits until partitions are assigned to it. */
async function runUntilJoined(
  consumer: Consumer,
  onCrash: (error: Error) => void,
  onBatch: (payload: EachBatchPayload) => void,
): Promise<void> {
  const joined = new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.GROUP_JOIN, () => resolve());
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      reject(payload.error);
      onCrash(payload.error);
    });
  });
  const eachBatch = (payload: EachBatchPayload): Promise<void> => Promise.resolve(onBatch(payload));
  await Promise.all([joined, consumer.run({ autoCommit: false, eachBatch })]);
}

/** Passes messages on. Returns whether the partition has to be read further. */
function deliver(reading: Reading | undefined, { batch }: EachBatchPayload): boolean {
  if (reading === undefined) return false;
  reading.onProgress();
  for (const message of batch.messages) {
    const offset = Number(message.offset);
    if (offset >= reading.from && offset < reading.to) reading.onMessage(message);
  }
  if (Number(batch.lastOffset()) < reading.to - 1) return true;
  reading.onEnd();
  return false;
}
