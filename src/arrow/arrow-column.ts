import type { DataType } from '../types/data-type.ts';
import type { FlatTable } from './flat-table.ts';

/** The typed arrays that can hold the values of a column. */
export type ArrowValues =
  Int8Array | Int16Array | Int32Array | BigInt64Array | Float32Array | Float64Array | Uint8Array;

/** A column of a batch, or a child of one, in Arrow's memory layout and without copying. */
export interface ArrowColumn {
  readonly type: DataType;
  /** Number of values, including nulls. */
  readonly length: number;
  readonly nullCount: number;
  /**
   * Bitmap with one bit per value, lowest bit first, where 0 means null. Undefined if there are no nulls. The other
   * arrays contain arbitrary data for nulls.
   */
  readonly validity: Uint8Array | undefined;
  /**
   * The values: Int8Array for `tinyint`, Int16Array for `smallint`, Int32Array for `int`, `date` (days) and year-month
   * intervals (months), Float32Array for `float`, Float64Array for `double`, BigInt64Array for `bigint`, timestamps and
   * day-time intervals (microseconds), BigInt64Array with two elements per value (low, high) for `decimal`, a bitmap as
   * in `validity` for `boolean`, and the bytes of all values for `string` (UTF-8) and `binary`. Undefined for other
   * types.
   */
  readonly values: ArrowValues | undefined;
  /**
   * Offsets for `string`, `binary`, `array` and `map`. The value at `i` extends from `offsets[i]` to `offsets[i + 1]`.
   */
  readonly offsets: Int32Array | undefined;
  /** The elements of an `array`, the keys and values of a `map`, or the fields of a `struct`. */
  readonly children: readonly ArrowColumn[];
}

const noOffsets = Int32Array.of(0);

/** Returns a column of the same type without values, which does not reference the memory of the batch. */
export function emptyCopyOf(column: ArrowColumn): ArrowColumn {
  const Values = column.values?.constructor as (new (length: number) => ArrowValues) | undefined;
  return {
    ...column,
    length: 0,
    nullCount: 0,
    validity: column.validity && new Uint8Array(0),
    values: Values && new Values(0),
    offsets: column.offsets && noOffsets,
    children: column.children.map(emptyCopyOf),
  };
}

/** Reads the columns of a record batch one after the other. Its metadata lists them depth first. */
export class ColumnReader {
  readonly #bytes: Uint8Array;
  readonly #bodyStart: number;
  readonly #bodyLength: number;
  /** Length and null count of each column. */
  readonly #nodes: readonly number[];
  /** Offset in the body and length of each buffer, in bytes. */
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

  /** Reads the next column of a batch with this number of rows. */
  readColumn(type: DataType, rows: number): ArrowColumn {
    const length = this.#nodes[2 * this.#node];
    if (length !== rows) throw new Error(`a column has ${length} values for ${rows} rows`);
    return this.#read(type, rows);
  }

  /** Reads the next column, of which `length` values are used. The children of an array or a map may have more. */
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
      throw new Error(`a column has ${length} values, ${nullCount} of them null, but needs ${needed}`);
    }
    return nullCount;
  }

  #nextValidity(length: number, nullCount: number): Uint8Array | undefined {
    if (nullCount > 0) return this.#next(Uint8Array, Math.ceil(length / 8));
    this.#buffer++;
    return undefined;
  }

  /** Reads the offsets of the values. */
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
      throw new Error(`a buffer needs ${needed} bytes, but there are ${available} at offset ${offset}`);
    }
    const start = this.#bytes.byteOffset + this.#bodyStart + offset;
    if (start % Values.BYTES_PER_ELEMENT === 0) return new Values(this.#bytes.buffer, start, length);
    return new Values(this.#bytes.buffer.slice(start, start + needed), 0, length);
  }
}

/** Rejects descending offsets, which would yield values that were never written. */
function requireAscending(offsets: Int32Array): void {
  let last = 0;
  for (let index = 0; index < offsets.length; index++) {
    const offset = offsets[index]!;
    if (offset < last) throw new Error('the offsets of a column are not ascending');
    last = offset;
  }
}
