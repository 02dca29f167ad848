import type { Row } from '../types/row.ts';

/**
 * Iterates over the rows of batches. Not an async generator, because that would await three times per row, which takes
 * longer than decoding the row.
 */
export class RowIterator implements AsyncGenerator<Row, void, undefined> {
  readonly #batches: AsyncGenerator<readonly Row[], void, undefined>;
  #rows: readonly Row[] = [];
  #next = 0;
  /** The latest call that had to wait. Later calls queue behind it, as with a generator. */
  #pending: Promise<unknown> | undefined;
  #waiting = 0;

  constructor(open: () => AsyncGenerator<readonly Row[], void, undefined>) {
    this.#batches = open();
  }

  next(): Promise<IteratorResult<Row, void>> {
    if (this.#pending === undefined && this.#next < this.#rows.length) {
      return Promise.resolve({ done: false, value: this.#rows[this.#next++]! });
    }
    return this.#enqueue(() => this.#readNext());
  }

  return(): Promise<IteratorResult<Row, void>> {
    return this.#enqueue(async () => {
      this.#discard();
      await this.#batches.return();
      return { done: true, value: undefined };
    });
  }

  throw(error: unknown): Promise<IteratorResult<Row, void>> {
    return this.#enqueue(async () => {
      this.#discard();
      await this.#batches.throw(error);
      return { done: true, value: undefined };
    });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  async #readNext(): Promise<IteratorResult<Row, void>> {
    while (this.#next >= this.#rows.length) {
      this.#discard();
      const batch = await this.#batches.next();
      if (batch.done === true) return batch;
      this.#rows = batch.value;
    }
    return { done: false, value: this.#rows[this.#next++]! };
  }

  #discard(): void {
    this.#rows = [];
    this.#next = 0;
  }

  #enqueue<T>(action: () => Promise<T>): Promise<T> {
    this.#waiting++;
    this.#pending = this.#runAfter(this.#pending, action);
    return this.#pending as Promise<T>;
  }

  /** Only the caller may await the returned promise: an error keeps the async stack of a single awaiter only. */
  async #runAfter<T>(previous: Promise<unknown> | undefined, action: () => Promise<T>): Promise<T> {
    try {
      if (previous) await previous.catch(() => {});
      return await action();
    } finally {
      if (--this.#waiting === 0) this.#pending = undefined;
    }
  }
}
