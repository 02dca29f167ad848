import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  Expression_LiteralSchema,
  ExpressionSchema,
  type Expression_Literal,
} from '../../gen/spark/connect/expressions_pb.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { DataTypes } from '../types/data-types.ts';
import { toProto } from '../types/data-type-proto.ts';
import { Decimal } from '../types/values/decimal.ts';
import { DayTimeInterval, YearMonthInterval } from '../types/values/interval.ts';
import { LocalDate } from '../types/values/local-date.ts';
import { Timestamp, TimestampNtz } from '../types/values/timestamp.ts';
import type { Expression } from './expression.ts';

/** A JavaScript value that can stand in a plan. */
export type LiteralValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Date
  | Decimal
  | Timestamp
  | TimestampNtz
  | LocalDate
  | YearMonthInterval
  | DayTimeInterval;

type LiteralType = NonNullable<MessageInitShape<typeof Expression_LiteralSchema>['literalType']>;

/**
 * The value as a literal expression of the Spark type it stands for: whole numbers are `int`, or `bigint` beyond 32 bits,
 * other numbers `double`, a bigint `bigint`, a Date `timestamp`.
 *
 * @throws IllegalArgumentException for a value that no Spark type holds exactly.
 */
export function literal(value: LiteralValue): Expression {
  return create(ExpressionSchema, { exprType: { case: 'literal', value: literalMessage(value) } });
}

function literalMessage(value: LiteralValue): Expression_Literal {
  return create(Expression_LiteralSchema, { literalType: literalType(value) });
}

function literalType(value: LiteralValue): LiteralType {
  switch (typeof value) {
    case 'boolean':
      return { case: 'boolean', value };
    case 'string':
      return { case: 'string', value };
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
  if (value instanceof Timestamp) return { case: 'timestamp', value: value.epochMicroseconds };
  if (value instanceof TimestampNtz) return { case: 'timestampNtz', value: value.localMicroseconds };
  if (value instanceof LocalDate) return { case: 'date', value: value.epochDay };
  if (value instanceof YearMonthInterval) return { case: 'yearMonthInterval', value: value.months };
  if (value instanceof DayTimeInterval) return { case: 'dayTimeInterval', value: value.microseconds };
  if (value instanceof Decimal) return decimal(value);
  return refuse(value);
}

function decimal(value: Decimal): LiteralType {
  const digits = String(value.unscaled < 0n ? -value.unscaled : value.unscaled).length;
  const precision = Math.max(digits, value.scale);
  if (precision > 38) throw new IllegalArgumentException(`Spark's decimals have at most 38 digits, not ${precision}.`);
  return { case: 'decimal', value: { value: value.toString(), precision, scale: value.scale } };
}

function long(value: bigint): LiteralType {
  if (BigInt.asIntN(64, value) !== value) {
    throw new IllegalArgumentException(`${value} does not fit Spark's bigint, which has 64 bits; use a Decimal.`);
  }
  return { case: 'long', value };
}

function refuse(value: unknown): never {
  const kind =
    typeof value === 'object'
      ? ((value as { constructor?: { name: string } }).constructor?.name ?? 'object')
      : typeof value;
  throw new IllegalArgumentException(`A value of type ${kind} cannot be a literal.`);
}
