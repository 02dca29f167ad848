import type { ConsumerConfig, Kafka } from 'kafkajs';
import { endOf, type SinkQuery } from './sink-query.ts';
import { TopicConsumer, type EndOffsets, type TakenMessage } from './topic-consumer.ts';
import { WakeUp } from './wake-up.ts';

/** How to read the topic of a sink. */
export interface KafkaReadOptions {
  /** Where to begin: at the oldest row that the topic still has (the default), or with those written from now on. */
  readonly from?: 'beginning' | 'now';
  /** Ends the loop when this query has ended and all it had written is handed over; rejects with its error when it failed. */
  readonly until?: SinkQuery | undefined;
  /** Ends the loop, which rejects with the signal's own reason. */
  readonly signal?: AbortSignal | undefined;
  /** Settings of kafkajs's consumer, such as `maxBytes`, of which a broker sends no more at a time. The group's name is made up unless given. */
  readonly consumer?: Partial<ConsumerConfig>;
}

/**
 * A loop over what a query writes to a topic, each message once. It fetches as fast as the loop takes: what waits in memory is one
 * answer of each broker (`maxBytes`, 10 MB unless set). A loop that takes its time stays a member of its group. It can be gone
 * through once; leaving it closes the consumer and deletes its group.
 */
export class KafkaReading<T> implements AsyncIterable<T, void, undefined> {
  readonly #options: KafkaReadOptions;
  readonly #convert: (taken: TakenMessage) => T | undefined;
  readonly #changed = new WakeUp();
  readonly #consumer: TopicConsumer;
  readonly #ended = new AbortController();
  #opening: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
  #inHand = false;
  #end: { readonly offsets: EndOffsets; readonly error: Error | undefined } | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** @internal Comes from a `KafkaSink`. */
  constructor(kafka: Kafka, topic: string, options: KafkaReadOptions, convert: (taken: TakenMessage) => T | undefined) {
    this.#options = options;
    this.#convert = convert;
    const { from = 'beginning', consumer = {} } = options;
    this.#consumer = new TopicConsumer(kafka, topic, from, consumer, this.#changed);
  }

  /**
   * Connects and finds the place to begin at, which the loop otherwise does when it begins: what is written after this has
   * resolved is not `restored`, and not missed by `from: 'now'`.
   */
  async open(): Promise<void> {
    return (this.#opening ??= this.#consumer.open());
  }

  /** Resolves when all that is in the topic by now has gone through the loop. */
  async caughtUp(): Promise<void> {
    await this.open();
    const ends = await this.#consumer.endOffsets();
    while (this.#inHand || !this.#consumer.hasReached(ends)) {
      this.#check();
      if (this.#closing) return;
      await this.#changed.wait();
    }
  }

  /** Ends the loop, if there is one, after what has come by now; closes the consumer and deletes its group. */
  async close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return this.#iterate();
  }

  async *#iterate(): AsyncGenerator<T, void, undefined> {
    const { signal } = this.#options;
    const onAbort = (): void => this.#changed.call();
    signal?.addEventListener('abort', onAbort);
    try {
      signal?.throwIfAborted();
      void this.#begin();
      for (;;) {
        const value = await this.#next();
        if (value === undefined) return;
        yield value;
        this.#inHand = false;
        this.#changed.call();
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
      // An opening that waits for Kafka would keep whoever has given up.
      if (signal?.aborted) this.close().catch(() => {});
      else await this.close();
    }
  }

  /** The next value, or undefined at the end. */
  async #next(): Promise<T | undefined> {
    for (;;) {
      this.#options.signal?.throwIfAborted();
      for (let taken = this.#consumer.take(); taken; taken = this.#consumer.take()) {
        const value = this.#convert(taken);
        this.#inHand = value !== undefined;
        if (value !== undefined) return value;
      }
      if (this.#end && this.#consumer.hasReached(this.#end.offsets)) {
        if (this.#end.error) throw this.#end.error;
        return undefined;
      }
      if (this.#closing) return undefined;
      this.#check();
      this.#changed.call();
      await this.#changed.wait();
    }
  }

  async #begin(): Promise<void> {
    try {
      await this.open();
      this.#changed.call();
      const { until } = this.#options;
      if (!until) return;
      const error = await endOf(until, this.#ended.signal);
      this.#end = { offsets: await this.#consumer.endOffsets(), error };
    } catch (error) {
      if (!this.#closing) this.#failure = { error };
    }
    this.#changed.call();
  }

  #check(): void {
    if (this.#failure) throw this.#failure.error;
    if (this.#consumer.failure) throw this.#consumer.failure;
  }

  async #close(): Promise<void> {
    this.#ended.abort();
    this.#changed.call();
    await this.#opening?.catch(() => {});
    await this.#consumer.close();
    this.#changed.call();
  }
}
