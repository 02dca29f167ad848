import type { StructType } from './struct-type.ts';

/** Maps the name of each Spark type without parameters in JSON schemas to its name in SQL. */
export const atomicTypes = {
  void: 'void',
  binary: 'binary',
  boolean: 'boolean',
  byte: 'tinyint',
  short: 'smallint',
  integer: 'int',
  long: 'bigint',
  float: 'float',
  double: 'double',
  string: 'string',
  date: 'date',
  timestamp: 'timestamp',
  timestamp_ntz: 'timestamp_ntz',
  interval: 'interval',
} as const;

/** A type without parameters. Its name is the one in Spark's JSON schemas. */
export interface AtomicType<Name extends keyof typeof atomicTypes = keyof typeof atomicTypes> {
  readonly typeName: Name;
}

/** An exact number of up to 38 digits, `scale` of which are decimal places. */
export interface DecimalType {
  readonly typeName: 'decimal';
  readonly precision: number;
  readonly scale: number;
}

/** A string with a fixed (`char`) or maximum (`varchar`) length. */
export interface CharacterType {
  readonly typeName: 'char' | 'varchar';
  readonly length: number;
}

/** An interval in months. The fields are 0 (year) and 1 (month). */
export interface YearMonthIntervalType {
  readonly typeName: 'year_month_interval';
  readonly startField: number;
  readonly endField: number;
}

/** An interval in microseconds. The fields are 0 (day), 1 (hour), 2 (minute) and 3 (second). */
export interface DayTimeIntervalType {
  readonly typeName: 'day_time_interval';
  readonly startField: number;
  readonly endField: number;
}

/** A list of values of one type. */
export interface ArrayType<Element extends DataType = DataType> {
  readonly typeName: 'array';
  readonly elementType: Element;
  readonly containsNull: boolean;
}

/** A map from keys of one type to values of another. */
export interface MapType<Key extends DataType = DataType, Value extends DataType = DataType> {
  readonly typeName: 'map';
  readonly keyType: Key;
  readonly valueType: Value;
  readonly valueContainsNull: boolean;
}

/** A type defined by a JVM or Python class. Its values have the type `sqlType`. */
export interface UserDefinedType {
  readonly typeName: 'udt';
  readonly className: string;
  readonly sqlType: DataType;
}

/** The type of a column or of a part of one, discriminated by `typeName`. */
export type DataType =
  | AtomicType
  | DecimalType
  | CharacterType
  | YearMonthIntervalType
  | DayTimeIntervalType
  | ArrayType
  | MapType
  | UserDefinedType
  | StructType;

/** A type whose values contain values of other types. */
export type NestedType = ArrayType | MapType | StructType | UserDefinedType;

const typesWithParameters: ReadonlySet<string> = new Set<Exclude<DataType, AtomicType>['typeName']>([
  'decimal',
  'char',
  'varchar',
  'year_month_interval',
  'day_time_interval',
  'array',
  'map',
  'struct',
  'udt',
]);

/** Whether a type has no parameters. True also for types of newer servers, which this client knows only by name. */
export function isAtomic(type: DataType): type is AtomicType {
  return !typesWithParameters.has(type.typeName);
}

const nestedTypes: ReadonlySet<string> = new Set<NestedType['typeName']>(['array', 'map', 'struct', 'udt']);

/** Whether values of a type contain values of other types. */
export function isNested(type: DataType): type is NestedType {
  return nestedTypes.has(type.typeName);
}
