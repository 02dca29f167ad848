import type { DataType } from '../types/data-type.ts';
import { sqlNameOf } from '../types/format-data-type.ts';
import type { StructType } from '../types/struct-type.ts';
import { ColumnReader, type ArrowColumn } from './arrow-column.ts';
import { arrowNameOf, describeField } from './arrow-field.ts';
import { ipcMessages, type IpcMessage } from './ipc-stream.ts';
import { malformed, reading } from './malformed.ts';

/** A received batch: a complete Arrow IPC stream and the position of its messages. */
export interface BatchBytes {
  readonly bytes: Uint8Array;
  readonly schema: IpcMessage;
  readonly records: IpcMessage;
}

/** Finds the schema and the record batch in the bytes of a response. Takes ownership of the bytes. */
export function locateBatch(data: Uint8Array): BatchBytes {
  return reading(() => {
    const bytes = aligned(data);
    const messages = [...ipcMessages(bytes)];
    const schema = messages.find(({ kind }) => kind === 'schema');
    if (schema === undefined) throw new Error('it has no schema');
    const [records, ...others] = messages.filter(({ kind }) => kind === 'recordBatch');
    if (records === undefined || others.length > 0)
      throw new Error(`it has ${others.length + (records ? 1 : 0)} record batches instead of one`);
    return { bytes, schema, records };
  });
}

/** In bytes. Smaller messages may share memory with others, because Node allocates small buffers from a pool. */
const minUnpooledLength = 8192;

/**
 * Returns the data at an offset that is a multiple of eight, so that 64-bit values can be read in place. In a gRPC
 * message the offset is rarely aligned. Unpooled data is moved to the left, over bytes of the message that have already
 * been read, since a copy would double the memory to garbage-collect.
 */
function aligned(data: Uint8Array): Uint8Array {
  const excess = data.byteOffset % 8;
  if (excess === 0) return data;
  if (data.length < minUnpooledLength) return new Uint8Array(data);
  const moved = new Uint8Array(data.buffer, data.byteOffset - excess, data.length);
  moved.set(data);
  return moved;
}

/** Bounds columns that contain only nulls, which take no bytes. */
const maxRows = 2 ** 31 - 1;

/** Reads the columns of the batches of one result. */
export class BatchReader {
  readonly #schema: StructType;
  /** The schema message that was last checked. All batches of a result have the same one. */
  #checkedSchema: Uint8Array | undefined;

  constructor(schema: StructType) {
    this.#schema = schema;
  }

  /** @throws SparkConnectError when the batch does not match the schema or the number of rows. */
  read({ bytes, schema, records }: BatchBytes, rowCount: number): readonly ArrowColumn[] {
    return reading(() => {
      this.#check(bytes.subarray(schema.start, schema.end), schema);
      const rows = records.header.long(0);
      if (rows !== rowCount) throw malformed(`it has ${rows} rows, but the server announced ${rowCount}`);
      if (rows > maxRows) throw new Error(`it claims ${rows} rows`);
      const reader = new ColumnReader(records.header, bytes, records.bodyStart, records.end);
      return this.#schema.fields.map(({ dataType }) => reader.readColumn(dataType, rows));
    });
  }

  #check(bytes: Uint8Array, schema: IpcMessage): void {
    if (this.#checkedSchema && Buffer.compare(this.#checkedSchema, bytes) === 0) return;
    const found = schema.header.tables(1).map(describeField);
    const { fields } = this.#schema;
    if (found.length !== fields.length) throw new Error(`it has ${found.length} columns instead of ${fields.length}`);
    fields.forEach(({ name, dataType }, index) => checkType(name, dataType, found[index]!));
    this.#checkedSchema = bytes.slice();
  }
}

function checkType(name: string, type: DataType, found: string): void {
  const wanted = arrowNameOf(type);
  if (found !== wanted)
    throw new Error(`column ${name} of type ${sqlNameOf(type)} has the Arrow type ${found} instead of ${wanted}`);
}

const endOfStream = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

/** Joins the batches of a result into one Arrow IPC stream: one schema, followed by all record batches. */
export function joinBatches(batches: readonly BatchBytes[]): Uint8Array {
  const [first] = batches;
  if (first === undefined) throw malformed('the result has no batch, not even an empty one');
  const parts = batches.map(({ bytes, records }) => bytes.subarray(records.start, records.end));
  return Buffer.concat([first.bytes.subarray(first.schema.start, first.schema.end), ...parts, endOfStream]);
}
