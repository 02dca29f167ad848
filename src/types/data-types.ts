import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { ArrayType, AtomicType, CharacterType, DataType, DecimalType, MapType } from './data-type.ts';
import { StructType, type StructField } from './struct-type.ts';

const atomic = <Name extends AtomicType['typeName']>(typeName: Name): AtomicType<Name> => Object.freeze({ typeName });

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
  /** @throws IllegalArgumentException unless 1 ≤ precision ≤ 38 and 0 ≤ scale ≤ precision. */
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
