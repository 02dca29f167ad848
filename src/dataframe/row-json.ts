import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { DataType } from '../types/data-type.ts';
import { sqlNameOf } from '../types/format-data-type.ts';
import { rowColumns, rowOf, type Row } from '../types/row.ts';
import type { StructField, StructType } from '../types/struct-type.ts';
import { Decimal } from '../types/values/decimal.ts';
import { DayTimeInterval, YearMonthInterval } from '../types/values/interval.ts';
import { LocalDate } from '../types/values/local-date.ts';
import { Timestamp, TimestampNtz } from '../types/values/timestamp.ts';
import type { RowOf } from './row-types/row-types.ts';

/**
 * Converts rows to JSON without loss: with their schema, {@link rowsFromJson} restores the same rows. Values that JSON
 * cannot represent become strings: a bigint or `Decimal` its digits; a date, timestamp or interval the result of
 * `toString`; a binary value Base64; NaN, the infinities and −0 their names. A Map becomes an array of `[key, value]`
 * entries. Columns keep the order of the schema.
 *
 * @example
 * ```ts
 * import { rowsFromJson, rowsToJson, SparkSession } from 'spark-connect-ts';
 *
 * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
 * const frame = await spark.sql("SELECT 5L AS id, map('a', date'2024-01-31') AS days");
 * const text = rowsToJson(await frame.collect());
 * console.log(text); // [{"id":"5","days":[["a","2024-01-31"]]}]
 * console.log(rowsFromJson(text, await frame.schema())); // [{ id: 5n, days: Map(1) { 'a' => LocalDate(2024-01-31) } }]
 * await spark.stop();
 * ```
 *
 * @throws IllegalArgumentException when a value cannot occur in a row, such as a function.
 */
export function rowsToJson(rows: readonly object[]): string {
  return jsonText(rows);
}

/**
 * Writes rows that are part of a larger value in the format of {@link rowsToJson}: `JSON.stringify(body,
 * jsonReplacer)`. The only difference is the column order: JavaScript puts names such as `2024` first.
 *
 * @example
 * ```ts
 * import { jsonReplacer } from 'spark-connect-ts';
 *
 * const body = { page: 1, rows: [{ id: 5n, tags: new Map([['a', 1]]) }] };
 * console.log(JSON.stringify(body, jsonReplacer)); // {"page":1,"rows":[{"id":"5","tags":[["a",1]]}]}
 * ```
 */
export function jsonReplacer(this: unknown, key: string, value: unknown): unknown {
  // JSON.stringify calls toJSON before the replacer, and a Buffer has that method.
  const given = (this as Readonly<Record<string, unknown>>)[key];
  if (given instanceof Uint8Array) return base64(given);
  return typeof value === 'function' || typeof value === 'symbol' || value === undefined ? value : plain(value);
}

/**
 * Restores rows that {@link rowsToJson} or {@link jsonReplacer} has written, as objects or arrays, whichever were
 * written.
 *
 * @throws IllegalArgumentException when a value does not match the schema; the message names its row and column.
 */
export function rowsFromJson<F extends StructField>(text: string, schema: StructType<F>): RowOf<F>[] {
  const rows = parse(text);
  if (!Array.isArray(rows)) throw new IllegalArgumentException('The JSON is not an array of rows.');
  // decode() checks the values against the schema, which the compiler cannot see.
  return rows.map((row, index) => decode(schema, row, `Row ${index}`)) as RowOf<F>[];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new IllegalArgumentException(`The text is not valid JSON: ${(cause as Error).message}.`, { cause });
  }
}

function jsonText(value: unknown): string {
  const json = plain(value);
  if (Array.isArray(json)) return `[${json.map(jsonText).join(',')}]`;
  if (typeof json !== 'object' || json === null) return JSON.stringify(json);
  if (typeof (json as { toJSON?: unknown }).toJSON === 'function') return JSON.stringify(json);
  const names = rowColumns(json).filter((name) => (json as Row)[name] !== undefined);
  return `{${names.map((name) => `${JSON.stringify(name)}:${jsonText((json as Row)[name])}`).join(',')}}`;
}

