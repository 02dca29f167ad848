import type { DataType } from '../types/data-type.ts';
import { sqlNameOf } from '../types/format-data-type.ts';
import type { StructType } from '../types/struct-type.ts';
import { ColumnReader, type ArrowColumn } from './arrow-column.ts';
import { arrowNameOf, describeField } from './arrow-field.ts';
import { ipcMessages, type IpcMessage } from './ipc-stream.ts';
import { malformed, reading } from './malformed.ts';

/** The parts of a batch as it came: a complete Arrow IPC stream. */
export interface BatchBytes {
  readonly bytes: Uint8Array;
  readonly schema: IpcMessage;
  readonly records: IpcMessage;
}

/** Finds the schema and the one record batch in the bytes of a response, which are its own from then on. */
export function locateBatch(data: Uint8Array): BatchBytes {
  return reading(() => {
    const bytes = aligned(data);
    const messages = [...ipcMessages(bytes)];
    const schema = messages.find(({ kind }) => kind === 'schema');
    if (schema === undefined) throw new Error('it has no schema');
    const [records, ...others] = messages.filter(({ kind }) => kind === 'recordBatch');
    if (records === undefined || others.length > 0)
      throw new Error(`it has ${others.length + (records ? 1 : 0)} record batches, not one`);
    return { bytes, schema, records };
  });
}

/** Bytes; in a message of fewer, what stands before the data may belong to another one: node makes small buffers out of one large one. */
const surelyAlone = 8192;

/**
 * Arrow's 64-bit values are read in place, which needs their offsets to be multiples of eight; inside a gRPC message they rarely are.
 * Data that has its message for itself moves there, over the few bytes of the message before it, which are read by then: a copy would
 * be as much memory again for the garbage collector to look after.
 */
function aligned(data: Uint8Array): Uint8Array {
  const excess = data.byteOffset % 8;
  if (excess === 0) return data;
  if (data.length < surelyAlone) return new Uint8Array(data);
  const moved = new Uint8Array(data.buffer, data.byteOffset - excess, data.length);
  moved.set(data);
  return moved;
}

/** Columns of nothing but nulls take no bytes, so that only this bounds them. */
const maxRows = 2 ** 31 - 1;

/** Reads the columns of the batches of one result. */
export class BatchReader {
  readonly #schema: StructType;
  /** The schema message that was found to fit: all batches of a result have the same. */
  #checked: Uint8Array | undefined;

  constructor(schema: StructType) {
    this.#schema = schema;
  }

  /** @throws SparkConnectError when the batch is not what the schema or the number of rows say. */
  read({ bytes, schema, records }: BatchBytes, rowCount: number): readonly ArrowColumn[] {
    return reading(() => {
      this.#check(bytes.subarray(schema.start, schema.end), schema);
      const rows = records.header.long(0);
      if (rows !== rowCount) throw malformed(`it holds ${rows} rows where the server announced ${rowCount}`);
      if (rows > maxRows) throw new Error(`it claims ${rows} rows`);
      const reader = new ColumnReader(records.header, bytes, records.bodyStart, records.end);
      return this.#schema.fields.map(({ dataType }) => reader.readColumn(dataType, rows));
    });
  }

  #check(bytes: Uint8Array, schema: IpcMessage): void {
    if (this.#checked && Buffer.compare(this.#checked, bytes) === 0) return;
    const found = schema.header.tables(1).map(describeField);
    const { fields } = this.#schema;
    if (found.length !== fields.length) throw new Error(`it has ${found.length} columns instead of ${fields.length}`);
    fields.forEach(({ name, dataType }, index) => checkType(name, dataType, found[index]!));
    this.#checked = bytes.slice();
  }
}

function checkType(name: string, type: DataType, found: string): void {
  const wanted = arrowNameOf(type);
  if (found !== wanted)
    throw new Error(`column ${name} of type ${sqlNameOf(type)} came as Arrow's ${found}, not ${wanted}`);
}

const endOfStream = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

/** One Arrow IPC stream out of those of the batches of one result: their record batches behind one schema. */
export function joinBatches(batches: readonly BatchBytes[]): Uint8Array {
  const [first] = batches;
  if (first === undefined) throw malformed('there is none, not even an empty one');
  const parts = batches.map(({ bytes, records }) => bytes.subarray(records.start, records.end));
  return Buffer.concat([first.bytes.subarray(first.schema.start, first.schema.end), ...parts, endOfStream]);
}
