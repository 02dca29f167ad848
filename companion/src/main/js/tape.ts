/**
 * Values cross the border to Java in bulk: as numbers on a tape, which is memory that both sides see, and as text. Each entry
 * of the tape has 8 bytes, and is a number or a bigint of 64 bits. Tape.java is the other side.
 */

const bytesPerEntry = 8;
const entriesAtFirst = 128;

/** The bigint that an entry for a missing one has. As a value, it is marked, too. */
const least = -(2n ** 63n);

/** The mark after a value that could also mean that there is none. */
const isMissing = 1;

class Tape {
  buffer!: ArrayBuffer;
  numbers!: Float64Array;
  longs!: BigInt64Array;
  at = 0;

  constructor(buffer: ArrayBuffer) {
    this.use(buffer);
  }

  use(buffer: ArrayBuffer): void {
    this.buffer = buffer;
    this.numbers = new Float64Array(buffer);
    this.longs = new BigInt64Array(buffer);
  }
}

/** Reads what Java has written. A method that returns null has read that there is no value. */
export class TapeReader extends Tape {
  /** The strings of the tape, joined to longer ones: a part of a string keeps all of it in memory. */
  #texts: readonly string[] = [];
  #text = 0;
  #character = 0;

  constructor() {
    super(new ArrayBuffer(entriesAtFirst * bytesPerEntry));
  }

  start(texts: readonly string[]): void {
    this.at = 0;
    this.#texts = texts;
    this.#text = -1;
    this.#character = 0;
  }

  number(): number {
    return this.numbers[this.at++]!;
  }

  int(): number | null {
    const value = this.numbers[this.at++]!;
    return value === value ? value : null;
  }

  double(): number | null {
    const value = this.numbers[this.at++]!;
    return value === value || this.numbers[this.at++] !== isMissing ? value : null;
  }

  boolean(): boolean | null {
    const value = this.numbers[this.at++]!;
    return value === value ? value === 1 : null;
  }

  long(): bigint | null {
    const value = this.longs[this.at++]!;
    return value !== least || this.numbers[this.at++] !== isMissing ? value : null;
  }

  /** The number is twice the length, and one more if the string starts the next text. */
  string(): string | null {
    const number = this.numbers[this.at++]!;
    if (number < 0) return null;
    const isNext = number % 2;
    if (isNext === 1) {
      this.#text++;
      this.#character = 0;
    }
    const start = this.#character;
    this.#character += (number - isNext) / 2;
    return this.#texts[this.#text]!.substring(start, this.#character);
  }

  binary(): Uint8Array | null {
    const length = this.numbers[this.at++]!;
    if (length < 0) return null;
    const start = this.at * bytesPerEntry;
    this.at += Math.ceil(length / bytesPerEntry);
    return new Uint8Array(this.buffer.slice(start, start + length));
  }

  /** Returns the unscaled value of a decimal, whose scale follows. */
  unscaled(): bigint | null {
    const words = this.numbers[this.at++]!;
    if (words !== words) return null;
    const high = this.longs[this.at++]!;
    return words === 1 ? high : (high << 64n) | BigInt.asUintN(64, this.longs[this.at++]!);
  }
}

/** Writes what Java reads. */
export class TapeWriter extends Tape {
  text = '';

  constructor() {
    super(new ArrayBuffer(entriesAtFirst * bytesPerEntry));
  }

  start(): void {
    this.at = 0;
    this.text = '';
  }

  number(value: number): void {
    if (this.at === this.numbers.length) this.#grow(1);
    this.numbers[this.at++] = value;
  }

  double(value: number): void {
    this.number(value);
    if (value !== value) this.number(0);
  }

  long(value: bigint): void {
    this.#bigint(value);
    if (value === least) this.number(0);
  }

  string(value: string): void {
    this.number(value.length);
    this.text += value;
  }

  binary(value: Uint8Array): void {
    this.number(value.length);
    const entries = Math.ceil(value.length / bytesPerEntry);
    if (this.at + entries > this.numbers.length) this.#grow(entries);
    new Uint8Array(this.buffer, this.at * bytesPerEntry).set(value);
    this.at += entries;
  }

  unscaled(value: bigint): void {
    const isShort = BigInt.asIntN(64, value) === value;
    this.number(isShort ? 1 : 2);
    this.#bigint(isShort ? value : value >> 64n);
    if (!isShort) this.#bigint(BigInt.asIntN(64, value));
  }

  noNumber(): void {
    this.number(NaN);
  }

  noDouble(): void {
    this.number(NaN);
    this.number(isMissing);
  }

  noLong(): void {
    this.#bigint(least);
    this.number(isMissing);
  }

  noLength(): void {
    this.number(-1);
  }

  #bigint(value: bigint): void {
    if (this.at === this.numbers.length) this.#grow(1);
    this.longs[this.at++] = value;
  }

  #grow(entries: number): void {
    const old = this.numbers;
    this.use(new ArrayBuffer(Math.max(2 * old.length, old.length + entries) * bytesPerEntry));
    this.numbers.set(old);
  }
}
