import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  Expression_LiteralSchema,
  ExpressionSchema,
  type Expression_Literal,
} from '../../gen/spark/connect/expressions_pb.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { DataType } from '../types/data-type.ts';
import { DataTypes } from '../types/data-types.ts';
import { toProto } from '../types/data-type-proto.ts';
import { CalendarInterval } from '../types/values/calendar-interval.ts';
import { Decimal } from '../types/values/decimal.ts';
import { DayTimeInterval, YearMonthInterval } from '../types/values/interval.ts';
import { LocalDate } from '../types/values/local-date.ts';
import { Timestamp, TimestampNtz } from '../types/values/timestamp.ts';
import { callFunction, type Expression } from './expression.ts';
import { inferType } from './literal-type.ts';
import { entriesOf, fieldOf, isArray, isStruct, type LiteralValue, type MapValue } from './literal-value.ts';

export type { LiteralValue };

/** A literal for fields where the protocol accepts no other expression, such as the values of a pivot. */
export type LiteralMessage = Expression_Literal;

export type LiteralType = NonNullable<MessageInitShape<typeof Expression_LiteralSchema>['literalType']>;

/**
 * Returns a literal expression of the Spark type that matches the value: `int` for whole numbers, or `bigint` beyond 32
 * bits,
 * `double` for other numbers, `bigint` for a bigint, `timestamp` for a Date, `array` for an array, `map` for a Map and
 * `struct` for a plain object.
 *
 * @throws IllegalArgumentException when no Spark type represents the value exactly.
 */
export function literal(value: LiteralValue): Expression {
  // In such a literal, 3.5 treats the parts as nullable but reads a null as zero, and an empty array has no type.
  if (isArray(value)) return callFunction('array', value.map(literal));
  if (value instanceof Map) {
    const entries = [...(value as MapValue)];
    return callFunction('map', entries.flat().map(literal));
  }
  if (isStruct(value)) {
    const fields = entriesOf(value).flatMap(([name, field]) => [literal(name), literal(field)]);
    return callFunction('named_struct', fields);
  }
  return create(ExpressionSchema, { exprType: { case: 'literal', value: literalMessage(value) } });
}

/** Returns a literal of the type that matches the value. */
export function literalMessage(value: LiteralValue): LiteralMessage {
  if (!isLiteral(value)) {
    throw new IllegalArgumentException(
      'An empty value, or a value that contains null, cannot be used here, because Spark accepts only literals.',
    );
  }
  return create(Expression_LiteralSchema, { literalType: literalType(value) });
}

/** Returns a number as a `double` literal, even if it is a whole number. */
export function doubleMessage(value: number): LiteralMessage {
  return create(Expression_LiteralSchema, { literalType: { case: 'double', value } });
}

function literalType(value: LiteralValue): LiteralType {
  switch (typeof value) {
    case 'boolean':
      return { case: 'boolean', value };
    case 'string':
      return text(value);
    case 'bigint':
      return long(value);
    case 'number':
      return numberType(value);
    case 'object':
      return objectType(value);
    case 'function':
    case 'symbol':
    case 'undefined':
    default:
      return refuse(value);
  }
}

function numberType(value: number): LiteralType {
  if (!Number.isInteger(value) || Object.is(value, -0)) return { case: 'double', value };
  if (value === (value | 0)) return { case: 'integer', value };
  if (Number.isSafeInteger(value)) return long(BigInt(value));
  return { case: 'double', value };
}

function objectType(value: LiteralValue & (object | null)): LiteralType {
  if (value === null) return { case: 'null', value: toProto(DataTypes.NullType) };
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new IllegalArgumentException('An invalid Date cannot be a literal.');
    return { case: 'timestamp', value: Timestamp.fromDate(value).epochMicroseconds };
  }
  if (value instanceof Uint8Array) return { case: 'binary', value };
  if (value instanceof Timestamp) return { case: 'timestamp', value: requireBits(64, value.epochMicroseconds, value) };
  if (value instanceof TimestampNtz) {
    return { case: 'timestampNtz', value: requireBits(64, value.localMicroseconds, value) };
  }
  if (value instanceof LocalDate) return { case: 'date', value: requireBits(32, value.epochDay, value) };
  if (value instanceof YearMonthInterval) {
    return { case: 'yearMonthInterval', value: requireBits(32, value.months, value) };
  }
  if (value instanceof DayTimeInterval) {
    return { case: 'dayTimeInterval', value: requireBits(64, value.microseconds, value) };
  }
  if (value instanceof CalendarInterval) {
    const { months, days, microseconds } = value;
    return { case: 'calendarInterval', value: { months, days, microseconds } };
  }
  if (value instanceof Decimal) return decimal(value);
  const type = inferType(value);
  return type ? withParts(value, type) : refuse(value);
}

