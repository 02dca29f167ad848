import { Partitioners, type Producer } from 'kafkajs';
import { abortable, endsWithin, within } from '../../command-line/abortable.ts';
import { isTooLarge, NoAnswerError } from '../kafka/kafka-error.ts';
import type { LetterSource } from './letter-source.ts';
import { toReplayMessage, type Replay } from './replay-message.ts';

/** Observes the result of each letter. */
export interface SendObserver {
  readonly onSent: (count: number) => void;
  /** Receives a letter that Kafka rejects as too large. */
  readonly onTooLarge: (replay: Replay) => void;
}

const maxBatchLength = 100;
const maxBatchBytes = 100_000;
const sendTimeoutMs = 60_000;
/** How long an interrupted command waits for an acknowledgment. */
const lastBatchTimeoutMs = 1000;
const disconnectTimeoutMs = 1000;

/**
 * Sends letters to their source topic, each to the partition of its source message, in batches for one partition, which Kafka stores as
 * a whole or not at all.
 */
export class ReplaySender {
  readonly #producer: Producer;
  readonly #topic: string;
  readonly #partitionCount: number;
  readonly #keepTime: boolean;
  readonly #observer: SendObserver;
  readonly #signal: AbortSignal;
  readonly #batches = new Map<number, Replay[]>();

  constructor(
    { kafka, topic }: LetterSource,
    partitionCount: number,
    keepTime: boolean,
    observer: SendObserver,
    signal: AbortSignal,
  ) {
    this.#topic = topic;
    this.#partitionCount = partitionCount;
    this.#keepTime = keepTime;
    this.#observer = observer;
    this.#signal = signal;
    this.#producer = kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
      idempotent: true,
    });
  }

  async open(): Promise<void> {
    await abortable(this.#producer.connect(), this.#signal);
  }

  /** Adds a letter to the batch of its partition, and sends the batch when it is full. */
  async add(replay: Replay): Promise<void> {
    const { partition } = replay.letter.position;
    const batch = this.#batches.get(partition) ?? [];
    const bytes = [...batch, replay].reduce((sum, { value }) => sum + value.length, 0);
    if (batch.length > 0 && (batch.length === maxBatchLength || bytes > maxBatchBytes)) {
      await this.#send(partition, batch);
      this.#batches.set(partition, [replay]);
    } else {
      this.#batches.set(partition, [...batch, replay]);
    }
  }

  /** Sends the batches that are not full. */
  async flush(): Promise<void> {
    for (const [partition, batch] of this.#batches) await this.#send(partition, batch);
    this.#batches.clear();
  }

  async close(): Promise<void> {
    await endsWithin(disconnectTimeoutMs, this.#producer.disconnect());
  }

  async #send(partition: number, batch: readonly Replay[]): Promise<void> {
    this.#signal.throwIfAborted();
    const now = Date.now();
    // A topic that was recreated may have fewer partitions.
    const target = partition < this.#partitionCount ? { partition } : {};
    const messages = batch.map((replay) => ({ ...toReplayMessage(replay, now, this.#keepTime), ...target }));
    try {
      const sending = this.#producer.send({ topic: this.#topic, acks: -1, messages });
      const noAnswer = (): Error => new NoAnswerError('No answer in time');
      await abortable(within(sendTimeoutMs, sending, noAnswer), this.#signal, lastBatchTimeoutMs);
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      const [first] = batch;
      if (batch.length > 1) for (const each of batch) await this.#send(partition, [each]);
      else if (first) this.#observer.onTooLarge(first);
      return;
    }
    this.#observer.onSent(batch.length);
  }
}
