type End<Result> = { readonly result: Result } | { readonly error: unknown };

/** Reads items from a source while the previous ones are being processed. */
export class ReadAhead<Item, Result> {
  readonly #sizeOf: (item: Item) => number;
  readonly #maxSize: number;
  readonly #items: Item[] = [];
  #size = 0;
  #end: End<Result> | undefined;
  #isStopped = false;
  #wakeReader = (): void => {};
  #wakeTaker = (): void => {};

  /** Starts to read. Pauses while the items that have been read but not taken have a total size of `maxSize` or more. */
  constructor(source: AsyncGenerator<Item, Result, undefined>, sizeOf: (item: Item) => number, maxSize: number) {
    this.#sizeOf = sizeOf;
    this.#maxSize = maxSize;
    void this.#read(source).then(
      (end) => this.#finish(end),
      (error: unknown) => this.#finish({ error }),
    );
  }

  /** Returns the next item, or undefined after the last one. Throws the error of the source after the items before it. */
  async next(): Promise<Item | undefined> {
    while (this.#items.length === 0 && this.#end === undefined) {
      await new Promise<void>((resolve) => (this.#wakeTaker = resolve));
    }
    const item = this.takeRead();
    if (item === undefined && this.#end && 'error' in this.#end) throw this.#end.error;
    return item;
  }

  /** Returns the next item if it has been read already. */
  takeRead(): Item | undefined {
    const item = this.#items.shift();
    if (item === undefined) return undefined;
    this.#size -= this.#sizeOf(item);
    this.#wakeReader();
    return item;
  }

  /** What the source returned; undefined if it has not ended. */
  get result(): Result | undefined {
    return this.#end && 'result' in this.#end ? this.#end.result : undefined;
  }

  /** Reads no further items. A pending read is not canceled. */
  stop(): void {
    this.#isStopped = true;
    this.#wakeReader();
  }

  async #read(source: AsyncGenerator<Item, Result, undefined>): Promise<{ readonly result: Result } | undefined> {
    while (!this.#isStopped) {
      const next = await source.next();
      if (next.done === true) return { result: next.value };
      this.#items.push(next.value);
      this.#size += this.#sizeOf(next.value);
      this.#wakeTaker();
      while (this.#size >= this.#maxSize && !this.#isStopped) {
        await new Promise<void>((resolve) => (this.#wakeReader = resolve));
      }
    }
    return undefined;
  }

  #finish(end: End<Result> | undefined): void {
    this.#end = end;
    this.#wakeTaker();
  }
}
