import type { DataType } from '../types/data-type.ts';
import type { FlatTable } from './flat-table.ts';

/** The kinds of typed arrays that hold values in place. */
export type ArrowValues =
  Int8Array | Int16Array | Int32Array | BigInt64Array | Float32Array | Float64Array | Uint8Array;

/** One column of a batch, or a part of one: its memory as Arrow lays it out, nothing copied. */
export interface ArrowColumn {
  readonly type: DataType;
  /** How many values there are, nulls included. */
  readonly length: number;
  readonly nullCount: number;
  /** A bit for each value, the lowest first, 0 for a null; undefined when there are no nulls. What the other arrays hold for a null means nothing. */
  readonly validity: Uint8Array | undefined;
  /**
   * `tinyint` Int8Array, `smallint` Int16Array, `int`, `date` (days) and months Int32Array, `float` Float32Array, `double` Float64Array,
   * `bigint`, timestamps and day-time intervals (microseconds) BigInt64Array, `decimal` BigInt64Array with two for each value
   * (low, high), `boolean` bits as in `validity`, `string` (UTF-8) and `binary` the bytes of all values. Undefined for the others.
   */
  readonly values: ArrowValues | undefined;
  /** Of `string`, `binary`, `array` and `map`: the value at `i` goes from `offsets[i]` to `offsets[i + 1]`. */
  readonly offsets: Int32Array | undefined;
  /** The elements of an `array`, the keys and the values of a `map`, the fields of a `struct`. */
  readonly children: readonly ArrowColumn[];
}

const noOffsets = Int32Array.of(0);

/** A column of the same kind without values, and without the memory of its batch. */
export function emptied(column: ArrowColumn): ArrowColumn {
  const Values = column.values?.constructor as (new (length: number) => ArrowValues) | undefined;
  return {
    ...column,
    length: 0,
    nullCount: 0,
    validity: column.validity && new Uint8Array(0),
    values: Values && new Values(0),
    offsets: column.offsets && noOffsets,
    children: column.children.map(emptied),
  };
}

/** Hands out the columns of a record batch, which stand in its metadata depth first. */
export class ColumnReader {
  readonly #bytes: Uint8Array;
  readonly #bodyStart: number;
  readonly #bodyLength: number;
  /** Length and number of nulls of each column. */
  readonly #nodes: readonly number[];
  /** Offset in the body and length of each buffer. */
  readonly #buffers: readonly number[];
  #node = 0;
  #buffer = 0;

  constructor(batch: FlatTable, bytes: Uint8Array, bodyStart: number, end: number) {
    if (batch.has(3)) throw new Error('it is compressed');
    this.#bytes = bytes;
    this.#bodyStart = bodyStart;
    this.#bodyLength = end - bodyStart;
    this.#nodes = batch.pairsOfLongs(1);
    this.#buffers = batch.pairsOfLongs(2);
  }

  /** The next column of a batch with so many rows. */
  readColumn(type: DataType, rows: number): ArrowColumn {
    const length = this.#nodes[2 * this.#node];
    if (length !== rows) throw new Error(`a column has ${length} values for ${rows} rows`);
    return this.#read(type, rows);
  }

  /** The next column, of which so many values are used: there may be more below an array or a map. */
  #read(type: DataType, length: number): ArrowColumn {
    if (type.typeName === 'udt') return this.#read(type.sqlType, length);
    const nullCount = this.#nextNullCount(length);
    const none = { type, length, nullCount, values: undefined, offsets: undefined, children: [] };
    if (type.typeName === 'void') return { ...none, validity: undefined };
    const validity = this.#nextValidity(length, nullCount);
    switch (type.typeName) {
      case 'boolean':
        return { ...none, validity, values: this.#next(Uint8Array, Math.ceil(length / 8)) };
      case 'byte':
        return { ...none, validity, values: this.#next(Int8Array, length) };
      case 'short':
        return { ...none, validity, values: this.#next(Int16Array, length) };
      case 'integer':
      case 'date':
      case 'year_month_interval':
        return { ...none, validity, values: this.#next(Int32Array, length) };
      case 'float':
        return { ...none, validity, values: this.#next(Float32Array, length) };
      case 'double':
        return { ...none, validity, values: this.#next(Float64Array, length) };
      case 'long':
      case 'timestamp':
      case 'timestamp_ntz':
      case 'day_time_interval':
        return { ...none, validity, values: this.#next(BigInt64Array, length) };
      case 'decimal':
        return { ...none, validity, values: this.#next(BigInt64Array, 2 * length) };
      case 'string':
      case 'char':
      case 'varchar':
      case 'binary': {
        const offsets = this.#nextOffsets(length);
        return { ...none, validity, offsets, values: this.#next(Uint8Array, offsets[length]!) };
      }
      case 'array': {
        const offsets = this.#nextOffsets(length);
        return { ...none, validity, offsets, children: [this.#read(type.elementType, offsets[length]!)] };
      }
      case 'map': {
        const offsets = this.#nextOffsets(length);
        const entries = offsets[length]!;
        if (this.#nextNullCount(entries) > 0) throw new Error('a map has an entry that is null');
        this.#nextValidity(entries, 0);
        const children = [this.#read(type.keyType, entries), this.#read(type.valueType, entries)];
        return { ...none, validity, offsets, children };
      }
      case 'struct':
        return { ...none, validity, children: type.fields.map(({ dataType }) => this.#read(dataType, length)) };
      case 'interval':
        throw new Error('it holds a calendar interval');
    }
  }

  #nextNullCount(needed: number): number {
    const length = this.#nodes[2 * this.#node] ?? -1;
    const nullCount = this.#nodes[2 * this.#node + 1] ?? -1;
    this.#node++;
    if (!(length >= needed) || !(nullCount >= 0) || nullCount > length) {
      throw new Error(`a column has ${length} values, ${nullCount} of them null, where ${needed} are needed`);
    }
    return nullCount;
  }

  #nextValidity(length: number, nullCount: number): Uint8Array | undefined {
    if (nullCount > 0) return this.#next(Uint8Array, Math.ceil(length / 8));
    this.#buffer++;
    return undefined;
  }

  /** Where values begin and end. */
  #nextOffsets(length: number): Int32Array {
    if (length === 0) {
      this.#buffer++;
      return noOffsets;
    }
    const offsets = this.#next(Int32Array, length + 1);
    requireAscending(offsets);
    return offsets;
  }

  #next<T extends ArrowValues>(
    Values: {
      new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
      readonly BYTES_PER_ELEMENT: number;
    },
    length: number,
  ): T {
    const offset = this.#buffers[2 * this.#buffer] ?? -1;
    const available = this.#buffers[2 * this.#buffer + 1] ?? -1;
    this.#buffer++;
    const needed = length * Values.BYTES_PER_ELEMENT;
    if (!(offset >= 0) || !(available >= needed) || offset + available > this.#bodyLength) {
      throw new Error(`a buffer of ${needed} bytes is needed where there are ${available} at ${offset}`);
    }
    const start = this.#bytes.byteOffset + this.#bodyStart + offset;
    if (start % Values.BYTES_PER_ELEMENT === 0) return new Values(this.#bytes.buffer, start, length);
    return new Values(this.#bytes.buffer.slice(start, start + needed), 0, length);
  }
}

/** Offsets that go backwards would make a value of what nobody wrote as one. */
function requireAscending(offsets: Int32Array): void {
  let last = 0;
  for (let index = 0; index < offsets.length; index++) {
    const offset = offsets[index]!;
    if (offset < last) throw new Error('the offsets of a column go backwards');
    last = offset;
  }
}
