import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { DataType } from '../types/data-type.ts';
import type { StructType } from '../types/struct-type.ts';
import { DayTimeInterval, YearMonthInterval } from '../types/values/interval.ts';
import { LocalDate } from '../types/values/local-date.ts';
import { Timestamp, TimestampNtz } from '../types/values/timestamp.ts';
import { encodeDecimals } from './encode-decimals.ts';
import { encodeStrings } from './encode-strings.ts';
import { isMissing, type Place, type Values } from './place.ts';
import { transpose, transposeArrays } from './transpose.ts';

/** A column in Arrow's memory layout, ready to be written. */
export interface EncodedColumn {
  readonly length: number;
  readonly nullCount: number;
  readonly buffers: readonly Uint8Array[];
  readonly children: readonly EncodedColumn[];
}

type TypedArray = Int8Array | Int16Array | Int32Array | BigInt64Array | Float32Array | Float64Array;

/**
 * Encodes the values of a column in Arrow's memory layout. Null and undefined become nulls.
 *
 * @throws IllegalArgumentException when the type cannot represent a value exactly. The message names the row and
 * column.
 */
export function encodeColumn(type: DataType, nullable: boolean, values: Values, place: Place): EncodedColumn {
  const { length } = values;
  if (type.typeName === 'udt') return encodeColumn(type.sqlType, nullable, values, place);
  const { nullCount, validity } = findNulls(values);
  if (nullCount > 0 && !nullable)
    place.refuse(values.findIndex(isMissing), 'is null, but the schema does not allow nulls');
  if (type.typeName === 'void') {
    const index = values.findIndex((value) => !isMissing(value));
    if (index >= 0) place.mismatch(index, values[index], type);
    return { length, nullCount: length, buffers: [], children: [] };
  }
  const { buffers, children = [] } = encodeValues(type, values, place);
  return { length, nullCount, buffers: [validity, ...buffers], children };
}

interface Encoded {
  readonly buffers: readonly Uint8Array[];
  readonly children?: readonly EncodedColumn[];
}

function encodeValues(type: Exclude<DataType, { typeName: 'udt' }>, values: Values, place: Place): Encoded {
  const { length } = values;
  const fixed = (array: TypedArray): Encoded => ({ buffers: [bytesOf(array)] });
  switch (type.typeName) {
    case 'boolean':
      return { buffers: [encodeBooleans(values, place, type)] };
    case 'byte':
      return fixed(encodeInts(values, new Int8Array(length), 2 ** 7, place, type));
    case 'short':
      return fixed(encodeInts(values, new Int16Array(length), 2 ** 15, place, type));
    case 'integer':
      return fixed(encodeInts(values, new Int32Array(length), 2 ** 31, place, type));
    case 'long':
      return fixed(encodeLongs(values, place, type));
    case 'float':
    case 'double':
      return fixed(
        encodeFloats(
          values,
          type.typeName === 'float' ? new Float32Array(length) : new Float64Array(length),
          place,
          type,
        ),
      );
    case 'string':
    case 'char':
    case 'varchar':
      return { buffers: encodeStrings(values, place, type) };
    case 'binary':
      return { buffers: encodeBinary(values, place, type) };
    case 'decimal':
      return fixed(encodeDecimals(values, place, type));
    case 'date':
      return fixed(intsOf(values, place, type, (value) => (value instanceof LocalDate ? value.epochDay : undefined)));
    case 'year_month_interval':
      return fixed(
        intsOf(values, place, type, (value) => (value instanceof YearMonthInterval ? value.months : undefined)),
      );
    case 'timestamp':
      return fixed(longsOf(values, place, type, microsecondsOf));
    case 'timestamp_ntz':
      return fixed(
        longsOf(values, place, type, (value) => (value instanceof TimestampNtz ? value.localMicroseconds : undefined)),
      );
    case 'day_time_interval':
      return fixed(
        longsOf(values, place, type, (value) => (value instanceof DayTimeInterval ? value.microseconds : undefined)),
      );
    case 'array':
      return encodeArrays(type, values, place);
    case 'map':
      return encodeMaps(type, values, place);
    case 'struct':
      return { buffers: [], children: encodeStruct(type, values, place) };
    case 'void':
    case 'interval':
      throw new IllegalArgumentException(
        `Spark does not accept values of type ${type.typeName} from a client. Use another type.`,
      );
  }
}

/**
 * Encodes rows or structs, given as objects keyed by field name or as arrays of field values, and returns their
 * columns.
 */
export function encodeStruct(type: StructType, values: Values, place: Place): EncodedColumn[] {
  const refuse = (index: number): never => place.mismatch(index, values[index], type);
  const first = values[values.findIndex((value) => !isMissing(value))];
  const columns = Array.isArray(first)
    ? transposeArrays(type.fields.length, values, refuse)
    : transpose(type.fieldNames, values, refuse);
  return type.fields.map(({ name, dataType, nullable }, index) =>
    // If a struct is null, so are its fields.
    encodeColumn(dataType, nullable || place.depth >= 0, columns[index]!, place.field(name)),
  );
}

function findNulls(values: Values): { readonly nullCount: number; readonly validity: Uint8Array } {
  let nullCount = 0;
  if (!Array.isArray(values)) return { nullCount, validity: new Uint8Array() };
  for (let index = 0; index < values.length; index++) if (isMissing(values[index])) nullCount++;
  if (nullCount === 0) return { nullCount, validity: new Uint8Array() };
  const validity = new Uint8Array(Math.ceil(values.length / 8));
  for (let index = 0; index < values.length; index++) {
    if (!isMissing(values[index])) validity[index >> 3]! |= 1 << (index & 7);
  }
  return { nullCount, validity };
}

