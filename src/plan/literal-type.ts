import type { DataType } from '../types/data-type.ts';
import { DataTypes } from '../types/data-types.ts';
import { sqlNameOf } from '../types/format-data-type.ts';
import { StructType } from '../types/struct-type.ts';
import { CalendarInterval } from '../types/values/calendar-interval.ts';
import { Decimal } from '../types/values/decimal.ts';
import { DayTimeInterval, YearMonthInterval } from '../types/values/interval.ts';
import { LocalDate } from '../types/values/local-date.ts';
import { Timestamp, TimestampNtz } from '../types/values/timestamp.ts';
import { isArray, isStruct, type LiteralValue, type MapValue } from './literal-value.ts';

/** The Spark type a value stands for; undefined when its parts have none in common. */
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
  if (value instanceof Decimal) return DataTypes.createDecimalType(38, 18);
  if (isArray(value)) {
    const elementType = commonType(value);
    return elementType && DataTypes.createArrayType(elementType);
  }
  if (value instanceof Map) {
    const keyType = commonType([...(value as MapValue).keys()]);
    const valueType = commonType([...(value as MapValue).values()]);
    return keyType && valueType && DataTypes.createMapType(keyType, valueType);
  }
  return isStruct(value) ? structType(Object.entries(value)) : undefined;
}

function structType(entries: readonly (readonly [string, LiteralValue])[]): StructType | undefined {
  const fields = entries.map(([name, value]) => ({ name, dataType: inferType(value)!, nullable: true }));
  return fields.some(({ dataType }) => dataType === undefined) ? undefined : new StructType(fields);
}

function commonType(values: readonly LiteralValue[]): DataType | undefined {
  const [first, ...others] = values.map(inferType);
  if (!first) return undefined;
  const name = sqlNameOf(first);
  return others.every((type) => type && sqlNameOf(type) === name) ? first : undefined;
}
