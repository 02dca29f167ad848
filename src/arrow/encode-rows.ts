import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { DataTypes } from '../types/data-types.ts';
import { repeatedNames } from '../types/repeated-names.ts';
import { StructType, type StructField } from '../types/struct-type.ts';
import { encodeColumn, encodeStruct, type EncodedColumn } from './encode-column.ts';
import { inferStruct, inferType } from './infer-type.ts';
import { writeIpc } from './ipc-writer.ts';
import { ipcMessages } from './ipc-stream.ts';
import { describe, isMissing, Place, type Values } from './place.ts';

/** Data as an Arrow IPC stream with one record batch, and its schema. */
export interface EncodedData {
  readonly bytes: Uint8Array;
  readonly schema: StructType;
  /**
   * Whether the rows are packed into arrays of structs, in a single column named {@link packedName}, to be expanded
   * with
   * `inline`. The server traverses all rows of a local relation several times per plan: a million rows take five
   * seconds, or one second if packed.
   */
  readonly packed: boolean;
}

/** Columns by name, all of the same length. */
export type ColumnData = Readonly<Record<string, Values>>;

export const packedName = 'rows';

/** Length of the arrays of packed rows. Fewer rows are not packed. */
const packedLength = 8192;

/**
 * @throws IllegalArgumentException when a value fits no type or not the given one. The message names the row and
 * column.
 */
export function encodeRows(rows: readonly object[], given?: StructType): EncodedData {
  const place = new Place();
  const index = rows.findIndex((row) => typeof row !== 'object' || isMissing(row));
  if (index >= 0) place.refuse(index, `is ${describe(rows[index])} instead of an object`);
  if (rows.length === 0 && given === undefined) {
    throw new IllegalArgumentException('The schema cannot be inferred without rows. Specify a schema.');
  }
  const schema = given ?? inferStruct(rows, place);
  return finish(schema, rows.length, encodeStruct(schema, rows, place));
}

/**
 * @throws IllegalArgumentException when the columns differ in length, or a value does not fit. The message names the
 * row and column.
 */
export function encodeColumns(
  names: readonly string[],
  columns: readonly Values[],
  given: StructType | undefined,
): EncodedData {
  const place = new Place();
  columns.forEach((values, index) => requireValues(names[index]!, values));
  const rowCount = columns[0]?.length ?? 0;
  const mismatch = columns.findIndex(({ length }) => length !== rowCount);
  if (mismatch >= 0) {
    throw new IllegalArgumentException(
      `Column ${names[mismatch]} has ${columns[mismatch]!.length} values, but column ${names[0]} has ${rowCount}.`,
    );
  }
  const infer = (name: string, index: number): StructField => {
    return { name, dataType: inferType(columns[index]!, place.field(name)), nullable: true };
  };
  const schema = given ?? new StructType(names.map(infer));
  const encoded = schema.fields.map(({ name, dataType, nullable }) => {
    const values = columns[names.indexOf(name)];
    if (values === undefined)
      throw new IllegalArgumentException(`The data has no column ${name}, which the schema requires.`);
    return encodeColumn(dataType, nullable, values, place.field(name));
  });
  return finish(schema, rowCount, encoded);
}

function finish(schema: StructType, rowCount: number, columns: readonly EncodedColumn[]): EncodedData {
  requireDistinct(schema.fieldNames);
  if (rowCount < packedLength) return { bytes: writeIpc(schema, rowCount, columns), schema, packed: false };
  const count = Math.ceil(rowCount / packedLength);
  const offsets = Int32Array.from({ length: count + 1 }, (_, index) => Math.min(rowCount, index * packedLength));
  const none = new Uint8Array();
  const structs = { length: rowCount, nullCount: 0, buffers: [none], children: columns };
  const arrays = { length: count, nullCount: 0, buffers: [none, new Uint8Array(offsets.buffer)], children: [structs] };
  const packedSchema = new StructType().add(packedName, DataTypes.createArrayType(schema, false), false);
  return { bytes: writeIpc(packedSchema, count, [arrays]), schema: packedSchema, packed: true };
}

function requireDistinct(names: readonly string[]): void {
  const [repeated] = repeatedNames(names);
  if (repeated !== undefined)
    throw new IllegalArgumentException(`The name ${repeated} is used for more than one column. Rename one of them.`);
}

function requireValues(name: string, values: unknown): Values {
  const known = [Int8Array, Int16Array, Int32Array, BigInt64Array, Float32Array, Float64Array];
  if (Array.isArray(values) || known.some((each) => values instanceof each)) return values as Values;
  throw new IllegalArgumentException(
    `Column ${name} is ${describe(values)}. A column must be an Array or one of ${known.map(({ name: each }) => each).join(', ')}.`,
  );
}

/**
 * Splits an Arrow IPC stream into one stream per record batch, because the server reads only the first batch.
 *
 * @throws IllegalArgumentException when the bytes are not a complete Arrow IPC stream.
 */
export function splitIpc(bytes: Uint8Array): Uint8Array[] {
  try {
    if (Buffer.from(bytes.subarray(0, 6)).toString('latin1') === 'ARROW1') {
      throw new Error('it is an Arrow file, but Spark requires the streaming format');
    }
    const messages = [...ipcMessages(bytes)];
    const schema = messages.find(({ kind }) => kind === 'schema');
    if (schema === undefined) throw new Error('it has no schema');
    if (messages.some(({ kind }) => kind === 'other'))
      throw new Error('it has dictionaries, which Spark does not support');
    const batches = messages.filter(({ kind }) => kind === 'recordBatch');
    if (batches.length === 0) throw new Error('it has no record batch');
    if (batches.length === 1) return [bytes];
    const part = ({ start, end }: { start: number; end: number }): Uint8Array => bytes.subarray(start, end);
    return batches.map((batch) =>
      Buffer.concat([part(schema), part(batch), Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0)]),
    );
  } catch (cause) {
    throw new IllegalArgumentException(
      `The bytes are not an Arrow IPC stream that Spark can read: ${(cause as Error).message}.`,
      { cause },
    );
  }
}
