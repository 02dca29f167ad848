import type { DataType } from '../types/data-type.ts';
import { isMissing, type Place, type Values } from './place.ts';

/** Up to this length a loop is faster than calling the encoder. */
const shortLength = 64;
const encoder = new TextEncoder();
const loneSurrogate = /\p{Surrogate}/u;

/** The offsets and the bytes of strings. */
export function encodeStrings(values: Values, place: Place, type: DataType): readonly Uint8Array[] {
  const offsets = new Int32Array(values.length + 1);
  let bytes = new Uint8Array(64 + 16 * values.length);
  let end = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (typeof value === 'string') {
      // A unit of UTF-16 takes three bytes at most.
      if (end + 3 * value.length > bytes.length) bytes = grown(bytes, end + 3 * value.length);
      const written = value.length <= shortLength ? writeShort(value, bytes, end) : writeLong(value, bytes, end);
      if (written < 0) place.refuse(index, 'holds half a surrogate pair, which is no character');
      end += written;
    } else if (!isMissing(value)) place.mismatch(index, value, type);
    if (end > 0x7fffffff) place.refuse(index, 'is beyond the 2 GiB of text that a column of one Arrow batch holds');
    offsets[index + 1] = end;
  }
  return [new Uint8Array(offsets.buffer), bytes.subarray(0, end)];
}

function grown(bytes: Uint8Array<ArrayBuffer>, needed: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(needed, 2 * bytes.length));
  larger.set(bytes);
  return larger;
}

/** Returns the number of bytes written, or a negative one for a lone surrogate. */
function writeShort(text: string, bytes: Uint8Array, start: number): number {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x80) return writeLong(text, bytes, start);
    bytes[start + at] = unit;
  }
  return text.length;
}

function writeLong(text: string, bytes: Uint8Array, start: number): number {
  const { written } = encoder.encodeInto(text, bytes.subarray(start));
  return written !== text.length && loneSurrogate.test(text) ? -1 : written;
}
