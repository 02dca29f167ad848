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

/** A literal as it stands where the protocol takes no other expression, such as in the values of a pivot. */
export type LiteralMessage = Expression_Literal;

export type LiteralType = NonNullable<MessageInitShape<typeof Expression_LiteralSchema>['literalType']>;

/**
 * The value as a literal expression of the Spark type it stands for: whole numbers are `int`, or `bigint` beyond 32 bits,
 * other numbers `double`, a bigint `bigint`, a Date `timestamp`, an array `array`, a Map `map` and a plain object `struct`.
 *
 * @throws IllegalArgumentException for a value that no Spark type holds exactly.
 */
export function literal(value: LiteralValue): Expression {
  // 3.5 takes the parts of such a literal for nullable, but reads a null there as zero, and an array without elements has no type.
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

/** The value as a literal of the type it stands for. */
export function literalMessage(value: LiteralValue): LiteralMessage {
  if (!isLiteral(value)) {
    throw new IllegalArgumentException(
      'A value that is empty or has a null in it cannot stand here, where Spark takes only literals.',
    );
  }
  return create(Expression_LiteralSchema, { literalType: literalType(value) });
}

/** A number as `double`, whatever its value. */
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

/** An array, a map or a struct, whose parts become literals of the types their parent says. */
function withParts(value: LiteralValue, type: DataType): LiteralType {
  return literalOfType(value, type, literalMessage);
}

/** The literal of a value with parts, each of them made by `part`. */
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

/** Whether a value is, or holds, a struct. */
export function hasStruct(value: LiteralValue): boolean {
  if (isArray(value)) return value.some(hasStruct);
  if (value instanceof Map) return [...(value as MapValue)].flat().some(hasStruct);
  return isStruct(value);
}

/** Whether a literal of 3.5 can say what the value is. */
export function isLiteral(value: LiteralValue): boolean {
  return value === null || !needsConstructor(value);
}

/** Whether a value is, or holds, what a literal of 3.5 cannot say. */
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

/** Half a surrogate pair is no character: UTF-8 would put another in its place. */
function text(value: string): LiteralType {
  if (!/\p{Surrogate}/u.test(value)) return { case: 'string', value };
  throw new IllegalArgumentException(
    'A string with half a surrogate pair, which is no character, cannot be a literal.',
  );
}

/** What a value counts, in as many bits as Spark has for it. */
function requireBits<Count extends number | bigint>(bits: number, count: Count, value: object): Count {
  const isWhole = typeof count === 'bigint' || Number.isSafeInteger(count);
  if (isWhole && BigInt.asIntN(bits, BigInt(count)) === BigInt(count)) return count;
  throw new IllegalArgumentException(
    `The ${value.constructor.name} of ${count} cannot be a literal: Spark has whole numbers of ${bits} bits for it.`,
  );
}

function long(value: bigint): LiteralType {
  if (BigInt.asIntN(64, value) !== value) {
    throw new IllegalArgumentException(`${value} does not fit Spark's bigint, which has 64 bits; use a Decimal.`);
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
