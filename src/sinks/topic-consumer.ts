import { randomUUID } from 'node:crypto';
import type { Consumer, ConsumerConfig, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { readError } from './kafka-read-error.ts';
import type { WakeUp } from './wake-up.ts';

/** A message that was taken, and whether it was in the topic before reading began. */
export interface TakenMessage {
  readonly partition: number;
  readonly message: KafkaMessage;
  readonly restored: boolean;
}

/** The offset behind the last message of each partition that has any. */
export type EndOffsets = ReadonlyMap<number, bigint>;

/** What kafkajs has fetched of a partition; it fetches no more of it until the batch is taken or withdrawn. */
interface OfferedBatch {
  readonly partition: number;
  readonly messages: readonly KafkaMessage[];
  next: number;
  wake: () => void;
}

const heartbeatMilliseconds = 1000;

/** How long Kafka may be gone: as long as a broker takes to start. */
const patienceMilliseconds = 60_000;

/**
 * Fetches a topic only as fast as its messages are taken, each once. It remembers its place in every partition itself and goes
 * back to it whenever it joins its group anew, since kafkajs would begin again where the group has committed, which is nowhere.
 */
export class TopicConsumer {
  readonly #kafka: Kafka;
  readonly #topic: string;
  readonly #from: 'beginning' | 'now';
  readonly #changed: WakeUp;
  readonly #groupId: string;
  readonly #consumer: Consumer;
  /** The next offset to take of each partition. */
  readonly #positions = new Map<number, bigint>();
  #endsAtOpening: EndOffsets = new Map();
  #batch: OfferedBatch | undefined;
  #failure: Error | undefined;
  #closing = false;
  #answeredAt = performance.now();

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
      // kafkajs would otherwise begin anew for ever, and nobody would learn that Kafka is gone.
      retry: {
        restartOnFailure: () => Promise.resolve(performance.now() - this.#answeredAt < patienceMilliseconds),
        ...settings.retry,
      },
    });
  }

  /** Why no more messages will come. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  async open(): Promise<void> {
    try {
      await this.#findPlace();
      if (this.#closing) return;
      await this.#consumer.connect();
      await this.#consumer.subscribe({ topic: this.#topic, fromBeginning: true });
      this.#consumer.on(this.#consumer.events.GROUP_JOIN, ({ payload }) => {
        for (const partition of payload.memberAssignment[this.#topic] ?? []) this.#goToPlace(partition);
      });
      this.#consumer.on(this.#consumer.events.FETCH, () => void (this.#answeredAt = performance.now()));
      this.#consumer.on(this.#consumer.events.CRASH, ({ payload: { error, restart } }) => {
        if (!restart) this.#fail(error);
      });
      await this.#consumer.run({ autoCommit: false, eachBatch: (payload) => this.#offer(payload) });
    } catch (error) {
      throw readError(this.#topic, error);
    }
  }

  /** The next message, if one is here. */
  take(): TakenMessage | undefined {
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
    // A partition whose old messages were all deleted has an end but nothing to read.
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
      // An empty group costs the broker next to nothing and goes away by itself.
    } finally {
      await admin.disconnect();
    }
  }

  async #findPlace(): Promise<void> {
    for (const { partition, low, high } of await this.#offsets()) {
      this.#positions.set(partition, BigInt(this.#from === 'now' ? high : low));
    }
    this.#endsAtOpening = await this.endOffsets();
  }

  #goToPlace(partition: number): void {
    const offset = String(this.#positions.get(partition) ?? 0n);
    this.#consumer.seek({ topic: this.#topic, partition, offset });
  }

  /** Holds kafkajs until the batch is taken, alive to its group however long that is. */
  async #offer(payload: EachBatchPayload): Promise<void> {
    const { partition, messages } = payload.batch;
    const batch: OfferedBatch = { partition, messages, next: 0, wake: () => {} };
    this.#batch = batch;
    this.#changed.call();
    try {
      while (batch.next < messages.length && payload.isRunning() && !this.#closing) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, heartbeatMilliseconds);
          batch.wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        await payload.heartbeat();
      }
    } finally {
      // What was not taken comes again from the place in the partition.
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
    this.#changed.call();
  }
}
