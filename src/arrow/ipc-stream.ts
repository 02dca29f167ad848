import { FlatTable } from './flat-table.ts';

/** One message of an Arrow IPC stream and where it stands in its bytes. */
export interface IpcMessage {
  readonly kind: 'schema' | 'recordBatch' | 'other';
  readonly header: FlatTable;
  /** Where the message begins, its body begins and both end. */
  readonly start: number;
  readonly bodyStart: number;
  readonly end: number;
}

const continuation = 0xffffffff;
const kinds: Readonly<Record<number, IpcMessage['kind']>> = { 1: 'schema', 3: 'recordBatch' };

/**
 * The messages of an Arrow IPC stream.
 *
 * Each is a continuation mark (which streams before Arrow 0.15 lack), the length of its metadata, the metadata (a FlatBuffers
 * `Message`: version, header's type, header, length of the body) and the body. A length of 0 ends the stream, as does its last byte.
 *
 * @throws Error when a message is not complete.
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
    if (bodyStart > bytes.length) throw new Error('a message goes beyond the end of the bytes');
    const message = FlatTable.root(bytes.subarray(lengthAt + 4, bodyStart));
    const header = message.table(2);
    if (header === undefined) throw new Error('a message has no header');
    const bodyLength = message.long(3);
    const end = bodyStart + bodyLength;
    if (bodyLength < 0 || end > bytes.length) throw new Error('the body of a message goes beyond the end of the bytes');
    yield { kind: kinds[message.byte(1)] ?? 'other', header, start, bodyStart, end };
    start = end;
  }
}
