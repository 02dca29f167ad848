import type { RecordBatch } from '../src/index.ts';

/** Marks the end of an Arrow IPC stream. */
const endOfStream = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

/** The length of the marker and of the number that precede each message. */
const prefixLength = 8;

/**
 * Joins batches, each of which is a complete Arrow IPC stream with a schema and a record batch, into one stream that has the schema once.
 * Yields its parts as the batches arrive.
 */
export async function* arrowStream(
  batches: AsyncIterable<Pick<RecordBatch, 'ipc'>>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let isFirst = true;
  for await (const { ipc } of batches) {
    const [schemaEnd, recordsEnd] = messageEnds(ipc);
    yield ipc.subarray(isFirst ? 0 : schemaEnd, recordsEnd);
    isFirst = false;
  }
  yield endOfStream;
}

/** Returns where the schema of a batch ends, and where its record batch does. */
function messageEnds(ipc: Uint8Array): readonly [number, number] {
  const view = new DataView(ipc.buffer, ipc.byteOffset, ipc.byteLength);
  const schemaEnd = messageEnd(view, 0);
  return [schemaEnd, messageEnd(view, schemaEnd)];
}

function messageEnd(view: DataView, start: number): number {
  const metadata = start + prefixLength;
  return metadata + view.getInt32(start + 4, true) + bodyLength(view, metadata);
}

/** The place of the field `bodyLength` in the table `Message` of Arrow's format. */
const bodyLengthField = 3;

/** Reads the length of a message's body from its metadata, which is a FlatBuffers table. */
function bodyLength(view: DataView, metadata: number): number {
  const table = metadata + view.getInt32(metadata, true);
  const fields = table - view.getInt32(table, true);
  const entry = 4 + 2 * bodyLengthField;
  const offset = entry < view.getUint16(fields, true) ? view.getUint16(fields + entry, true) : 0;
  return offset === 0 ? 0 : Number(view.getBigInt64(table + offset, true));
}
