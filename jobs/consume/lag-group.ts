import type { Consumer, Kafka } from 'kafkajs';
import { endsWithin } from '../../command-line/abortable.ts';
import type { Offsets } from '../transactions/classify-messages.ts';

/** Milliseconds between two commits. */
const interval = 1000;
const stopTimeout = 1500;

/**
 * Commits what a query has processed to a consumer group, so that the tools for Kafka show its lag: Spark itself commits nothing. Nobody
 * reads with this group, and its offsets never move back.
 */
export class LagGroup {
  readonly #topic: string;
  readonly #kafka: Kafka;
  readonly #groupId: string;
  readonly #consumer: Consumer;
  #committed: Offsets | undefined;
  #wanted: Offsets = {};
  #timer: NodeJS.Timeout | undefined;
  #committing: Promise<void> = Promise.resolve();
  #stopping: Promise<void> | undefined;

  constructor(kafka: Kafka, topic: string, groupId: string) {
    this.#kafka = kafka;
    this.#topic = topic;
    this.#groupId = groupId;
    // The loop of kafkajs goes on although everything is paused, and each of its turns takes this time.
    this.#consumer = kafka.consumer({ groupId, allowAutoTopicCreation: false, maxWaitTimeInMs: 1000 });
  }

  /** Joins the group. Kafka accepts commits only from a member, or for a group without members. */
  async start(): Promise<void> {
    const joined = new Promise<void>((resolve, reject) => {
      this.#consumer.on(this.#consumer.events.GROUP_JOIN, () => resolve());
      this.#consumer.on(this.#consumer.events.CRASH, ({ payload }) => {
        if (!payload.restart) reject(payload.error);
      });
    });
    joined.catch(() => {});
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topic: this.#topic, fromBeginning: true });
    const running = this.#consumer.run({ autoCommit: false, eachBatch: () => Promise.resolve() });
    this.#consumer.pause([{ topic: this.#topic }]);
    await Promise.all([running, joined]);
    this.#committed = await this.#fetchCommitted();
    this.#timer = setInterval(() => void this.#commit(), interval);
  }

  /** Sets the offsets that follow those of the last finished batch, to be committed soon. */
  processed(ends: Offsets): void {
    this.#wanted = ends;
  }

  /** Commits the last offsets and leaves the group, if Kafka answers in time. A second call waits for the first. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    clearInterval(this.#timer);
    await endsWithin(
      stopTimeout,
      this.#commit().then(() => this.#consumer.disconnect()),
    );
  }

  /** A failure is not reported: the next commit has the same offsets and more. */
  async #commit(): Promise<void> {
    const committing = this.#committing.then(() => this.#commitOnce()).catch(() => {});
    this.#committing = committing;
    await committing;
  }

  async #commitOnce(): Promise<void> {
    const committed = this.#committed;
    if (committed === undefined) return;
    const offsets = Object.entries(this.#wanted).filter(
      ([partition, end]) => end > (committed[Number(partition)] ?? -1),
    );
    if (offsets.length === 0) return;
    await this.#consumer.commitOffsets(
      offsets.map(([partition, end]) => ({ topic: this.#topic, partition: Number(partition), offset: String(end) })),
    );
    this.#committed = { ...committed, ...Object.fromEntries(offsets) };
  }

  async #fetchCommitted(): Promise<Offsets> {
    const admin = this.#kafka.admin();
    await admin.connect();
    try {
      const [topic] = await admin.fetchOffsets({ groupId: this.#groupId, topics: [this.#topic] });
      return Object.fromEntries((topic?.partitions ?? []).map(({ partition, offset }) => [partition, Number(offset)]));
    } finally {
      await admin.disconnect();
    }
  }
}
