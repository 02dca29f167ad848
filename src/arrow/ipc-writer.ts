import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { DataType } from '../types/data-type.ts';
import { sqlNameOf } from '../types/format-data-type.ts';
import { StructType, type StructField } from '../types/struct-type.ts';
import type { EncodedColumn } from './encode-column.ts';
import { writeFlat, type FlatFields, type FlatValue } from './flat-writer.ts';

const table = (value: FlatFields): FlatValue => ({ kind: 'table', value });
const number = (kind: 'byte' | 'short' | 'int' | 'long', value: number): FlatValue => ({ kind, value });

/** Writes an Arrow IPC stream with the schema and one record batch. */
export function writeIpc(schema: StructType, rowCount: number, columns: readonly EncodedColumn[]): Uint8Array {
  const nodes: number[] = [];
  const places: number[] = [];
  const buffers: Uint8Array[] = [];
  let bodyLength = 0;
  const visit = (column: EncodedColumn): void => {
    nodes.push(column.length, column.nullCount);
    for (const buffer of column.buffers) {
      places.push(bodyLength, buffer.byteLength);
      buffers.push(buffer);
      bodyLength += paddedLength(buffer.byteLength);
    }
    column.children.forEach(visit);
  };
  columns.forEach(visit);
  const schemaMessage = encapsulate(1, { 1: { kind: 'tables', value: schema.fields.map(fieldOf) } }, 0);
  const batch: FlatFields = {
    0: number('long', rowCount),
    1: { kind: 'pairsOfLongs', value: nodes },
    2: { kind: 'pairsOfLongs', value: places },
  };
  const batchMessage = encapsulate(3, batch, bodyLength);
  const stream = new Uint8Array(schemaMessage.length + batchMessage.length + bodyLength + 8);
  stream.set(schemaMessage);
  stream.set(batchMessage, schemaMessage.length);
  const body = schemaMessage.length + batchMessage.length;
  buffers.forEach((buffer, index) => stream.set(buffer, body + places[2 * index]!));
  // A length of zero ends the stream.
  stream.fill(0xff, body + bodyLength, body + bodyLength + 4);
  return stream;
}

function paddedLength(length: number): number {
  return Math.ceil(length / 8) * 8;
}

/**
 * Encodes a message without its body: the marker, the length of the metadata, and a `Message` of metadata version 5.
 */
function encapsulate(headerType: number, header: FlatFields, bodyLength: number): Uint8Array {
  const message = writeFlat({
    0: number('short', 4),
    1: number('byte', headerType),
    2: table(header),
    3: number('long', bodyLength),
  });
  const bytes = new Uint8Array(8 + message.length);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, -1, true);
  view.setInt32(4, message.length, true);
  bytes.set(message, 8);
  return bytes;
}

function fieldOf({ name, dataType, nullable }: StructField): FlatFields {
  const [typeNumber, type, children = []] = typeOf(dataType);
  return {
    0: { kind: 'text', value: name },
    1: number('byte', nullable ? 1 : 0),
    2: number('byte', typeNumber),
    3: table(type),
    5: { kind: 'tables', value: children.map(fieldOf) },
  };
}

/** Returns the number of an Arrow type in the type union, its fields and its children. Unit 2 is microseconds. */
function typeOf(type: DataType): readonly [number, FlatFields, (readonly StructField[])?] {
  const int = (bits: number): readonly [number, FlatFields] => [2, { 0: number('int', bits), 1: number('byte', 1) }];
  switch (type.typeName) {
    case 'void':
      return [1, {}];
    case 'byte':
      return int(8);
    case 'short':
      return int(16);
    case 'integer':
      return int(32);
    case 'long':
      return int(64);
    case 'float':
      return [3, { 0: number('short', 1) }];
    case 'double':
      return [3, { 0: number('short', 2) }];
    case 'binary':
      return [4, {}];
    case 'string':
    case 'char':
    case 'varchar':
      return [5, {}];
    case 'boolean':
      return [6, {}];
    case 'decimal':
      return [7, { 0: number('int', type.precision), 1: number('int', type.scale), 2: number('int', 128) }];
    case 'date':
      return [8, { 0: number('short', 0) }];
    case 'timestamp':
      return [10, { 0: number('short', 2), 1: { kind: 'text', value: 'UTC' } }];
    case 'timestamp_ntz':
      return [10, { 0: number('short', 2) }];
    case 'year_month_interval':
      return [11, { 0: number('short', 0) }];
    case 'day_time_interval':
      return [18, { 0: number('short', 2) }];
    case 'array':
      return [12, {}, [{ name: 'element', dataType: type.elementType, nullable: type.containsNull }]];
    case 'struct':
      return [13, {}, type.fields];
    case 'map':
      return [17, { 0: number('byte', 0) }, [{ name: 'entries', dataType: entriesOf(type), nullable: false }]];
    case 'udt':
      return typeOf(type.sqlType);
    case 'interval':
      throw new IllegalArgumentException(
        `Spark does not accept values of type ${sqlNameOf(type)} from a client. Use another type.`,
      );
  }
}

function entriesOf({ keyType, valueType, valueContainsNull }: Extract<DataType, { typeName: 'map' }>): DataType {
  const key = { name: 'key', dataType: keyType, nullable: false };
  const value = { name: 'value', dataType: valueType, nullable: valueContainsNull };
  return new StructType([key, value]);
}
