import { randomUUID } from 'node:crypto';
import type { Consumer, ConsumerConfig, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { readError } from './kafka-read-error.ts';
import type { WakeUp } from './wake-up.ts';

/** A message, and whether it was in the topic before the consumer was opened. */
export interface ConsumedMessage {
  readonly partition: number;
  readonly message: KafkaMessage;
  readonly restored: boolean;
}

/** For each partition that has messages, the offset after its last message. */
export type EndOffsets = ReadonlyMap<number, bigint>;

/** Messages of one partition that kafkajs has fetched. It fetches no more until the batch is consumed or withdrawn. */
interface OfferedBatch {
  readonly partition: number;
  readonly messages: readonly KafkaMessage[];
  next: number;
  wake: () => void;
}

/** Milliseconds. */
const heartbeatInterval = 1000;

/** Milliseconds that Kafka may be unreachable, long enough for a broker to restart. */
const outageTimeout = 60_000;

/**
 * Fetches a topic only as fast as its messages are consumed, each once. It tracks its position in every partition
 * itself and seeks to it whenever it rejoins its group: kafkajs would otherwise start at the committed offsets, and
 * this consumer commits none.
 */
export class TopicConsumer {
  readonly #kafka: Kafka;
  readonly #topic: string;
  readonly #from: 'beginning' | 'now';
  readonly #changed: WakeUp;
  readonly #groupId: string;
  readonly #consumer: Consumer;
  /** The next offset to consume of each partition. */
  readonly #positions = new Map<number, bigint>();
  #endsAtOpening: EndOffsets = new Map();
  #batch: OfferedBatch | undefined;
  #failure: Error | undefined;
  #closing = false;
  #lastFetchAt = performance.now();

  constructor(
    kafka: Kafka,
    topic: string,
    from: 'beginning' | 'now',
    settings: Partial<ConsumerConfig>,
    changed: WakeUp,
  ) {
    this.#kafka = kafka;
    this.#topic = topic;
    this.#from = from;
    this.#changed = changed;
    this.#groupId = settings.groupId ?? `${topic}-reader-${randomUUID()}`;
    this.#consumer = kafka.consumer({
      maxWaitTimeInMs: 500,
      ...settings,
      groupId: this.#groupId,
      // By default, kafkajs restarts forever and the caller never learns that Kafka is unreachable.
      retry: {
        restartOnFailure: () => Promise.resolve(performance.now() - this.#lastFetchAt < outageTimeout),
        ...settings.retry,
      },
    });
  }

  /** The error after which no more messages arrive. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  async open(): Promise<void> {
    try {
      await this.#findStart();
      if (this.#closing) return;
      await this.#consumer.connect();
      await this.#consumer.subscribe({ topic: this.#topic, fromBeginning: true });
      this.#consumer.on(this.#consumer.events.GROUP_JOIN, ({ payload }) => {
        for (const partition of payload.memberAssignment[this.#topic] ?? []) this.#seek(partition);
      });
      this.#consumer.on(this.#consumer.events.FETCH, () => void (this.#lastFetchAt = performance.now()));
      this.#consumer.on(this.#consumer.events.CRASH, ({ payload: { error, restart } }) => {
        if (!restart) this.#fail(error);
      });
      await this.#consumer.run({ autoCommit: false, eachBatch: (payload) => this.#offer(payload) });
    } catch (error) {
      throw readError(this.#topic, error);
    }
  }

  /** Returns the next message that has already been fetched, if any. */
  take(): ConsumedMessage | undefined {
    const batch = this.#batch;
    while (batch && batch.next < batch.messages.length) {
      const message = batch.messages[batch.next++]!;
      if (batch.next === batch.messages.length) batch.wake();
      const offset = BigInt(message.offset);
      if (offset < (this.#positions.get(batch.partition) ?? 0n)) continue;
      this.#positions.set(batch.partition, offset + 1n);
      const restored = offset < (this.#endsAtOpening.get(batch.partition) ?? 0n);
      return { partition: batch.partition, message, restored };
    }
    return undefined;
  }

  hasReached(ends: EndOffsets): boolean {
    return [...ends].every(([partition, end]) => (this.#positions.get(partition) ?? 0n) >= end);
  }

  async endOffsets(): Promise<EndOffsets> {
    const offsets = await this.#offsets();
    // A partition whose messages were all deleted has an end offset but nothing to read.
    return new Map(offsets.filter(({ low, high }) => low !== high).map((each) => [each.partition, BigInt(each.high)]));
  }

  /** Leaves the group and deletes it. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#batch?.wake();
    await this.#consumer.disconnect().catch(() => {});
    if (this.#failure) return;
    const admin = this.#kafka.admin({ retry: { retries: 0 } });
    try {
      await admin.connect();
      await admin.deleteGroups([this.#groupId]);
    } catch {
      // Safe to ignore: the broker deletes an empty group on its own.
    } finally {
      await admin.disconnect();
    }
  }

  async #findStart(): Promise<void> {
    for (const { partition, low, high } of await this.#offsets()) {
      this.#positions.set(partition, BigInt(this.#from === 'now' ? high : low));
    }
    this.#endsAtOpening = await this.endOffsets();
  }

  #seek(partition: number): void {
    const offset = String(this.#positions.get(partition) ?? 0n);
    this.#consumer.seek({ topic: this.#topic, partition, offset });
  }

  /** Blocks kafkajs until the batch is consumed, sending heartbeats so that the consumer remains in its group. */
  async #offer(payload: EachBatchPayload): Promise<void> {
    const { partition, messages } = payload.batch;
    const batch: OfferedBatch = { partition, messages, next: 0, wake: () => {} };
    this.#batch = batch;
    this.#changed.notify();
    try {
      while (batch.next < messages.length && payload.isRunning() && !this.#closing) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, heartbeatInterval);
          batch.wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        await payload.heartbeat();
      }
    } finally {
      // Messages that were not consumed are fetched again, starting at the position in the partition.
      this.#batch = undefined;
    }
  }

  async #offsets(): Promise<{ partition: number; low: string; high: string }[]> {
    const admin = this.#kafka.admin();
    try {
      await admin.connect();
      return await admin.fetchTopicOffsets(this.#topic);
    } catch (error) {
      throw readError(this.#topic, error);
    } finally {
      await admin.disconnect();
    }
  }

  #fail(error: Error): void {
    this.#failure ??= readError(this.#topic, error);
    this.#changed.notify();
  }
}
