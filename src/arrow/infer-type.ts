import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { DataType } from '../types/data-type.ts';
import { DataTypes } from '../types/data-types.ts';
import { hasOwnOrder, rowColumns } from '../types/row.ts';
import { StructType } from '../types/struct-type.ts';
import { Decimal } from '../types/values/decimal.ts';
import { DayTimeInterval, YearMonthInterval } from '../types/values/interval.ts';
import { LocalDate } from '../types/values/local-date.ts';
import { Timestamp, TimestampNtz } from '../types/values/timestamp.ts';
import { describe, isMissing, type Place, type Values } from './place.ts';
import { transpose } from './transpose.ts';

/** The kinds of JavaScript values that have a Spark type. All values of a column are of the same kind. */
type Kind =
  | 'boolean'
  | 'number'
  | 'bigint'
  | 'string'
  | 'binary'
  | 'decimal'
  | 'date'
  | 'timestamp'
  | 'timestamp_ntz'
  | 'year_month_interval'
  | 'day_time_interval'
  | 'array'
  | 'map'
  | 'struct';

/**
 * Returns the Spark type that represents all values of a column exactly. Examines every value.
 *
 * @throws IllegalArgumentException when no type holds two of the values. The message names their rows and the column.
 */
export function inferType(values: Values, place: Place): DataType {
  const typed = typeOfTypedArray(values);
  if (typed !== undefined) return typed;
  const first = values.findIndex((value) => !isMissing(value));
  if (first < 0) return DataTypes.NullType;
  const kind = requireKind(values, first, place);
  for (let index = first + 1; index < values.length; index++) {
    const value = values[index];
    if (!isMissing(value) && kindOf(value) !== kind) refuseMixture(values, first, index, place);
  }
  return typeOfKind(kind, values, place);
}

/** Infers the type of rows or structs. The fields are in the order in which the properties first appear. */
export function inferStruct(values: Values, place: Place): StructType {
  const names = namesIn(values);
  const columns = transpose(names, values, (index) => requireKind(values, index, place));
  return new StructType(
    names.map((name, index) => ({ name, dataType: inferType(columns[index]!, place.field(name)), nullable: true })),
  );
}

function typeOfTypedArray(values: Values): DataType | undefined {
  if (values instanceof Int8Array) return DataTypes.ByteType;
  if (values instanceof Int16Array) return DataTypes.ShortType;
  if (values instanceof Int32Array) return DataTypes.IntegerType;
  if (values instanceof BigInt64Array) return DataTypes.LongType;
  if (values instanceof Float32Array) return DataTypes.FloatType;
  if (values instanceof Float64Array) return DataTypes.DoubleType;
  return undefined;
}

function kindOf(value: unknown): Kind | undefined {
  switch (typeof value) {
    case 'boolean':
    case 'number':
    case 'bigint':
    case 'string':
      return typeof value as Kind;
    case 'object':
      return kindOfObject(value!);
    case 'function':
    case 'symbol':
    case 'undefined':
    default:
      return undefined;
  }
}

function kindOfObject(value: object): Kind | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return 'struct';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Timestamp || value instanceof Date) return 'timestamp';
  if (value instanceof Decimal) return 'decimal';
  if (value instanceof LocalDate) return 'date';
  if (value instanceof Uint8Array) return 'binary';
  if (value instanceof TimestampNtz) return 'timestamp_ntz';
  if (value instanceof Map) return 'map';
  if (value instanceof YearMonthInterval) return 'year_month_interval';
  if (value instanceof DayTimeInterval) return 'day_time_interval';
  return undefined;
}

function requireKind(values: Values, index: number, place: Place): Kind {
  const kind = kindOf(values[index]);
  if (kind === undefined) place.refuse(index, `holds ${describe(values[index])}, for which Spark has no type`);
  return kind;
}

function refuseMixture(values: Values, first: number, index: number, place: Place): never {
  requireKind(values, index, place);
  const [one, other] = [describe(values[first]), describe(values[index])];
  throw new IllegalArgumentException(
    `${place.at(index)} holds ${other}, but row ${place.rowOf(first)} holds ${one}. No type holds both. Convert the values, or specify a schema.`,
  );
}

function typeOfKind(kind: Kind, values: Values, place: Place): DataType {
  switch (kind) {
    case 'boolean':
      return DataTypes.BooleanType;
    case 'number':
      // Regardless of the values; see docs/decisions/0001-whole-numbers-in-local-data.md.
      return DataTypes.DoubleType;
    case 'bigint':
      return DataTypes.LongType;
    case 'string':
      return DataTypes.StringType;
    case 'binary':
      return DataTypes.BinaryType;
    case 'decimal':
      return decimalFor(values, place);
    case 'date':
      return DataTypes.DateType;
    case 'timestamp':
      return DataTypes.TimestampType;
    case 'timestamp_ntz':
      return DataTypes.TimestampNTZType;
    case 'year_month_interval':
      return { typeName: kind, startField: 0, endField: 1 };
    case 'day_time_interval':
      return { typeName: kind, startField: 0, endField: 3 };
    case 'array': {
      const { parts, owners } = flatten(values as ArrayLike<readonly unknown[]>);
      return DataTypes.createArrayType(inferType(parts, place.inside('[]', owners)));
    }
    case 'map': {
      const keys = flatten(values as ArrayLike<Map<unknown, unknown>>, (map) => map.keys());
      const mapped = flatten(values as ArrayLike<Map<unknown, unknown>>, (map) => map.values());
      return DataTypes.createMapType(
        inferType(keys.parts, place.inside(' key', keys.owners)),
        inferType(mapped.parts, place.inside(' value', mapped.owners)),
      );
    }
    case 'struct':
      return inferStruct(values, place);
  }
}

function decimalFor(values: Values, place: Place): DataType {
  let scale = 0;
  let wholeDigits = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as Decimal | null | undefined;
    if (isMissing(value)) continue;
    scale = Math.max(scale, value.scale);
    const digits = String(value.unscaled < 0n ? -value.unscaled : value.unscaled).length;
    wholeDigits = Math.max(wholeDigits, digits - value.scale);
    if (wholeDigits + scale > 38) {
      place.refuse(
        index,
        `holds ${describe(value)}, which together with the preceding values needs more than the 38 digits of a decimal`,
      );
    }
  }
  return DataTypes.createDecimalType(Math.max(1, wholeDigits + scale), scale);
}

function flatten<T extends Iterable<unknown>>(
  values: ArrayLike<T | null | undefined>,
  partsOf: (value: T) => Iterable<unknown> = (value) => value,
): { readonly parts: unknown[]; readonly owners: number[] } {
  const parts: unknown[] = [];
  const owners: number[] = [];
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (isMissing(value)) continue;
    for (const part of partsOf(value)) {
      parts.push(part);
      owners.push(index);
    }
  }
  return { parts, owners };
}

function namesIn(values: Values): string[] {
  const names: string[] = [];
  const known = new Set<string>();
  let place = 0;
  const visit = (name: string): void => {
    // Most objects have the same properties in the same order as the preceding ones.
    if (names[place++] === name || known.has(name)) return;
    names.push(name);
    known.add(name);
  };
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (typeof value !== 'object' || value === null) continue;
    place = 0;
    if (hasOwnOrder(value)) rowColumns(value).forEach(visit);
    else for (const name in value) visit(name);
  }
  return names;
}
