import { toJson } from '@bufbuild/protobuf';
import { expect, it } from 'vitest';
import { Expression_LiteralSchema, ExpressionSchema } from '../../gen/spark/connect/expressions_pb.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { Decimal } from '../types/values/decimal.ts';
import { DayTimeInterval, YearMonthInterval } from '../types/values/interval.ts';
import { LocalDate } from '../types/values/local-date.ts';
import { Timestamp, TimestampNtz } from '../types/values/timestamp.ts';
import { literal, literalMessage, type LiteralValue } from './literal.ts';

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
  [new Decimal(5n, -2), { decimal: { value: '500', precision: 3, scale: 0 } }],
  [new Decimal(10n ** 38n - 1n, 0), { decimal: { value: '9'.repeat(38), precision: 38, scale: 0 } }],
])('literal() of %s has the matching type', (value, expected) => {
  expect(toJson(ExpressionSchema, literal(value))).toEqual({ literal: expected });
});

it.each<[string, unknown, string]>([
  ['a bigint over 64 bits', 2n ** 63n, '9223372036854775808 does not fit'],
  ['a bigint under 64 bits', -(2n ** 63n) - 1n, 'Use a Decimal'],
  ['a decimal over 38 digits', new Decimal(10n ** 38n, 0), 'at most 38 digits, not 39'],
  ['an invalid Date', new Date(NaN), 'invalid Date'],
  ['undefined', undefined, 'type undefined'],
  ['a function', () => 1, 'type function'],
  ['an object of a class', new URL('http://a/'), 'type URL'],
  ['half a surrogate pair', 'a\ud83c', 'half a surrogate pair'],
  ['half a surrogate pair in a nested value', { a: ['\udf0d'] }, 'half a surrogate pair'],
  ['a timestamp over 64 bits', new Timestamp(2n ** 63n), 'whole number of 64 bits'],
  ['a wall clock under 64 bits', new TimestampNtz(-(2n ** 63n) - 1n), 'whole number of 64 bits'],
  ['a time span over 64 bits', new DayTimeInterval(2n ** 63n), 'whole number of 64 bits'],
  ['a date over 32 bits', new LocalDate(2 ** 31), 'whole number of 32 bits'],
  ['half a day', new LocalDate(1.5), 'whole number of 32 bits'],
  ['months over 32 bits', new YearMonthInterval(-(2 ** 31) - 1), 'whole number of 32 bits'],
])('literal() rejects %s', (_name, value, message) => {
  expect(() => literal(value as LiteralValue)).toThrow(IllegalArgumentException);
  expect(() => literal(value as LiteralValue)).toThrow(message);
});

it('literal() creates structs with a function call, because 3.5 cannot read struct literals in arrays and maps', () => {
  const call = (name: string, ...args: object[]): object => ({
    unresolvedFunction: { functionName: name, arguments: args },
  });
  const made = call('named_struct', { literal: { string: 'a' } }, { literal: { date: 5 } });
  const struct = { a: new LocalDate(5) };
  expect(toJson(ExpressionSchema, literal(struct))).toEqual(made);
  expect(toJson(ExpressionSchema, literal([struct]))).toEqual(call('array', made));
  expect(toJson(ExpressionSchema, literal(new Map([['k', struct]])))).toEqual(
    call('map', { literal: { string: 'k' } }, made),
  );
});

it('literalMessage() gives decimals in an array a type that holds all of them', () => {
  const decimals = [Decimal.parse('1.5'), new Decimal(5n, -2), Decimal.parse('0.25')];
  expect(toJson(Expression_LiteralSchema, literalMessage(decimals))).toMatchObject({
    array: { elementType: { decimal: { precision: 5, scale: 2 } } },
  });
  expect(toJson(Expression_LiteralSchema, literalMessage([[decimals[0]!], [decimals[2]!]]))).toMatchObject({
    array: { elementType: { array: { elementType: { decimal: { precision: 3, scale: 2 } } } } },
  });
  expect(() => literalMessage([new Decimal(10n ** 30n, 0), new Decimal(1n, 10)])).toThrow('at most 38 digits, not 41');
});