function bytesOf(array: { buffer: ArrayBufferLike; byteOffset: number; byteLength: number }): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function encodeBooleans(values: Values, place: Place, type: DataType): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (value === true) bits[index >> 3]! |= 1 << (index & 7);
    else if (value !== false && !isMissing(value)) place.mismatch(index, value, type);
  }
  return bits;
}

function encodeInts<T extends Int8Array | Int16Array | Int32Array>(
  values: Values,
  encoded: T,
  limit: number,
  place: Place,
  type: DataType,
): T {
  if (values.constructor === encoded.constructor) return values as unknown as T;
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (typeof value === 'number' && Number.isInteger(value) && value >= -limit && value < limit)
      encoded[index] = value;
    else if (typeof value === 'bigint' && value >= -limit && value < limit) encoded[index] = Number(value);
    else if (!isMissing(value)) place.mismatch(index, value, type);
  }
  return encoded;
}

function encodeLongs(values: Values, place: Place, type: DataType): BigInt64Array {
  if (values instanceof BigInt64Array) return values;
  const encoded = new BigInt64Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (typeof value === 'bigint') {
      encoded[index] = value;
      if (encoded[index] !== value) place.mismatch(index, value, type);
    } else if (typeof value === 'number' && Number.isSafeInteger(value)) encoded[index] = BigInt(value);
    else if (!isMissing(value)) place.mismatch(index, value, type);
  }
  return encoded;
}

/** Rounds to the nearest float. Rejects a finite number that would become infinite. */
function encodeFloats<T extends Float32Array | Float64Array>(
  values: Values,
  encoded: T,
  place: Place,
  type: DataType,
): T {
  if (values.constructor === encoded.constructor) return values as unknown as T;
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (typeof value === 'number') {
      encoded[index] = value;
      if (!Number.isFinite(encoded[index]) && Number.isFinite(value)) place.mismatch(index, value, type);
    } else if (!isMissing(value)) place.mismatch(index, value, type);
  }
  return encoded;
}

function intsOf(
  values: Values,
  place: Place,
  type: DataType,
  convert: (value: unknown) => number | undefined,
): Int32Array {
  const encoded = new Int32Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (isMissing(value)) continue;
    const number = convert(value);
    if (number === undefined || (number | 0) !== number) place.mismatch(index, value, type);
    encoded[index] = number;
  }
  return encoded;
}

function longsOf(
  values: Values,
  place: Place,
  type: DataType,
  convert: (value: unknown) => bigint | undefined,
): BigInt64Array {
  const encoded = new BigInt64Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (isMissing(value)) continue;
    const long = convert(value);
    if (long === undefined) place.mismatch(index, value, type);
    encoded[index] = long;
    if (encoded[index] !== long) place.mismatch(index, value, type);
  }
  return encoded;
}

function microsecondsOf(value: unknown): bigint | undefined {
  if (value instanceof Timestamp) return value.epochMicroseconds;
  return value instanceof Date && !Number.isNaN(value.getTime())
    ? Timestamp.fromDate(value).epochMicroseconds
    : undefined;
}

function encodeBinary(values: Values, place: Place, type: DataType): readonly Uint8Array[] {
  const offsets = new Int32Array(values.length + 1);
  const parts: Uint8Array[] = [];
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (value instanceof Uint8Array) parts.push(value);
    else if (!isMissing(value)) place.mismatch(index, value, type);
    offsets[index + 1] = offsets[index]! + (value instanceof Uint8Array ? value.length : 0);
  }
  return [bytesOf(offsets), Buffer.concat(parts)];
}

function encodeArrays(type: Extract<DataType, { typeName: 'array' }>, values: Values, place: Place): Encoded {
  const offsets = new Int32Array(values.length + 1);
  const elements: unknown[] = [];
  const owners: number[] = [];
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (Array.isArray(value) || isTypedArray(value)) {
      for (let at = 0; at < value.length; at++) {
        elements.push(value[at]);
        owners.push(index);
      }
    } else if (!isMissing(value)) place.mismatch(index, value, type);
    offsets[index + 1] = elements.length;
  }
  const child = encodeColumn(type.elementType, type.containsNull, elements, place.inside('[]', owners));
  return { buffers: [bytesOf(offsets)], children: [child] };
}

function isTypedArray(value: unknown): value is ArrayLike<unknown> {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) && !(value instanceof Uint8Array);
}

function encodeMaps(type: Extract<DataType, { typeName: 'map' }>, maps: Values, place: Place): Encoded {
  const offsets = new Int32Array(maps.length + 1);
  const keys: unknown[] = [];
  const values: unknown[] = [];
  const owners: number[] = [];
  for (let index = 0; index < maps.length; index++) {
    const map = maps[index];
    if (map instanceof Map) {
      for (const [key, value] of map) {
        keys.push(key);
        values.push(value);
        owners.push(index);
      }
    } else if (!isMissing(map)) place.mismatch(index, map, type);
    offsets[index + 1] = keys.length;
  }
  const children = [
    encodeColumn(type.keyType, false, keys, place.inside(' key', owners)),
    encodeColumn(type.valueType, type.valueContainsNull, values, place.inside(' value', owners)),
  ];
  const entries = { length: keys.length, nullCount: 0, buffers: [new Uint8Array()], children };
  return { buffers: [bytesOf(offsets)], children: [entries] };
}
