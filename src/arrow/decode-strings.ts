import { isAscii } from 'node:buffer';
import type { ArrowColumn } from './arrow-column.ts';
import { malformed } from './malformed.ts';

/**
 * Bytes are decoded in pieces of about this size, of which the strings are slices. The piece lives as long as one of its
 * strings does, so this is also the most that a string kept for long can hold in memory besides itself.
 */
const pieceLength = 16 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The strings of a column; what stands for a null is not looked at. */
export function decodeStrings({ length, offsets, values }: ArrowColumn): string[] {
  const bytes = Buffer.from(values!.buffer, values!.byteOffset, values!.byteLength);
  const strings: string[] = [];
  for (let first = 0; first < length;) {
    const start = offsets![first]!;
    let next = first + 1;
    while (next < length && offsets![next + 1]! - start <= pieceLength) next++;
    const piece = bytes.subarray(start, offsets![next]);
    if (isAscii(piece)) sliceAscii(piece.toString('latin1'), offsets!, first, next, strings);
    else sliceUtf8(bytes, offsets!, first, next, strings);
    first = next;
  }
  return strings;
}

function sliceAscii(text: string, offsets: Int32Array, first: number, next: number, strings: string[]): void {
  const start = offsets[first]!;
  let from = 0;
  for (let index = first + 1; index <= next; index++) {
    const to = offsets[index]! - start;
    strings.push(text.substring(from, to));
    from = to;
  }
}

/** The lengths in bytes say nothing about those in UTF-16: a character of one to three bytes is one unit, one of four bytes two. */
function sliceUtf8(bytes: Uint8Array, offsets: Int32Array, first: number, next: number, strings: string[]): void {
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
