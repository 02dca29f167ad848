import { create } from '@bufbuild/protobuf';
import { Expression_LiteralSchema, ExpressionSchema } from '../../gen/spark/connect/expressions_pb.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { isNested, type DataType, type DecimalType } from '../types/data-type.ts';
import { toProto } from '../types/data-type-proto.ts';
import { sqlNameOf } from '../types/format-data-type.ts';
import { Decimal } from '../types/values/decimal.ts';
import { callFunction, cast, type Expression } from './expression.ts';
import {
  hasStruct,
  literal,
  literalMessage,
  literalOfType,
  refuse,
  type LiteralMessage,
  type LiteralType,
} from './literal.ts';
import { fieldOf, isArray, isStruct, type LiteralValue, type MapValue } from './literal-value.ts';

/**
 * Returns the value as a literal of exactly this type.
 *
 * @throws IllegalArgumentException when the value does not fit the type.
 */
export function typedLiteral(value: LiteralValue, type: DataType): Expression {
  // 3.5 reads a null in a literal as zero, treats its parts as nullable even if the type does not, and fails for
  // structs in some places.
  const isBuilt = value !== null && (hasNullInside(value) || hasStruct(value) || excludesNulls(type));
  if (isBuilt) return cast(callTyped(value, type), type);
  const exact = type.typeName === 'decimal' && value !== null ? decimalOfType(value, type) : message(value, type);
  return create(ExpressionSchema, { exprType: { case: 'literal', value: exact } });
}

/** Returns a function call that creates an array, map or struct from its parts. */
function callTyped(value: LiteralValue, type: DataType): Expression {
  if (type.typeName === 'array' && isArray(value)) {
    return callFunction(
      'array',
      value.map((element) => typedLiteral(element, type.elementType)),
    );
  }
  if (type.typeName === 'map' && value instanceof Map) {
    const entries = [...(value as MapValue)];
    const parts = entries.flatMap(([key, each]) => [
      typedLiteral(key, type.keyType),
      typedLiteral(each, type.valueType),
    ]);
    return callFunction('map', parts);
  }
  if (type.typeName === 'struct' && isStruct(value)) {
    const parts = type.fields.flatMap(({ name, dataType }) => [
      literal(name),
      typedLiteral(fieldOf(value, name), dataType),
    ]);
    return callFunction('named_struct', parts);
  }
  return mismatch(value, type);
}

function hasNullInside(value: LiteralValue): boolean {
  const isNull = (part: LiteralValue): boolean => part === null || hasNullInside(part);
  if (isArray(value)) return value.some(isNull);
  return value instanceof Map && [...(value as MapValue)].flat().some(isNull);
}

/** Whether something inside is declared never to be null. */
function excludesNulls(type: DataType): boolean {
  if (!isNested(type)) return false;
  switch (type.typeName) {
    case 'array':
      return !type.containsNull || excludesNulls(type.elementType);
    case 'map':
      return !type.valueContainsNull || excludesNulls(type.keyType) || excludesNulls(type.valueType);
    case 'struct':
      return type.fields.some(({ nullable, dataType }) => !nullable || excludesNulls(dataType));
    case 'udt':
      return false;
  }
}

function message(value: LiteralValue, type: DataType): LiteralMessage {
  return create(Expression_LiteralSchema, { literalType: literalType(value, type) });
}

const bits = { byte: 8, short: 16, integer: 32, long: 64 } as const;

function literalType(value: LiteralValue, type: DataType): LiteralType {
  if (value === null) return { case: 'null', value: toProto(type) };
  switch (type.typeName) {
    case 'byte':
    case 'short':
    case 'integer':
      return { case: type.typeName, value: Number(whole(value, type, bits[type.typeName])) };
    case 'long':
      return { case: 'long', value: whole(value, type, bits.long) };
    case 'float':
      return typeof value === 'number' ? float(value, type) : mismatch(value, type);
    case 'double':
      return typeof value === 'number' ? { case: 'double', value } : mismatch(value, type);
    case 'array':
    case 'map':
    case 'struct':
      return hasPartsOf(value, type) ? literalOfType(value, type, message) : mismatch(value, type);
    case 'decimal':
      return decimal(value, type);
    case 'binary':
    case 'boolean':
    case 'char':
    case 'date':
    case 'day_time_interval':
    case 'interval':
    case 'string':
    case 'timestamp_ntz':
    case 'timestamp':
    case 'udt':
    case 'varchar':
    case 'void':
    case 'year_month_interval':
    default:
      return naturalLiteral(value, type);
  }
}

function hasPartsOf(value: LiteralValue, { typeName }: DataType): boolean {
  if (typeName === 'array') return isArray(value);
  return typeName === 'map' ? value instanceof Map : isStruct(value);
}

/** Returns the literal of a type that must be the natural type of the value. */
function naturalLiteral(value: LiteralValue, type: DataType): LiteralType {
  const { literalType: own } = literalMessage(value);
  const wanted = toProto(type).kind.case;
  const same = own.case === wanted || (own.case === 'string' && (wanted === 'char' || wanted === 'varChar'));
  return same && own.case !== undefined ? own : mismatch(value, type);
}

/** Rounds to the nearest float. Rejects a finite number that would become infinite. */
function float(value: number, type: DataType): LiteralType {
  const nearest = Math.fround(value);
  if (Number.isFinite(value) && !Number.isFinite(nearest)) mismatch(value, type);
  return { case: 'float', value: nearest };
}

/**
 * Returns a decimal in an array or map with its own digits, which must fit the type. The parent defines precision and
 * scale.
 */
function decimal(value: LiteralValue, type: DecimalType): LiteralType {
  decimalOfType(value, type);
  return literalMessage(toDecimal(value)).literalType;
}

function decimalOfType(value: LiteralValue, type: DecimalType): LiteralMessage {
  const { precision, scale } = type;
  const given = toDecimal(value);
  if (given.scale > scale) mismatch(value, type);
  const exact = new Decimal(given.unscaled * 10n ** BigInt(scale - given.scale), scale);
  if (String(exact.unscaled).replace('-', '').length > precision) mismatch(value, type);
  return create(Expression_LiteralSchema, {
    literalType: { case: 'decimal', value: { value: exact.toString(), precision, scale } },
  });
}

function toDecimal(value: LiteralValue): Decimal {
  if (value instanceof Decimal) return value;
  return typeof value === 'object' ? refuse(value) : Decimal.parse(String(value));
}

function whole(value: LiteralValue, type: DataType, size: number): bigint {
  const isWhole = typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value));
  if (!isWhole || BigInt.asIntN(size, BigInt(value)) !== BigInt(value)) mismatch(value, type);
  return BigInt(value);
}

function mismatch(value: LiteralValue, type: DataType): never {
  if (type.typeName === 'map' && isStruct(value)) {
    throw new IllegalArgumentException(
      `Spark's type ${sqlNameOf(type)} requires a Map, not an object. Use new Map(Object.entries(…)).`,
    );
  }
  const text = typeof value === 'object' ? (value?.constructor.name ?? 'null') : String(value);
  throw new IllegalArgumentException(`${text} is not a valid value of Spark's type ${sqlNameOf(type)}.`);
}
