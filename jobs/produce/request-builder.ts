import type { EncodedMessage, MessageEncoder } from './message-encoder.ts';
import type { PlannedMessage } from './planned-message.ts';
import type { ReadAhead } from './read-ahead.ts';
import { maxRequestSpan } from './start-pass.ts';

/** A batch that is ready to be sent. */
export type EncodedBatch = readonly EncodedMessage[];

type Batch = readonly PlannedMessage[];

/** The size of headers and lengths that Kafka stores for a message in addition to key and value, in bytes; rather too large. */
const overheadBytes = 250;

/** Combines batches to requests. */
export class RequestBuilder {
  readonly #batches: ReadAhead<Batch, unknown>;
  readonly #encoder: MessageEncoder;
  readonly #maxBytes: number;
  #first: Batch | undefined;
  /** A batch that did not fit into the previous request. */
  #carried: EncodedBatch | undefined;

  /** A request has one batch, or more if together they have at most `maxBytes`. */
  constructor(batches: ReadAhead<Batch, unknown>, encoder: MessageEncoder, maxBytes: number) {
    this.#batches = batches;
    this.#encoder = encoder;
    this.#maxBytes = maxBytes;
  }

  /** Waits for the next batch. Returns whether there is one. */
  async hasNext(): Promise<boolean> {
    if (this.#carried === undefined) this.#first ??= await this.#batches.next();
    return this.#carried !== undefined || this.#first !== undefined;
  }

  /** Returns the batches of the next request, with the current time. Does not wait for batches that have not been read yet. */
  async build(): Promise<readonly EncodedBatch[]> {
    const request: EncodedBatch[] = [];
    let bytes = 0;
    for (let batch = await this.#takeFirst(); batch !== undefined; batch = await this.#takeRead()) {
      bytes += sizeOf(batch);
      if (request.length > 0 && (bytes > this.#maxBytes || span(request[0]!, batch) >= maxRequestSpan)) {
        this.#carried = batch;
        break;
      }
      request.push(batch);
      if (bytes >= this.#maxBytes) break;
    }
    return request;
  }

  async #takeFirst(): Promise<EncodedBatch | undefined> {
    const carried = this.#carried;
    this.#carried = undefined;
    if (carried) return carried;
    const first = this.#first;
    this.#first = undefined;
    return first && this.#encoder.encode(first, Date.now);
  }

  async #takeRead(): Promise<EncodedBatch | undefined> {
    const batch = this.#batches.takeRead();
    return batch && this.#encoder.encode(batch, Date.now);
  }
}

function sizeOf(batch: EncodedBatch): number {
  return batch.reduce((sum, { key, value }) => sum + key.length + (value?.length ?? 0) + overheadBytes, 0);
}

function span(first: EncodedBatch, last: EncodedBatch): number {
  return last.at(-1)!.planned.sequence - first[0]!.planned.sequence;
}
