import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { ArrayType, AtomicType, CharacterType, DataType, DecimalType, MapType } from './data-type.ts';

// Factories of all types except structs. They do not import StructType, because the parser of schemas uses them.

export function atomicType<Name extends AtomicType['typeName']>(typeName: Name): AtomicType<Name> {
  return Object.freeze({ typeName });
}

/** @throws IllegalArgumentException when not 1 ≤ precision ≤ 38 and 0 ≤ scale ≤ precision. */
export function decimalType(precision = 10, scale = 0): DecimalType {
  if (!(precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision)) {
    throw new IllegalArgumentException(
      `A decimal must have a precision from 1 to 38 and a scale from 0 to its precision, not (${precision}, ${scale}).`,
    );
  }
  return Object.freeze({ typeName: 'decimal', precision, scale });
}

export function characterType(typeName: CharacterType['typeName'], length: number): CharacterType {
  return Object.freeze({ typeName, length });
}

export function arrayType<E extends DataType>(elementType: E, containsNull = true): ArrayType<E> {
  return Object.freeze({ typeName: 'array', elementType, containsNull });
}

export function mapType<K extends DataType, V extends DataType>(
  keyType: K,
  valueType: V,
  valueContainsNull = true,
): MapType<K, V> {
  return Object.freeze({ typeName: 'map', keyType, valueType, valueContainsNull });
}