/** Returns the literal of an array, a map or a struct. The types of the parts come from the parent. */
function withParts(value: LiteralValue, type: DataType): LiteralType {
  return literalOfType(value, type, literalMessage);
}

/** Returns the literal of a value with parts, each of which is created by `part`. */
export function literalOfType(
  value: LiteralValue,
  type: DataType,
  part: (value: LiteralValue, type: DataType) => LiteralMessage,
): LiteralType {
  if (type.typeName === 'array' && isArray(value)) {
    const elements = value.map((element) => part(element, type.elementType));
    return { case: 'array', value: { elementType: toProto(type.elementType), elements } };
  }
  if (type.typeName === 'map' && value instanceof Map) {
    const entries = [...(value as MapValue)];
    return {
      case: 'map',
      value: {
        keyType: toProto(type.keyType),
        valueType: toProto(type.valueType),
        keys: entries.map(([key]) => part(key, type.keyType)),
        values: entries.map(([, entry]) => part(entry, type.valueType)),
      },
    };
  }
  if (type.typeName === 'struct' && isStruct(value)) {
    const elements = type.fields.map(({ name, dataType }) => part(fieldOf(value, name), dataType));
    return { case: 'struct', value: { structType: toProto(type), elements } };
  }
  return refuse(value);
}

/** Returns whether a value is or contains a struct. */
export function hasStruct(value: LiteralValue): boolean {
  if (isArray(value)) return value.some(hasStruct);
  if (value instanceof Map) return [...(value as MapValue)].flat().some(hasStruct);
  return isStruct(value);
}

/** Returns whether a literal of 3.5 can represent the value. */
export function isLiteral(value: LiteralValue): boolean {
  return value === null || !needsConstructor(value);
}

/** Returns whether a value is or contains something that a literal of 3.5 cannot represent. */
function needsConstructor(value: LiteralValue): boolean {
  if (value === null) return true;
  if (isArray(value)) return value.length === 0 || value.some(needsConstructor) || !inferType(value);
  if (value instanceof Map) {
    return value.size === 0 || [...(value as MapValue)].flat().some(needsConstructor) || !inferType(value);
  }
  return isStruct(value) && Object.values(value).some(needsConstructor);
}

function decimal(value: Decimal): LiteralType {
  const digits = String(value.unscaled < 0n ? -value.unscaled : value.unscaled).length;
  const precision = Math.max(digits, value.scale);
  if (precision > 38) throw new IllegalArgumentException(`Spark's decimals have at most 38 digits, not ${precision}.`);
  return { case: 'decimal', value: { value: value.toString(), precision, scale: value.scale } };
}

/** Rejects half a surrogate pair, which UTF-8 encoding would replace with another character. */
function text(value: string): LiteralType {
  if (!/\p{Surrogate}/u.test(value)) return { case: 'string', value };
  throw new IllegalArgumentException(
    'A string with half a surrogate pair, which is not a valid character, cannot be a literal.',
  );
}

/** Returns the count if it fits the number of bits that Spark uses for it. */
function requireBits<Count extends number | bigint>(bits: number, count: Count, value: object): Count {
  const isWhole = typeof count === 'bigint' || Number.isSafeInteger(count);
  if (isWhole && BigInt.asIntN(bits, BigInt(count)) === BigInt(count)) return count;
  throw new IllegalArgumentException(
    `The ${value.constructor.name} of ${count} cannot be a literal: Spark represents it as a whole number of ${bits} bits.`,
  );
}

function long(value: bigint): LiteralType {
  if (BigInt.asIntN(64, value) !== value) {
    throw new IllegalArgumentException(`${value} does not fit Spark's bigint, which has 64 bits. Use a Decimal.`);
  }
  return { case: 'long', value };
}

/** @throws IllegalArgumentException always. */
export function refuse(value: unknown): never {
  const kind =
    typeof value === 'object'
      ? ((value as { constructor?: { name: string } }).constructor?.name ?? 'object')
      : typeof value;
  throw new IllegalArgumentException(`A value of type ${kind} cannot be a literal.`);
}
