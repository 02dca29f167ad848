import type { DataType } from '../types/data-type.ts';
import { isMissing, type Place, type Values } from './place.ts';

/** Maximum length for which a loop is faster than calling the encoder. */
const shortLength = 64;
const encoder = new TextEncoder();
const loneSurrogate = /\p{Surrogate}/u;

/** Encodes strings as offsets and UTF-8 bytes. */
export function encodeStrings(values: Values, place: Place, type: DataType): readonly Uint8Array[] {
  const offsets = new Int32Array(values.length + 1);
  let bytes = new Uint8Array(64 + 16 * values.length);
  let end = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (typeof value === 'string') {
      // A UTF-16 code unit takes at most three bytes.
      if (end + 3 * value.length > bytes.length) bytes = grown(bytes, end + 3 * value.length);
      const written = value.length <= shortLength ? writeShort(value, bytes, end) : writeLong(value, bytes, end);
      if (written < 0) place.refuse(index, 'contains half a surrogate pair, which is not a valid character');
      end += written;
    } else if (!isMissing(value)) place.mismatch(index, value, type);
    if (end > 0x7fffffff) place.refuse(index, 'exceeds the limit of 2 GiB of text per column of an Arrow batch');
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
