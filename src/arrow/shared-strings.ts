/** Slots for strings met lately, by a hash of their bytes. */
const slots = 4096;
const hashes = new Int32Array(slots);
const strings = new Array<string>(slots).fill('');

/** Longer ones repeat less, and it takes longer to find out. */
const longest = 24;

/** How many misses without a hit show that strings do not repeat. */
const patience = 256;

/**
 * The short ASCII strings of a column, made once where one was met lately, as those of categories and states are; see
 * `shared-longs.ts`. Undefined for others, and for all when they do not repeat.
 */
export class SharedStrings {
  readonly #bytes: Buffer;
  #credit = patience;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  find(start: number, end: number): string | undefined {
    const length = end - start;
    if (this.#credit <= 0 || length > longest) return undefined;
    let hash = length;
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + this.#bytes[at]!) | 0;
    const slot = (hash ^ (hash >>> 12)) & (slots - 1);
    if (hashes[slot] === hash && this.#holds(strings[slot]!, start, length)) {
      this.#credit += 2;
      return strings[slot];
    }
    this.#credit--;
    hashes[slot] = hash;
    // Not a slice, which would keep the text it is cut from.
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
