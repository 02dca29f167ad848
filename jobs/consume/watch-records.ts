import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import { deadLetterTopic, toDeadLetter } from '../dead-letters/dead-letter.ts';
import { connectPartitionReader, type PartitionReader } from '../kafka/partition-reader.ts';
import type { JobMonitor } from '../monitor/job-monitor.ts';

/** Milliseconds between two looks. */
const interval = 1000;

/** Tells the monitor what is in the topic, and which dead letters the job has written, until the signal aborts. */
export async function watchRecords(
  kafka: Kafka,
  topic: string,
  monitor: Pick<JobMonitor, 'topic' | 'deadLetter'>,
  signal: AbortSignal,
): Promise<void> {
  const admin = kafka.admin();
  const letters = new NewLetters(kafka, topic, monitor);
  try {
    while (!signal.aborted) {
      // While Kafka is away, the monitor keeps the last figures; the watch of the services reports it.
      await admin
        .connect()
        .then(async () => {
          const ranges = await admin.fetchTopicOffsets(topic);
          monitor.topic(
            ranges.map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) })),
          );
          letters.readTo(await admin.fetchTopicOffsets(deadLetterTopic(topic)));
        })
        .catch(() => {});
      await sleep(interval, undefined, { signal }).catch(() => {});
    }
  } finally {
    await Promise.all([admin.disconnect(), letters.close()]).catch(() => {});
  }
}

/** Reads the dead-letter topic as it grows. Connects when it has the first message. */
class NewLetters {
  readonly #kafka: Kafka;
  readonly #topic: string;
  readonly #monitor: Pick<JobMonitor, 'deadLetter'>;
  readonly #next = new Map<number, number>();
  readonly #reading = new Set<number>();
  #reader: Promise<PartitionReader> | undefined;

  constructor(kafka: Kafka, topic: string, monitor: Pick<JobMonitor, 'deadLetter'>) {
    this.#kafka = kafka;
    this.#topic = topic;
    this.#monitor = monitor;
  }

  /** Starts to read up to the ends, unless it still reads. */
  readTo(ranges: readonly { readonly partition: number; readonly low: string; readonly high: string }[]): void {
    for (const { partition, low, high } of ranges) {
      const from = Math.max(Number(low), this.#next.get(partition) ?? 0);
      if (from >= Number(high) || this.#reading.has(partition)) continue;
      this.#reading.add(partition);
      void this.#read(partition, from, Number(high))
        .catch(() => {})
        .finally(() => this.#reading.delete(partition));
    }
  }

  async close(): Promise<void> {
    await (await this.#reader)?.close();
  }

  async #read(partition: number, from: number, to: number): Promise<void> {
    this.#reader ??= connectPartitionReader(this.#kafka, deadLetterTopic(this.#topic)).catch((error: unknown) => {
      this.#reader = undefined;
      throw error;
    });
    const reader = await this.#reader;
    await reader.read({ partition, from, to }, (message) => {
      this.#next.set(partition, Number(message.offset) + 1);
      const letter = toDeadLetter(message, this.#topic);
      if (letter) this.#monitor.deadLetter(letter.position, letter.reason);
    });
  }
}
