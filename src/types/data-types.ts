import type { ArrayType, AtomicType, CharacterType, DataType, DecimalType, MapType } from './data-type.ts';
import { StructType, type StructField } from './struct-type.ts';
import { arrayType, atomicType, characterType, decimalType, mapType } from './type-factories.ts';

/**
 * Data types, with the names of Spark's `DataTypes`.
 *
 * @example
 * ```ts
 * import { DataTypes } from 'spark-connect-ts';
 *
 * const prices = DataTypes.createArrayType(DataTypes.createDecimalType(12, 2));
 * ```
 */
export const DataTypes: {
  readonly NullType: AtomicType<'void'>;
  readonly BinaryType: AtomicType<'binary'>;
  readonly BooleanType: AtomicType<'boolean'>;
  readonly ByteType: AtomicType<'byte'>;
  readonly ShortType: AtomicType<'short'>;
  readonly IntegerType: AtomicType<'integer'>;
  readonly LongType: AtomicType<'long'>;
  readonly FloatType: AtomicType<'float'>;
  readonly DoubleType: AtomicType<'double'>;
  readonly StringType: AtomicType<'string'>;
  readonly DateType: AtomicType<'date'>;
  readonly TimestampType: AtomicType<'timestamp'>;
  readonly TimestampNTZType: AtomicType<'timestamp_ntz'>;
  readonly CalendarIntervalType: AtomicType<'interval'>;
  /** @throws IllegalArgumentException when not 1 ≤ precision ≤ 38 and 0 ≤ scale ≤ precision. */
  createDecimalType(precision?: number, scale?: number): DecimalType;
  createCharType(length: number): CharacterType;
  createVarcharType(length: number): CharacterType;
  createArrayType<E extends DataType>(elementType: E, containsNull?: boolean): ArrayType<E>;
  createMapType<K extends DataType, V extends DataType>(
    keyType: K,
    valueType: V,
    valueContainsNull?: boolean,
  ): MapType<K, V>;
  createStructType<const F extends StructField>(fields: readonly F[]): StructType<F>;
} = Object.freeze({
  NullType: atomicType('void'),
  BinaryType: atomicType('binary'),
  BooleanType: atomicType('boolean'),
  ByteType: atomicType('byte'),
  ShortType: atomicType('short'),
  IntegerType: atomicType('integer'),
  LongType: atomicType('long'),
  FloatType: atomicType('float'),
  DoubleType: atomicType('double'),
  StringType: atomicType('string'),
  DateType: atomicType('date'),
  TimestampType: atomicType('timestamp'),
  TimestampNTZType: atomicType('timestamp_ntz'),
  CalendarIntervalType: atomicType('interval'),
  createDecimalType: decimalType,
  createCharType: (length) => characterType('char', length),
  createVarcharType: (length) => characterType('varchar', length),
  createArrayType: arrayType,
  createMapType: mapType,
  createStructType: (fields) => new StructType(fields),
});
