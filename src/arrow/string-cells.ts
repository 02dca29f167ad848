import { isAscii } from 'node:buffer';
import type { ArrowColumn } from './arrow-column.ts';
import type { Cells } from './cell-access.ts';
import { malformed } from './malformed.ts';
import { SharedStrings } from './shared-strings.ts';
import { isPresent } from './validity.ts';

/**
 * Bytes are decoded in pieces of about this size, of which the strings are slices. The piece lives as long as one of its
 * strings does, so this is also the most that a string kept for long can hold in memory besides itself.
 */
const pieceLength = 16 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The strings of a column; what stands for a null is not looked at. */
export class StringCells implements Cells {
  readonly #offsets: Int32Array;
  readonly #validity: Uint8Array | undefined;
  readonly #bytes: Buffer;
  readonly #shared: SharedStrings;
  /** The piece at hand: the values from `first` to before `next`, as text that begins at `start` or, where that is not ASCII, as strings. */
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
    if (index < this.#first || index >= this.#next) this.#readPiece(index);
    if (this.#strings !== undefined) return this.#strings[index - this.#first]!;
    const start = this.#offsets[index]!;
    const end = this.#offsets[index + 1]!;
    return this.#shared.find(start, end) ?? this.#text.substring(start - this.#start, end - this.#start);
  }

  #readPiece(first: number): void {
    const offsets = this.#offsets;
    const start = offsets[first]!;
    let next = first + 1;
    while (next + 1 < offsets.length && offsets[next + 1]! - start <= pieceLength) next++;
    const piece = this.#bytes.subarray(start, offsets[next]);
    this.#strings = isAscii(piece) ? undefined : sliceUtf8(this.#bytes, offsets, first, next);
    this.#text = this.#strings ? '' : piece.toString('latin1');
    this.#first = first;
    this.#next = next;
    this.#start = start;
  }
}

/** The lengths in bytes say nothing about those in UTF-16: a character of one to three bytes is one unit, one of four bytes two. */
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
  return malformed('a string in it is not UTF-8; cast the column to binary to read its bytes', cause);
}
