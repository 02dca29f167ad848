/** Cache slots for recent values, by their lowest bits. The arrays are always in sync. */
const slots = 4096;
const lows = new Int32Array(slots);
const highs = new Int32Array(slots);
const bigints = new Array<bigint>(slots).fill(0n);

/** Number of misses without a hit after which caching stops. */
const maxMisses = 256;

/**
 * The bigints of a column, which reuses objects for recent values. Keys and small numbers often repeat, and fewer
 * objects mean less work for the garbage collector. If values do not repeat, the lookup soon stops.
 */
export class SharedLongs {
  readonly #longs: BigInt64Array;
  readonly #halves: Int32Array;
  #missesLeft = maxMisses;

  constructor(longs: BigInt64Array) {
    this.#longs = longs;
    this.#halves = new Int32Array(longs.buffer, longs.byteOffset, 2 * longs.length);
  }

  at(index: number): bigint {
    if (this.#missesLeft <= 0) return this.#longs[index]!;
    const low = this.#halves[2 * index]!;
    const high = this.#halves[2 * index + 1]!;
    const slot = low & (slots - 1);
    if (lows[slot] === low && highs[slot] === high) {
      this.#missesLeft += 2;
      return bigints[slot]!;
    }
    this.#missesLeft--;
    lows[slot] = low;
    highs[slot] = high;
    return (bigints[slot] = this.#longs[index]!);
  }
}
