import { isAscii } from 'node:buffer';
import type { ArrowColumn } from './arrow-column.ts';
import type { Cells } from './cell-access.ts';
import { malformed } from './malformed.ts';
import { SharedStrings } from './shared-strings.ts';
import { isPresent } from './validity.ts';

/**
 * In bytes. Bytes are decoded in chunks of about this size, and strings are slices of a chunk. A chunk stays in memory
 * as long as one of its strings does, so this also limits the extra memory that a retained string can use.
 */
const chunkLength = 16 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The strings of a column. The data of nulls is ignored. */
export class StringCells implements Cells {
  readonly #offsets: Int32Array;
  readonly #validity: Uint8Array | undefined;
  readonly #bytes: Buffer;
  readonly #shared: SharedStrings;
  /**
   * The current chunk: the values from `first` up to but not including `next`, as text starting at `start`, or as
   * strings if the chunk is not ASCII.
   */
  #first = 0;
  #next = 0;
  #start = 0;
  #text = '';
  #strings: readonly string[] | undefined;

  constructor({ offsets, validity, values }: ArrowColumn) {
    this.#offsets = offsets!;
    this.#validity = validity;
    this.#bytes = Buffer.from(values!.buffer, values!.byteOffset, values!.byteLength);
    this.#shared = new SharedStrings(this.#bytes);
  }

  at(index: number): string | null {
    if (!isPresent(this.#validity, index)) return null;
    if (index < this.#first || index >= this.#next) this.#readChunk(index);
    if (this.#strings !== undefined) return this.#strings[index - this.#first]!;
    const start = this.#offsets[index]!;
    const end = this.#offsets[index + 1]!;
    return this.#shared.find(start, end) ?? this.#text.substring(start - this.#start, end - this.#start);
  }

  #readChunk(first: number): void {
    const offsets = this.#offsets;
    const start = offsets[first]!;
    let next = first + 1;
    while (next + 1 < offsets.length && offsets[next + 1]! - start <= chunkLength) next++;
    const chunk = this.#bytes.subarray(start, offsets[next]);
    this.#strings = isAscii(chunk) ? undefined : sliceUtf8(this.#bytes, offsets, first, next);
    this.#text = this.#strings ? '' : chunk.toString('latin1');
    this.#first = first;
    this.#next = next;
    this.#start = start;
  }
}

/**
 * Slices by UTF-16 length, which differs from the byte length: a character of one to three bytes is one code unit, one
 * of four bytes is two.
 */
function sliceUtf8(bytes: Uint8Array, offsets: Int32Array, first: number, next: number): string[] {
  const strings: string[] = [];
  const text = decode(bytes.subarray(offsets[first], offsets[next]));
  let from = 0;
  for (let index = first; index < next; index++) {
    const start = offsets[index]!;
    const end = offsets[index + 1]!;
    if (start < end && (bytes[start]! & 0xc0) === 0x80) throw notUtf8();
    let to = from;
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      if ((byte & 0xc0) !== 0x80) to += byte >= 0xf0 ? 2 : 1;
    }
    strings.push(text.substring(from, to));
    from = to;
  }
  return strings;
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw notUtf8(cause);
  }
}

function notUtf8(cause?: unknown): Error {
  return malformed('it contains a string that is not UTF-8; cast the column to binary to read its bytes', cause);
}
