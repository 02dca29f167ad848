/** Cache slots for recent strings, by a hash of their bytes. */
const slots = 4096;
const hashes = new Int32Array(slots);
const strings = new Array<string>(slots).fill('');

/** Maximum length in bytes. Longer strings repeat less often and take longer to hash. */
const maxLength = 24;

/** Number of misses without a hit after which caching stops. */
const maxMisses = 256;

/**
 * The short ASCII strings of a column, such as categories and states, which reuses recent strings; see
 * `shared-longs.ts`. Returns undefined for other strings, and for all strings once caching has stopped.
 */
export class SharedStrings {
  readonly #bytes: Buffer;
  #missesLeft = maxMisses;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  find(start: number, end: number): string | undefined {
    const length = end - start;
    if (this.#missesLeft <= 0 || length > maxLength) return undefined;
    let hash = length;
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + this.#bytes[at]!) | 0;
    const slot = (hash ^ (hash >>> 12)) & (slots - 1);
    if (hashes[slot] === hash && this.#holds(strings[slot]!, start, length)) {
      this.#missesLeft += 2;
      return strings[slot];
    }
    this.#missesLeft--;
    hashes[slot] = hash;
    // Not a slice, which would keep the original text in memory.
    return (strings[slot] = this.#bytes.toString('latin1', start, end));
  }

  #holds(text: string, start: number, length: number): boolean {
    if (text.length !== length) return false;
    for (let index = 0; index < length; index++) {
      if (text.charCodeAt(index) !== this.#bytes[start + index]) return false;
    }
    return true;
  }
}
