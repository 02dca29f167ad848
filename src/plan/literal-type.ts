import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { DataType } from '../types/data-type.ts';
import { DataTypes } from '../types/data-types.ts';
import { sqlNameOf } from '../types/format-data-type.ts';
import { StructType, type StructField } from '../types/struct-type.ts';
import { CalendarInterval } from '../types/values/calendar-interval.ts';
import { Decimal } from '../types/values/decimal.ts';
import { DayTimeInterval, YearMonthInterval } from '../types/values/interval.ts';
import { LocalDate } from '../types/values/local-date.ts';
import { Timestamp, TimestampNtz } from '../types/values/timestamp.ts';
import { entriesOf, isArray, isStruct, type LiteralValue, type MapValue } from './literal-value.ts';

/** Returns the Spark type of a value, or undefined if its parts have no common type. */
export function inferType(value: LiteralValue): DataType | undefined {
  switch (typeof value) {
    case 'boolean':
      return DataTypes.BooleanType;
    case 'string':
      return DataTypes.StringType;
    case 'bigint':
      return DataTypes.LongType;
    case 'number':
      return numberType(value);
    case 'function':
    case 'object':
    case 'symbol':
    case 'undefined':
    default:
      return objectType(value);
  }
}

function numberType(value: number): DataType {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return DataTypes.DoubleType;
  return value === (value | 0) ? DataTypes.IntegerType : DataTypes.LongType;
}

function objectType(value: LiteralValue): DataType | undefined {
  if (value === null) return DataTypes.NullType;
  if (value instanceof Uint8Array) return DataTypes.BinaryType;
  if (value instanceof Date || value instanceof Timestamp) return DataTypes.TimestampType;
  if (value instanceof TimestampNtz) return DataTypes.TimestampNTZType;
  if (value instanceof LocalDate) return DataTypes.DateType;
  if (value instanceof YearMonthInterval) return { typeName: 'year_month_interval', startField: 0, endField: 1 };
  if (value instanceof DayTimeInterval) return { typeName: 'day_time_interval', startField: 0, endField: 3 };
  if (value instanceof CalendarInterval) return DataTypes.CalendarIntervalType;
  if (value instanceof Decimal) return decimalType(wholeDigitsOf(value), value.scale);
  if (isArray(value)) {
    const elementType = commonType(value);
    return elementType && DataTypes.createArrayType(elementType);
  }
  if (value instanceof Map) {
    const keyType = commonType([...(value as MapValue).keys()]);
    const valueType = commonType([...(value as MapValue).values()]);
    return keyType && valueType && DataTypes.createMapType(keyType, valueType);
  }
  return isStruct(value) ? structType(entriesOf(value)) : undefined;
}

function structType(entries: readonly (readonly [string, LiteralValue])[]): StructType | undefined {
  const fields = entries.map(([name, value]) => ({ name, dataType: inferType(value)!, nullable: true }));
  return fields.some(({ dataType }) => dataType === undefined) ? undefined : new StructType(fields);
}

function commonType(values: readonly LiteralValue[]): DataType | undefined {
  const types = values.map(inferType);
  return types.reduce((common, type) => common && type && commonOf(common, type), types[0]);
}

/**
 * Returns the common type of two parts of a value, or undefined if there is none. Decimals may differ in precision and
 * scale.
 */
function commonOf(one: DataType, other: DataType): DataType | undefined {
  if (one.typeName === 'decimal' && other.typeName === 'decimal') {
    const whole = Math.max(one.precision - one.scale, other.precision - other.scale);
    return decimalType(whole, Math.max(one.scale, other.scale));
  }
  if (one.typeName === 'array' && other.typeName === 'array') {
    const elementType = commonOf(one.elementType, other.elementType);
    return elementType && DataTypes.createArrayType(elementType);
  }
  if (one.typeName === 'map' && other.typeName === 'map') {
    const [keyType, valueType] = [commonOf(one.keyType, other.keyType), commonOf(one.valueType, other.valueType)];
    return keyType && valueType && DataTypes.createMapType(keyType, valueType);
  }
  if (one.typeName === 'struct' && other.typeName === 'struct') return commonStruct(one, other);
  return sqlNameOf(one) === sqlNameOf(other) ? one : undefined;
}

function commonStruct(one: StructType, other: StructType): StructType | undefined {
  if (one.fields.length !== other.fields.length) return undefined;
  const fields = one.fields.map(({ name, dataType }, index) => {
    const field = other.fields[index]!;
    return { name, dataType: field.name === name ? commonOf(dataType, field.dataType) : undefined, nullable: true };
  });
  return fields.every((field): field is StructField => field.dataType !== undefined)
    ? new StructType(fields)
    : undefined;
}

function wholeDigitsOf(value: Decimal): number {
  return Math.max(0, String(value.unscaled).replace('-', '').length - value.scale);
}

function decimalType(wholeDigits: number, scale: number): DataType {
  if (wholeDigits + scale <= 38) return DataTypes.createDecimalType(Math.max(1, wholeDigits + scale), scale);
  throw new IllegalArgumentException(
    `Spark's decimals have at most 38 digits, not ${wholeDigits + scale} (${scale} of them decimal places).`,
  );
}
