interface Sample {
  readonly at: number;
  readonly value: number;
}

/** The samples of the last moments. */
export class RecentSamples {
  readonly #span: number;
  #samples: Sample[] = [];

  /** @param span milliseconds for which a sample is kept. */
  constructor(span: number) {
    this.#span = span;
  }

  add(value: number): void {
    this.#samples.push({ at: Date.now(), value });
  }

  get values(): readonly number[] {
    const from = Date.now() - this.#span;
    this.#samples = this.#samples.filter(({ at }) => at >= from);
    return this.#samples.map(({ value }) => value);
  }

  /** The sum of the samples per second. */
  get perSecond(): number {
    return this.values.reduce((sum, value) => sum + value, 0) / (this.#span / 1000);
  }
}
