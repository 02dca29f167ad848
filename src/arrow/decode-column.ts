import { SparkConnectError } from '../errors/spark-connect-error.ts';
import type { StructType } from '../types/struct-type.ts';
import { Decimal } from '../types/values/decimal.ts';
import { DayTimeInterval, YearMonthInterval } from '../types/values/interval.ts';
import { LocalDate } from '../types/values/local-date.ts';
import { Timestamp, TimestampNtz } from '../types/values/timestamp.ts';
import type { ArrowColumn } from './arrow-column.ts';
import { decodeStrings } from './decode-strings.ts';
import { rowBuilder } from './row-builder.ts';

/** How values become JavaScript's. */
export interface ValueOptions {
  /**
   * What a `bigint` of Spark becomes. `number` is easier to compute with; a value it does not hold exactly, beyond ±(2^53 − 1), rejects.
   * Default: `bigint`.
   */
  readonly longs?: 'bigint' | 'number' | undefined;
}

/**
 * The JavaScript values of a column, in place where Arrow's memory already holds them. A column at a time: the type is looked at
 * once, not for each value.
 */
export function decodeColumn(column: ArrowColumn, options: ValueOptions): ArrayLike<unknown> {
  const { type, length, values, validity } = column;
  if (type.typeName === 'void') return new Array<null>(length).fill(null);
  const decoded = decodeValues(column, options);
  if (validity === undefined) return decoded;
  return decoded === values ? copyWithNulls(decoded, length, validity) : putNulls(decoded as unknown[], validity);
}

function decodeValues(column: ArrowColumn, options: ValueOptions): ArrayLike<unknown> {
  const { type, length, values } = column;
  switch (type.typeName) {
    case 'byte':
    case 'short':
    case 'integer':
    case 'float':
    case 'double':
      return values!;
    case 'long':
      return options.longs === 'number' ? decodeSafeLongs(column) : values!;
    case 'boolean':
      return Array.from({ length }, (_, index) => bit(values as Uint8Array, index));
    case 'string':
    case 'char':
    case 'varchar':
      return decodeStrings(column);
    case 'binary':
      return decodeBinary(column);
    case 'decimal':
      return decodeDecimals(values as BigInt64Array, length, type.scale);
    case 'date':
      return mapInts(values as Int32Array, (days) => new LocalDate(days));
    case 'timestamp':
      return mapLongs(values as BigInt64Array, (micros) => new Timestamp(micros));
    case 'timestamp_ntz':
      return mapLongs(values as BigInt64Array, (micros) => new TimestampNtz(micros));
    case 'year_month_interval':
      return mapInts(values as Int32Array, (months) => new YearMonthInterval(months));
    case 'day_time_interval':
      return mapLongs(values as BigInt64Array, (micros) => new DayTimeInterval(micros));
    case 'array':
      return decodeArrays(column, options);
    case 'map':
      return decodeMaps(column, options);
    case 'struct':
      return decodeStructs(column, type, options);
    case 'void':
    case 'udt':
    case 'interval':
      throw new SparkConnectError(`Values of type ${type.typeName} cannot be read.`);
  }
}

export function bit(bits: Uint8Array, index: number): boolean {
  return (bits[index >> 3]! & (1 << (index & 7))) !== 0;
}

function copyWithNulls(values: ArrayLike<unknown>, length: number, validity: Uint8Array): unknown[] {
  const copy: unknown[] = [];
  for (let index = 0; index < length; index++) copy.push(bit(validity, index) ? values[index] : null);
  return copy;
}

function putNulls(values: unknown[], validity: Uint8Array): unknown[] {
  for (let index = 0; index < values.length; index++) if (!bit(validity, index)) values[index] = null;
  return values;
}

function mapInts<T>(values: Int32Array, convert: (value: number) => T): T[] {
  const converted: T[] = [];
  for (let index = 0; index < values.length; index++) converted.push(convert(values[index]!));
  return converted;
}

function mapLongs<T>(values: BigInt64Array, convert: (value: bigint) => T): T[] {
  const converted: T[] = [];
  for (let index = 0; index < values.length; index++) converted.push(convert(values[index]!));
  return converted;
}

/** A number holds 53 bits of a long's 64. */
function decodeSafeLongs({ length, values, validity }: ArrowColumn): number[] {
  const longs = values as BigInt64Array;
  const halves = new Int32Array(longs.buffer, longs.byteOffset, 2 * length);
  const numbers: number[] = [];
  for (let index = 0; index < length; index++) {
    const number = halves[2 * index + 1]! * 2 ** 32 + (halves[2 * index]! >>> 0);
    if (!Number.isSafeInteger(number) && (validity === undefined || bit(validity, index))) {
      throw new SparkConnectError(
        `The bigint ${longs[index]} is beyond what a number holds exactly; read the result without { longs: 'number' }.`,
      );
    }
    numbers.push(number);
  }
  return numbers;
}

/** 128 bits each. The high half of most repeats the sign of the low one, which then is the value. */
function decodeDecimals(halves: BigInt64Array, length: number, scale: number): Decimal[] {
  const words = new Int32Array(halves.buffer, halves.byteOffset, 4 * length);
  const decimals: Decimal[] = [];
  for (let index = 0; index < length; index++) {
    const sign = words[4 * index + 1]! >> 31;
    const short = words[4 * index + 2] === sign && words[4 * index + 3] === sign;
    const low = halves[2 * index]!;
    decimals.push(new Decimal(short ? low : (halves[2 * index + 1]! << 64n) | BigInt.asUintN(64, low), scale));
  }
  return decimals;
}

/** Copies: the bytes of the batch belong to all its rows. */
function decodeBinary({ length, offsets, values }: ArrowColumn): Uint8Array[] {
  const decoded: Uint8Array[] = [];
  for (let index = 0; index < length; index++) {
    decoded.push((values as Uint8Array).slice(offsets![index], offsets![index + 1]));
  }
  return decoded;
}

function decodeArrays({ length, offsets, children }: ArrowColumn, options: ValueOptions): unknown[][] {
  const elements = toArray(decodeColumn(children[0]!, options));
  const arrays: unknown[][] = [];
  for (let index = 0; index < length; index++) arrays.push(elements.slice(offsets![index], offsets![index + 1]));
  return arrays;
}

/** As an array of JavaScript, of which slices are such arrays too. */
function toArray(values: ArrayLike<unknown>): unknown[] {
  if (Array.isArray(values)) return values;
  const array: unknown[] = [];
  for (let index = 0; index < values.length; index++) array.push(values[index]);
  return array;
}

function decodeMaps({ length, offsets, children }: ArrowColumn, options: ValueOptions): Map<unknown, unknown>[] {
  const keys = decodeColumn(children[0]!, options);
  const values = decodeColumn(children[1]!, options);
  const maps: Map<unknown, unknown>[] = [];
  for (let index = 0; index < length; index++) {
    const map = new Map<unknown, unknown>();
    for (let at = offsets![index]!, end = offsets![index + 1]!; at < end; at++) map.set(keys[at], values[at]);
    maps.push(map);
  }
  return maps;
}

function decodeStructs({ length, children }: ArrowColumn, type: StructType, options: ValueOptions): unknown[] {
  const structs: Record<string, unknown>[] = [];
  rowBuilder(type)(
    structs,
    length,
    children.map((child) => decodeColumn(child, options)),
  );
  return structs;
}
