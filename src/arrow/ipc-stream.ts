import { FlatTable } from './flat-table.ts';

/** A message of an Arrow IPC stream and its position in the bytes. */
export interface IpcMessage {
  readonly kind: 'schema' | 'recordBatch' | 'other';
  readonly header: FlatTable;
  /** Offset of the message, of its body, and of the end of both. */
  readonly start: number;
  readonly bodyStart: number;
  readonly end: number;
}

const continuation = 0xffffffff;
const kinds: Readonly<Record<number, IpcMessage['kind']>> = { 1: 'schema', 3: 'recordBatch' };

/**
 * Yields the messages of an Arrow IPC stream.
 *
 * A message consists of a continuation marker (absent before Arrow 0.15), the length of its metadata, the metadata (a
 * FlatBuffers `Message`: version, header type, header, body length) and the body. The stream ends with a length of 0 or
 * with its last byte.
 *
 * @throws Error when a message is incomplete.
 */
export function* ipcMessages(bytes: Uint8Array): Generator<IpcMessage, void, undefined> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let start = 0;
  while (start < bytes.length) {
    const first = view.getUint32(start, true);
    const lengthAt = first === continuation ? start + 4 : start;
    const length = view.getUint32(lengthAt, true);
    if (length === 0) return;
    const bodyStart = lengthAt + 4 + length;
    if (bodyStart > bytes.length) throw new Error('a message extends beyond the end of the bytes');
    const message = FlatTable.root(bytes.subarray(lengthAt + 4, bodyStart));
    const header = message.table(2);
    if (header === undefined) throw new Error('a message has no header');
    const bodyLength = message.long(3);
    const end = bodyStart + bodyLength;
    if (bodyLength < 0 || end > bytes.length)
      throw new Error('the body of a message extends beyond the end of the bytes');
    yield { kind: kinds[message.byte(1)] ?? 'other', header, start, bodyStart, end };
    start = end;
  }
}
