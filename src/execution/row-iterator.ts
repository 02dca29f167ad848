import type { Row } from '../types/row.ts';

/**
 * Rows one after the other out of batches of them. Written by hand: an async generator would wait three times for each row,
 * which takes longer than decoding it.
 */
export class RowIterator implements AsyncGenerator<Row, void, undefined> {
  readonly #batches: AsyncGenerator<readonly Row[], void, undefined>;
  #rows: readonly Row[] = [];
  #next = 0;
  /** The last call that had to wait: those after it wait their turn, as with a generator. */
  #pending: Promise<unknown> | undefined;
  #waiting = 0;

  constructor(open: () => AsyncGenerator<readonly Row[], void, undefined>) {
    this.#batches = open();
  }

  next(): Promise<IteratorResult<Row, void>> {
    if (this.#pending === undefined && this.#next < this.#rows.length) {
      return Promise.resolve({ done: false, value: this.#rows[this.#next++]! });
    }
    return this.#inTurn(() => this.#nextOfBatches());
  }

  return(): Promise<IteratorResult<Row, void>> {
    return this.#inTurn(async () => {
      this.#forget();
      await this.#batches.return();
      return { done: true, value: undefined };
    });
  }

  throw(error: unknown): Promise<IteratorResult<Row, void>> {
    return this.#inTurn(async () => {
      this.#forget();
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

  async #nextOfBatches(): Promise<IteratorResult<Row, void>> {
    while (this.#next >= this.#rows.length) {
      this.#forget();
      const batch = await this.#batches.next();
      if (batch.done === true) return batch;
      this.#rows = batch.value;
    }
    return { done: false, value: this.#rows[this.#next++]! };
  }

  #forget(): void {
    this.#rows = [];
    this.#next = 0;
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    this.#waiting++;
    this.#pending = this.#after(this.#pending, action);
    return this.#pending as Promise<T>;
  }

  /** Only whoever called waits for the promise of this: an error keeps the stack of one who waits, not of two. */
  async #after<T>(previous: Promise<unknown> | undefined, action: () => Promise<T>): Promise<T> {
    try {
      if (previous) await previous.catch(() => {});
      return await action();
    } finally {
      if (--this.#waiting === 0) this.#pending = undefined;
    }
  }
}
