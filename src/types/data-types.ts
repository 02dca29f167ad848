import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { ArrayType, AtomicType, CharacterType, DataType, DecimalType, MapType } from './data-type.ts';
import { StructType, type StructField } from './struct-type.ts';

const atomic = (typeName: AtomicType['typeName']): AtomicType => Object.freeze({ typeName });

/**
 * The types by the names of Spark's own `DataTypes`.
 *
 * @example
 * ```ts
 * import { DataTypes } from 'spark-connect-ts';
 *
 * const prices = DataTypes.createArrayType(DataTypes.createDecimalType(12, 2));
 * ```
 */
export const DataTypes: {
  readonly NullType: AtomicType;
  readonly BinaryType: AtomicType;
  readonly BooleanType: AtomicType;
  readonly ByteType: AtomicType;
  readonly ShortType: AtomicType;
  readonly IntegerType: AtomicType;
  readonly LongType: AtomicType;
  readonly FloatType: AtomicType;
  readonly DoubleType: AtomicType;
  readonly StringType: AtomicType;
  readonly DateType: AtomicType;
  readonly TimestampType: AtomicType;
  readonly TimestampNTZType: AtomicType;
  readonly CalendarIntervalType: AtomicType;
  /** @throws IllegalArgumentException unless 1 ≤ precision ≤ 38 and 0 ≤ scale ≤ precision. */
  createDecimalType(precision?: number, scale?: number): DecimalType;
  createCharType(length: number): CharacterType;
  createVarcharType(length: number): CharacterType;
  createArrayType(elementType: DataType, containsNull?: boolean): ArrayType;
  createMapType(keyType: DataType, valueType: DataType, valueContainsNull?: boolean): MapType;
  createStructType(fields: readonly StructField[]): StructType;
} = Object.freeze({
  NullType: atomic('void'),
  BinaryType: atomic('binary'),
  BooleanType: atomic('boolean'),
  ByteType: atomic('byte'),
  ShortType: atomic('short'),
  IntegerType: atomic('integer'),
  LongType: atomic('long'),
  FloatType: atomic('float'),
  DoubleType: atomic('double'),
  StringType: atomic('string'),
  DateType: atomic('date'),
  TimestampType: atomic('timestamp'),
  TimestampNTZType: atomic('timestamp_ntz'),
  CalendarIntervalType: atomic('interval'),
  createDecimalType(precision = 10, scale = 0) {
    if (!(precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision)) {
      throw new IllegalArgumentException(
        `A decimal has a precision from 1 to 38 and a scale from 0 to its precision, not (${precision}, ${scale}).`,
      );
    }
    return Object.freeze({ typeName: 'decimal', precision, scale });
  },
  createCharType: (length) => Object.freeze({ typeName: 'char', length }),
  createVarcharType: (length) => Object.freeze({ typeName: 'varchar', length }),
  createArrayType: (elementType, containsNull = true) =>
    Object.freeze({ typeName: 'array', elementType, containsNull }),
  createMapType: (keyType, valueType, valueContainsNull = true) =>
    Object.freeze({ typeName: 'map', keyType, valueType, valueContainsNull }),
  createStructType: (fields) => new StructType(fields),
});
