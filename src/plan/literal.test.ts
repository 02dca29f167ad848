import { toJson } from '@bufbuild/protobuf';
import { expect, it } from 'vitest';
import { ExpressionSchema } from '../../gen/spark/connect/expressions_pb.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { Decimal } from '../types/values/decimal.ts';
import { DayTimeInterval, YearMonthInterval } from '../types/values/interval.ts';
import { LocalDate } from '../types/values/local-date.ts';
import { Timestamp, TimestampNtz } from '../types/values/timestamp.ts';
import { literal, type LiteralValue } from './literal.ts';

it.each<[LiteralValue, object]>([
  [null, { null: { null: {} } }],
  [true, { boolean: true }],
  ['', { string: '' }],
  [0, { integer: 0 }],
  [2_147_483_647, { integer: 2_147_483_647 }],
  [-2_147_483_648, { integer: -2_147_483_648 }],
  [2_147_483_648, { long: '2147483648' }],
  [-2_147_483_649, { long: '-2147483649' }],
  [Number.MAX_SAFE_INTEGER, { long: '9007199254740991' }],
  [2 ** 53, { double: 9_007_199_254_740_992 }],
  [1e300, { double: 1e300 }],
  [0.1, { double: 0.1 }],
  [-0, { double: -0 }],
  [NaN, { double: 'NaN' }],
  [-Infinity, { double: '-Infinity' }],
  [1n, { long: '1' }],
  [2n ** 63n - 1n, { long: '9223372036854775807' }],
  [-(2n ** 63n), { long: '-9223372036854775808' }],
  [Uint8Array.of(0, 255), { binary: 'AP8=' }],
  [new Date(-1), { timestamp: '-1000' }],
  [new Timestamp(1n), { timestamp: '1' }],
  [new TimestampNtz(-1n), { timestampNtz: '-1' }],
  [new LocalDate(-719_162), { date: -719_162 }],
  [new YearMonthInterval(14), { yearMonthInterval: 14 }],
  [new DayTimeInterval(-1n), { dayTimeInterval: '-1' }],
  [Decimal.parse('-12.30'), { decimal: { value: '-12.30', precision: 4, scale: 2 } }],
  [Decimal.parse('0.005'), { decimal: { value: '0.005', precision: 3, scale: 3 } }],
  [new Decimal(10n ** 38n - 1n, 0), { decimal: { value: '9'.repeat(38), precision: 38, scale: 0 } }],
])('%s', (value, expected) => {
  expect(toJson(ExpressionSchema, literal(value))).toEqual({ literal: expected });
});

it.each<[string, unknown, string]>([
  ['a bigint over 64 bits', 2n ** 63n, '9223372036854775808 does not fit'],
  ['a bigint under 64 bits', -(2n ** 63n) - 1n, 'use a Decimal'],
  ['a decimal over 38 digits', new Decimal(10n ** 38n, 0), 'at most 38 digits, not 39'],
  ['an invalid Date', new Date(NaN), 'invalid Date'],
  ['undefined', undefined, 'type undefined'],
  ['a function', () => 1, 'type function'],
  ['an object without a class', Object.create(null), 'type object'],
])('%s is refused', (_name, value, message) => {
  expect(() => literal(value as LiteralValue)).toThrow(IllegalArgumentException);
  expect(() => literal(value as LiteralValue)).toThrow(message);
});
