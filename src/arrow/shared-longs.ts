/** Slots for values met lately, by their lowest bits; the arrays agree at all times. */
const slots = 4096;
const lows = new Int32Array(slots);
const highs = new Int32Array(slots);
const bigints = new Array<bigint>(slots).fill(0n);

/** How many misses without a hit show that values do not repeat. */
const patience = 256;

/**
 * The bigints of a column, made once where a value was met lately: keys, small numbers and the like repeat, and an object less is one less
 * for the garbage collector to move. Where values do not repeat it soon stops looking.
 */
export class SharedLongs {
  readonly #longs: BigInt64Array;
  readonly #halves: Int32Array;
  #credit = patience;

  constructor(longs: BigInt64Array) {
    this.#longs = longs;
    this.#halves = new Int32Array(longs.buffer, longs.byteOffset, 2 * longs.length);
  }

  at(index: number): bigint {
    if (this.#credit <= 0) return this.#longs[index]!;
    const low = this.#halves[2 * index]!;
    const high = this.#halves[2 * index + 1]!;
    const slot = low & (slots - 1);
    if (lows[slot] === low && highs[slot] === high) {
      this.#credit += 2;
      return bigints[slot]!;
    }
    this.#credit--;
    lows[slot] = low;
    highs[slot] = high;
    return (bigints[slot] = this.#longs[index]!);
  }
}
