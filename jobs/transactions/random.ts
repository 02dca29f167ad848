/**
 * A small random number generator. It uses only integer operations, so a seed produces the same numbers on every platform and
 * version of Node. Not suitable for secrets.
 */
export class Random {
  #state: number;

  private constructor(state: number) {
    this.#state = state;
  }

  /** Creates an independent generator: `Random.of(42, 'customer', 7)` is unrelated to `Random.of(42, 'customer', 8)`. */
  static of(seed: number, topic: string, index: number): Random {
    let state = mix(seed);
    for (let position = 0; position < topic.length; position++) state = mix(state ^ topic.charCodeAt(position));
    return new Random(mix(mix(state ^ (index >>> 0)) ^ Math.floor(index / 2 ** 32)));
  }

  /** Returns a number from 0 (inclusive) to 1 (exclusive). */
  fraction(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    return mix(this.#state) / 2 ** 32;
  }

  /** Returns an integer from `min` to `max`, both inclusive. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.fraction() * (max - min + 1));
  }

  /** Returns true with the given probability. */
  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** Returns one of the values. */
  pick<const Values extends readonly [unknown, ...unknown[]]>(values: Values): Values[number] {
    return values[this.integer(0, values.length - 1)] ?? values[0];
  }
}

/** Mixes the bits of a 32-bit number (the finalizer of MurmurHash3). */
function mix(value: number): number {
  let bits = value >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