/** Converts a value itself to JSON. Its parts may still need conversion. */
function plain(value: unknown): unknown {
  switch (typeof value) {
    case 'bigint':
      return String(value);
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? '-0' : String(value);
    case 'object':
      if (value instanceof Map) return [...value];
      return value instanceof Uint8Array ? base64(value) : value;
    case 'function':
    case 'symbol':
      throw new IllegalArgumentException(`A ${typeof value} cannot be a value of a row.`);
    case 'boolean':
    case 'string':
    case 'undefined':
    default:
      return value ?? null;
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** Converts JSON to a value of the type. `place` tells error messages where the value is. */
function decode(type: DataType, json: unknown, place: string): unknown {
  if (json === null || json === undefined) return null;
  switch (type.typeName) {
    case 'void':
      return refuse(type, json, place);
    case 'boolean':
      return typeof json === 'boolean' ? json : refuse(type, json, place);
    case 'byte':
    case 'short':
    case 'integer':
      return fits(json, bits[type.typeName]) ? json : refuse(type, json, place);
    case 'float':
    case 'double':
      return decodeNumber(json) ?? refuse(type, json, place);
    case 'array':
      if (!Array.isArray(json)) return refuse(type, json, place);
      return json.map((element) => decode(type.elementType, element, `${place}[]`));
    case 'map':
      return decodeMap(type, json, place);
    case 'struct':
      return decodeStruct(type, json, place);
    case 'udt':
      return decode(type.sqlType, json, place);
    case 'long':
      if (Number.isSafeInteger(json)) return BigInt(json as number);
      break;
    case 'binary':
    case 'char':
    case 'date':
    case 'day_time_interval':
    case 'decimal':
    case 'interval':
    case 'string':
    case 'timestamp_ntz':
    case 'timestamp':
    case 'varchar':
    case 'year_month_interval':
    default:
  }
  if (typeof json !== 'string') return refuse(type, json, place);
  try {
    return decodeText(type, json) ?? refuse(type, json, place);
  } catch (cause) {
    return refuse(type, json, place, cause);
  }
}

const bits = { byte: 8, short: 16, integer: 32 } as const;

function fits(json: unknown, size: number): boolean {
  return Number.isInteger(json) && (json as number) >= -(2 ** (size - 1)) && (json as number) < 2 ** (size - 1);
}

function decodeNumber(json: unknown): number | undefined {
  if (typeof json === 'number') return json;
  const isNamed = json === 'NaN' || json === 'Infinity' || json === '-Infinity' || json === '-0';
  return isNamed ? Number(json) : undefined;
}

/** Converts a string to a value of the type; undefined if the string is invalid. */
function decodeText(type: DataType, text: string): unknown {
  switch (type.typeName) {
    case 'string':
    case 'char':
    case 'varchar':
      return text;
    case 'long':
      return /^-?\d{1,19}$/.test(text) ? BigInt(text) : undefined;
    case 'decimal': {
      const value = Decimal.parse(text);
      return value.scale <= type.scale ? value.add(new Decimal(0n, type.scale)) : undefined;
    }
    case 'binary': {
      const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
      return base64(bytes) === text ? bytes : undefined;
    }
    case 'date':
      return LocalDate.parse(text);
    case 'timestamp':
      return Timestamp.parse(text);
    case 'timestamp_ntz':
      return TimestampNtz.parse(text);
    case 'year_month_interval':
      return YearMonthInterval.parse(text);
    case 'day_time_interval':
      return DayTimeInterval.parse(text);
    case 'array':
    case 'boolean':
    case 'byte':
    case 'double':
    case 'float':
    case 'integer':
    case 'interval':
    case 'map':
    case 'short':
    case 'struct':
    case 'udt':
    case 'void':
    default:
      return undefined;
  }
}

function decodeMap(type: Extract<DataType, { typeName: 'map' }>, json: unknown, place: string): unknown {
  if (!Array.isArray(json)) return refuse(type, json, place);
  const entries = json.map((entry: unknown) => {
    if (!Array.isArray(entry) || entry.length !== 2) return refuse(type, json, place);
    return [
      decode(type.keyType, entry[0], `${place} key`),
      decode(type.valueType, entry[1], `${place} value`),
    ] as const;
  });
  return new Map(entries);
}

function decodeStruct(type: StructType, json: unknown, place: string): unknown {
  if (typeof json !== 'object' || json === null) return refuse(type, json, place);
  const within = (name: string): string => (/^Row \d+$/.test(place) ? `${place}, column ${name}` : `${place}.${name}`);
  const field = ({ name, dataType, nullable }: StructField, part: unknown): unknown => {
    const value = decode(dataType, part, within(name));
    return value === null && !nullable ? refuse(dataType, null, within(name)) : value;
  };
  if (Array.isArray(json)) {
    if (json.length !== type.fields.length) return refuse(type, json, place);
    return type.fields.map((each, index) => field(each, json[index]));
  }
  const valueAt = (name: string): unknown => (Object.hasOwn(json, name) ? (json as Row)[name] : null);
  return rowOf(type.fields.map((each) => [each.name, field(each, valueAt(each.name))] as const));
}

function refuse(type: DataType, json: unknown, place: string, cause?: unknown): never {
  const text = JSON.stringify(json);
  const found = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  throw new IllegalArgumentException(
    `${place} holds ${found}, which is not a valid ${sqlNameOf(type)} value in the format of rowsToJson.`,
    {
      ...(cause !== undefined && { cause }),
    },
  );
}
