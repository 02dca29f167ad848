import { randomUUID } from 'node:crypto';
import type { Admin, Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { abortable, endsWithin } from '../../command-line/abortable.ts';
import { UserError } from '../../command-line/user-error.ts';

/** The messages of a partition from the offset `start` to the one before `end`. */
export interface OffsetRange {
  readonly partition: number;
  /** The offset of the first message that the topic still has. */
  readonly low: number;
  readonly start: number;
  readonly end: number;
}

/** Receives a message. Returns, or resolves with, `stop` to end the reading early. */
export type MessageHandler = (message: KafkaMessage, partition: number) => void | 'stop' | Promise<void | 'stop'>;

const heartbeatMs = 1000;
const stalledMs = 60_000;
const disconnectTimeoutMs = 1000;

/**
 * Returns the messages that the topic has now; with `since`, a time in milliseconds since 1970, only those from the first one that is as
 * new on. Returns undefined if the topic does not exist.
 */
export async function currentRanges(
  admin: Admin,
  topic: string,
  since?: number,
): Promise<readonly OffsetRange[] | undefined> {
  const topics = await admin.listTopics();
  if (!topics.includes(topic)) return undefined;
  const all = await admin.fetchTopicOffsets(topic);
  const later = since === undefined ? [] : await admin.fetchTopicOffsetsByTimestamp(topic, since);
  const starts = new Map(later.map(({ partition, offset }) => [partition, Number(offset)]));
  return all.map(({ partition, low, high }) => ({
    partition,
    low: Number(low),
    start: starts.get(partition) ?? Number(low),
    end: Number(high),
  }));
}

/**
 * Passes the messages of the ranges to `onMessage`, in order within each partition, one at a time. It holds only the messages of one
 * fetch, at most 10 MB, in memory.
 *
 * @throws UserError when the messages cannot be read, or whatever `onMessage` throws, or the reason of `signal`.
 */
export async function readRanges(
  kafka: Kafka,
  topic: string,
  ranges: readonly OffsetRange[],
  onMessage: MessageHandler,
  signal: AbortSignal,
): Promise<void> {
  if (ranges.every(({ start, end }) => start >= end)) return;
  const reader = new RangeReader(kafka, topic, ranges, onMessage);
  try {
    await abortable(reader.read(), signal);
  } finally {
    await reader.close(!signal.aborted);
  }
}

class RangeReader {
  readonly #kafka: Kafka;
  readonly #topic: string;
  readonly #onMessage: MessageHandler;
  readonly #groupId: string;
  readonly #consumer: Consumer;
  /** The next offset to read and the end of each partition that has more to read. */
  readonly #unread: Map<number, { next: number; readonly end: number }>;
  #isDone = false;
  #lastProgress = performance.now();
  #settle: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;
  #stallTimer: NodeJS.Timeout | undefined;

  constructor(kafka: Kafka, topic: string, ranges: readonly OffsetRange[], onMessage: MessageHandler) {
    this.#kafka = kafka;
    this.#topic = topic;
    this.#onMessage = onMessage;
    this.#groupId = `${topic}-reader-${randomUUID()}`;
    this.#consumer = kafka.consumer({
      groupId: this.#groupId,
      maxWaitTimeInMs: 200,
      // By default, kafkajs restarts forever and the caller never learns that Kafka is unreachable.
      retry: { restartOnFailure: () => Promise.resolve(false) },
    });
    const unread = ranges.filter(({ start, end }) => start < end);
    this.#unread = new Map(unread.map(({ partition, start, end }) => [partition, { next: start, end }]));
  }

  async read(): Promise<void> {
    const { GROUP_JOIN, END_BATCH_PROCESS, CRASH } = this.#consumer.events;
    const done = new Promise<void>((resolve, reject) => (this.#settle = { resolve, reject }));
    // Prevents an unhandled rejection if connecting fails first.
    done.catch(() => {});
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topic: this.#topic, fromBeginning: true });
    this.#consumer.on(GROUP_JOIN, ({ payload }) => this.#seek(payload.memberAssignment[this.#topic] ?? []));
    // Unlike eachBatch, this event also reports batches of which only control records of transactions are left.
    this.#consumer.on(END_BATCH_PROCESS, ({ payload }) =>
      this.#advance(payload.partition, Number(payload.lastOffset) + 1),
    );
    this.#consumer.on(CRASH, ({ payload }) => this.#fail(payload.error));
    this.#stallTimer = setInterval(() => this.#checkProgress(), heartbeatMs);
    await this.#consumer.run({ autoCommit: false, eachBatch: (payload) => this.#handle(payload) });
    await done;
  }

  /** Leaves the group and, unless there is no time, deletes it. */
  async close(deleteGroup: boolean): Promise<void> {
    this.#isDone = true;
    clearInterval(this.#stallTimer);
    await endsWithin(disconnectTimeoutMs, this.#consumer.disconnect());
    if (!deleteGroup) return;
    const admin = this.#kafka.admin({ retry: { retries: 0 } });
    // A failure is safe to ignore: the broker deletes an empty group on its own.
    const deleted = admin.connect().then(() => admin.deleteGroups([this.#groupId]));
    await endsWithin(disconnectTimeoutMs, deleted);
    await endsWithin(disconnectTimeoutMs, admin.disconnect());
  }

  #seek(partitions: readonly number[]): void {
    for (const partition of partitions) {
      const unread = this.#unread.get(partition);
      if (unread === undefined) this.#pause(partition);
      else this.#consumer.seek({ topic: this.#topic, partition, offset: String(unread.next) });
    }
  }

  async #handle(payload: EachBatchPayload): Promise<void> {
    const { partition, messages } = payload.batch;
    // The handler may take longer than the session timeout of the group.
    const timer = setInterval(() => {
      this.#lastProgress = performance.now();
      payload.heartbeat().catch(() => {});
    }, heartbeatMs);
    try {
      for (const message of messages) {
        const unread = this.#unread.get(partition);
        const offset = Number(message.offset);
        if (this.#isDone || unread === undefined || offset >= unread.end) return;
        if (offset < unread.next) continue;
        unread.next = offset + 1;
        const result = this.#onMessage(message, partition);
        if ((result instanceof Promise ? await result : result) === 'stop') return this.#end();
      }
    } catch (error) {
      // Thrown to kafkajs, it would cause retries.
      this.#fail(error as Error);
    } finally {
      clearInterval(timer);
    }
  }

  #advance(partition: number, next: number): void {
    const unread = this.#unread.get(partition);
    if (unread === undefined || this.#isDone) return;
    this.#lastProgress = performance.now();
    unread.next = Math.max(unread.next, next);
    if (unread.next < unread.end) return;
    this.#unread.delete(partition);
    if (this.#unread.size === 0) this.#end();
    else this.#pause(partition);
  }

  #pause(partition: number): void {
    this.#consumer.pause([{ topic: this.#topic, partitions: [partition] }]);
  }

  /** Messages that retention deletes while they are being read never arrive. */
  #checkProgress(): void {
    if (performance.now() - this.#lastProgress < stalledMs) return;
    this.#fail(
      new UserError(
        `Topic ${this.#topic} could not be read to its end: no message arrived for ${stalledMs / 1000} seconds. Run the command again.`,
      ),
    );
  }

  #end(): void {
    this.#isDone = true;
    this.#settle?.resolve();
  }

  #fail(error: Error): void {
    this.#isDone = true;
    this.#settle?.reject(error);
  }
}
