import type { DataType } from '../types/data-type.ts';
import { rowOf, type Row } from '../types/row.ts';
import type { StructType } from '../types/struct-type.ts';
import { Decimal } from '../types/values/decimal.ts';
import { DayTimeInterval, YearMonthInterval } from '../types/values/interval.ts';
import { LocalDate } from '../types/values/local-date.ts';
import { Timestamp, TimestampNtz } from '../types/values/timestamp.ts';
import { parseDate, parseDateTime, parseDayTime, parseDecimal, parseYearMonth } from './wire-text.ts';

type Decoder = (json: unknown) => unknown;

/**
 * Returns a decoder for the JSON that {@link jsonColumn} creates from a row.
 *
 * @throws Error when the JSON is invalid.
 */
export function wireRowDecoder(schema: StructType): (text: string) => Row {
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
      return (json) => (typeof json === 'boolean' ? json : invalid(json, 'a boolean'));
    case 'byte':
    case 'short':
    case 'integer':
      return (json) => (Number.isInteger(json) ? json : invalid(json, 'an integer'));
    case 'float':
    case 'double':
      return decodeDouble;
    case 'string':
    case 'char':
    case 'varchar':
      return stringOf;
    case 'binary':
      return (json) => Uint8Array.from(Buffer.from(stringOf(json), 'base64'));
    case 'long':
      return bigintOf;
    case 'decimal':
      return (json) => new Decimal(parseDecimal(stringOf(json), type.scale), type.scale);
    case 'date':
      return (json) => new LocalDate(parseDate(stringOf(json)));
    case 'timestamp':
      return (json) => new Timestamp(bigintOf(json));
    case 'timestamp_ntz':
      return (json) => new TimestampNtz(parseDateTime(stringOf(json)));
    case 'year_month_interval':
      return (json) => new YearMonthInterval(parseYearMonth(stringOf(json)));
    case 'day_time_interval':
      return (json) => new DayTimeInterval(parseDayTime(stringOf(json)));
    case 'array': {
      const element = decoderOf(type.elementType);
      return (json) => arrayOf(json).map(element);
    }
    case 'map': {
      const key = decoderOf(type.keyType);
      const value = decoderOf(type.valueType);
      return (json) =>
        new Map(
          arrayOf(json)
            .map(objectOf)
            .map(({ k, v }) => [key(k), value(v)]),
        );
    }
    case 'struct':
      return structDecoder(type);
    case 'interval':
    case 'udt':
      return (json) => invalid(json, 'of a type that a sink supports');
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
          return [name, value === null && !nullable ? invalid(null, 'allowed') : value] as const;
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
  return invalid(json, 'a number');
}

function stringOf(json: unknown): string {
  return typeof json === 'string' ? json : invalid(json, 'a string');
}

function bigintOf(json: unknown): bigint {
  const text = stringOf(json);
  return /^-?\d+$/.test(text) ? BigInt(text) : invalid(json, 'an integer');
}

function arrayOf(json: unknown): unknown[] {
  return Array.isArray(json) ? json : invalid(json, 'an array');
}

function objectOf(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? (json as Readonly<Record<string, unknown>>)
    : invalid(json, 'an object');
}

function invalid(json: unknown, expected: string): never {
  throw new Error(`${JSON.stringify(json)} is not ${expected}`);
}
