/**
 * A small random number generator of our own: integers and fixed multiplications only, so a seed gives the same numbers
 * on every platform and every version of Node. Not for secrets.
 */
export class Random {
  #state: number;

  private constructor(state: number) {
    this.#state = state;
  }

  /** A generator of its own for each thing: `Random.of(42, 'customer', 7)` is unrelated to `Random.of(42, 'customer', 8)`. */
  static of(seed: number, topic: string, index: number): Random {
    let state = mix(seed);
    for (let position = 0; position < topic.length; position++) state = mix(state ^ topic.charCodeAt(position));
    return new Random(mix(mix(state ^ (index >>> 0)) ^ Math.floor(index / 2 ** 32)));
  }

  /** A number from 0 up to, but never equal to, 1. */
  fraction(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    return mix(this.#state) / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  /** True in `probability` of all cases. */
  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** One of the given values. */
  pick<const Values extends readonly [unknown, ...unknown[]]>(values: Values): Values[number] {
    return values[this.integer(0, values.length - 1)] ?? values[0];
  }
}

/** Spreads each bit of a 32-bit number over all others (the finalizer of MurmurHash3). */
function mix(value: number): number {
  let bits = value >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
