import type { DataType } from '../types/data-type.ts';
import { rowOf, type Row } from '../types/row.ts';
import type { StructType } from '../types/struct-type.ts';
import { Decimal } from '../types/values/decimal.ts';
import { DayTimeInterval, YearMonthInterval } from '../types/values/interval.ts';
import { LocalDate } from '../types/values/local-date.ts';
import { Timestamp, TimestampNtz } from '../types/values/timestamp.ts';
import { parseDate, parseDateTime, parseDayTime, parseDecimal, parseYearMonth } from './wire-text.ts';

type Decoder = (json: unknown) => unknown;

/** Reads the JSON text that {@link jsonColumn} makes of a row. @throws Error saying what is wrong with other text. */
export function rowDecoder(schema: StructType): (text: string) => Row {
  const decode = structDecoder(schema);
  return (text) => decode(JSON.parse(text)) as Row;
}

function decoderOf(type: DataType): Decoder {
  const decode = valueDecoder(type);
  return (json) => (json === null || json === undefined ? null : decode(json));
}

function valueDecoder(type: DataType): Decoder {
  switch (type.typeName) {
    case 'void':
      return () => null;
    case 'boolean':
      return (json) => (typeof json === 'boolean' ? json : refuse(json, 'a boolean'));
    case 'byte':
    case 'short':
    case 'integer':
      return (json) => (Number.isInteger(json) ? json : refuse(json, 'a whole number'));
    case 'float':
    case 'double':
      return decodeDouble;
    case 'string':
    case 'char':
    case 'varchar':
      return textOf;
    case 'binary':
      return (json) => Uint8Array.from(Buffer.from(textOf(json), 'base64'));
    case 'long':
      return bigintOf;
    case 'decimal':
      return (json) => new Decimal(parseDecimal(textOf(json), type.scale), type.scale);
    case 'date':
      return (json) => new LocalDate(parseDate(textOf(json)));
    case 'timestamp':
      return (json) => new Timestamp(bigintOf(json));
    case 'timestamp_ntz':
      return (json) => new TimestampNtz(parseDateTime(textOf(json)));
    case 'year_month_interval':
      return (json) => new YearMonthInterval(parseYearMonth(textOf(json)));
    case 'day_time_interval':
      return (json) => new DayTimeInterval(parseDayTime(textOf(json)));
    case 'array': {
      const element = decoderOf(type.elementType);
      return (json) => listOf(json).map(element);
    }
    case 'map': {
      const key = decoderOf(type.keyType);
      const value = decoderOf(type.valueType);
      return (json) =>
        new Map(
          listOf(json)
            .map(objectOf)
            .map(({ k, v }) => [key(k), value(v)]),
        );
    }
    case 'struct':
      return structDecoder(type);
    case 'interval':
    case 'udt':
      return (json) => refuse(json, 'a value that a sink can carry');
  }
}

function structDecoder({ fields }: StructType): Decoder {
  const decoders = fields.map(({ name, dataType, nullable }) => [name, decoderOf(dataType), nullable] as const);
  return (json) => {
    const object = objectOf(json);
    return rowOf(
      decoders.map(([name, decode, nullable]) => {
        try {
          const value = decode(Object.hasOwn(object, name) ? object[name] : null);
          return [name, value === null && !nullable ? refuse(null, 'a value') : value] as const;
        } catch (error) {
          throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
        }
      }),
    );
  };
}

function decodeDouble(json: unknown): number {
  if (typeof json === 'number') return json;
  if (json === 'NaN' || json === 'Infinity' || json === '-Infinity') return Number(json);
  return refuse(json, 'a number');
}

function textOf(json: unknown): string {
  return typeof json === 'string' ? json : refuse(json, 'text');
}

function bigintOf(json: unknown): bigint {
  const text = textOf(json);
  return /^-?\d+$/.test(text) ? BigInt(text) : refuse(json, 'a whole number as text');
}

function listOf(json: unknown): unknown[] {
  return Array.isArray(json) ? json : refuse(json, 'a list');
}

function objectOf(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? (json as Readonly<Record<string, unknown>>)
    : refuse(json, 'an object');
}

function refuse(json: unknown, wanted: string): never {
  throw new Error(`${JSON.stringify(json)} is not ${wanted}`);
}
