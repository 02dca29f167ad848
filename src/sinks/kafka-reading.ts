import type { ConsumerConfig, Kafka } from 'kafkajs';
import { endOf, type SinkQuery } from './sink-query.ts';
import { TopicConsumer, type EndOffsets, type ConsumedMessage } from './topic-consumer.ts';
import { WakeUp } from './wake-up.ts';

/** Options for reading the topic of a Kafka sink. */
export interface KafkaReadOptions {
  /** Where to start: at the oldest row in the topic, or with rows written from now on. Default: `beginning`. */
  readonly from?: 'beginning' | 'now';
  /** Ends the loop when this query has ended and all its rows are delivered. If the query failed, throws its error. */
  readonly until?: SinkQuery | undefined;
  /** Aborts the loop, which then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Settings of the kafkajs consumer, such as `maxBytes`, the maximum size of one response of a broker. Default for
   * `groupId`: a generated name.
   */
  readonly consumer?: Partial<ConsumerConfig>;
}

/**
 * An async iterable over the rows that a query writes to a topic, which yields each message once. It fetches only as
 * fast as the loop consumes: at most one response per broker is buffered (`maxBytes`, 10 MB by default). A slow loop
 * remains a member of its consumer group. It can be iterated once; leaving the loop closes the consumer and deletes its
 * group.
 */
export class KafkaReading<T> implements AsyncIterable<T, void, undefined> {
  readonly #options: KafkaReadOptions;
  readonly #convert: (consumed: ConsumedMessage) => T | undefined;
  readonly #changed = new WakeUp();
  readonly #consumer: TopicConsumer;
  readonly #closed = new AbortController();
  #opening: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
  #isProcessing = false;
  #end: { readonly offsets: EndOffsets; readonly error: Error | undefined } | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** @internal Created by a `KafkaSink`. */
  constructor(
    kafka: Kafka,
    topic: string,
    options: KafkaReadOptions,
    convert: (consumed: ConsumedMessage) => T | undefined,
  ) {
    this.#options = options;
    this.#convert = convert;
    const { from = 'beginning', consumer = {} } = options;
    this.#consumer = new TopicConsumer(kafka, topic, from, consumer, this.#changed);
  }

  /**
   * Connects and determines the start position. Otherwise the loop does so when it starts. Rows written after this
   * resolves are not `restored`, and `from: 'now'` does not miss them.
   */
  async open(): Promise<void> {
    return (this.#opening ??= this.#consumer.open());
  }

  /** Resolves when the loop has processed all messages that are now in the topic. */
  async caughtUp(): Promise<void> {
    await this.open();
    const ends = await this.#consumer.endOffsets();
    while (this.#isProcessing || !this.#consumer.hasReached(ends)) {
      this.#throwIfFailed();
      if (this.#closing) return;
      await this.#changed.wait();
    }
  }

  /** Ends the loop after the messages received so far, closes the consumer and deletes its group. */
  async close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return this.#iterate();
  }

  async *#iterate(): AsyncGenerator<T, void, undefined> {
    const { signal } = this.#options;
    const onAbort = (): void => this.#changed.notify();
    signal?.addEventListener('abort', onAbort);
    try {
      signal?.throwIfAborted();
      void this.#run();
      for (;;) {
        const value = await this.#next();
        if (value === undefined) return;
        yield value;
        this.#isProcessing = false;
        this.#changed.notify();
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
      // After an abort, do not make the caller wait for a connection that is still being opened.
      if (signal?.aborted) this.close().catch(() => {});
      else await this.close();
    }
  }

  /** Returns the next value, or undefined at the end. */
  async #next(): Promise<T | undefined> {
    for (;;) {
      this.#options.signal?.throwIfAborted();
      for (let consumed = this.#consumer.take(); consumed; consumed = this.#consumer.take()) {
        const value = this.#convert(consumed);
        this.#isProcessing = value !== undefined;
        if (value !== undefined) return value;
      }
      if (this.#end && this.#consumer.hasReached(this.#end.offsets)) {
        if (this.#end.error) throw this.#end.error;
        return undefined;
      }
      if (this.#closing) return undefined;
      this.#throwIfFailed();
      this.#changed.notify();
      await this.#changed.wait();
    }
  }

  async #run(): Promise<void> {
    try {
      await this.open();
      this.#changed.notify();
      const { until } = this.#options;
      if (!until) return;
      const error = await endOf(until, this.#closed.signal);
      this.#end = { offsets: await this.#consumer.endOffsets(), error };
    } catch (error) {
      if (!this.#closing) this.#failure = { error };
    }
    this.#changed.notify();
  }

  #throwIfFailed(): void {
    if (this.#failure) throw this.#failure.error;
    if (this.#consumer.failure) throw this.#consumer.failure;
  }

  async #close(): Promise<void> {
    this.#closed.abort();
    this.#changed.notify();
    await this.#opening?.catch(() => {});
    await this.#consumer.close();
    this.#changed.notify();
  }
}
