import { toJson } from '@bufbuild/protobuf';
import { expect, it } from 'vitest';
import { ExpressionSchema } from '../../gen/spark/connect/expressions_pb.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { DataType } from '../types/data-type.ts';
import { DataTypes } from '../types/data-types.ts';
import { StructType } from '../types/struct-type.ts';
import { Decimal } from '../types/values/decimal.ts';
import { LocalDate } from '../types/values/local-date.ts';
import { literal } from './literal.ts';
import type { LiteralValue } from './literal-value.ts';
import { typedLiteral } from './typed-literal.ts';

const { ByteType, DateType, DoubleType, FloatType, IntegerType, LongType, ShortType, StringType } = DataTypes;

it.each<[LiteralValue, DataType, object]>([
  [127, ByteType, { byte: 127 }],
  [-32_768, ShortType, { short: -32_768 }],
  [5n, IntegerType, { integer: 5 }],
  [5, LongType, { long: '5' }],
  [0.5, FloatType, { float: 0.5 }],
  [5, DoubleType, { double: 5 }],
  ['x', StringType, { string: 'x' }],
  ['x', DataTypes.createVarcharType(3), { string: 'x' }],
  [new LocalDate(1), DateType, { date: 1 }],
  [null, LongType, { null: { long: {} } }],
  [5, DataTypes.createDecimalType(6, 2), { decimal: { value: '5.00', precision: 6, scale: 2 } }],
  [Decimal.parse('1.5'), DataTypes.createDecimalType(6, 2), { decimal: { value: '1.50', precision: 6, scale: 2 } }],
])('typedLiteral() converts %s to %o', (value, type, expected) => {
  expect(toJson(ExpressionSchema, typedLiteral(value, type))).toEqual({ literal: expected });
});

it.each<[LiteralValue, DataType, string]>([
  [128, ByteType, "128 is not a valid value of Spark's type tinyint."],
  [1.5, IntegerType, "1.5 is not a valid value of Spark's type int."],
  ['1', IntegerType, "1 is not a valid value of Spark's type int."],
  [2n ** 63n, LongType, "9223372036854775808 is not a valid value of Spark's type bigint."],
  [1, StringType, "1 is not a valid value of Spark's type string."],
  [
    Decimal.parse('1.234'),
    DataTypes.createDecimalType(6, 2),
    "Decimal is not a valid value of Spark's type decimal(6,2).",
  ],
  [100_000, DataTypes.createDecimalType(6, 2), "100000 is not a valid value of Spark's type decimal(6,2)."],
  [1e39, FloatType, "1e+39 is not a valid value of Spark's type float."],
  [
    [Decimal.parse('1.234')],
    DataTypes.createArrayType(DataTypes.createDecimalType(6, 2)),
    "Decimal is not a valid value of Spark's type decimal(6,2).",
  ],
  [[1, 'x'], DataTypes.createArrayType(IntegerType), "x is not a valid value of Spark's type int."],
  [
    { a: 1 },
    DataTypes.createMapType(StringType, IntegerType),
    "Spark's type map<string,int> requires a Map, not an object",
  ],
  [
    new Map([[1, null]]),
    DataTypes.createArrayType(IntegerType),
    "Map is not a valid value of Spark's type array<int>.",
  ],
])('typedLiteral() rejects %s as %o', (value, type, message) => {
  expect(() => typedLiteral(value, type)).toThrow(IllegalArgumentException);
  expect(() => typedLiteral(value, type)).toThrow(message);
});

const int = (value: number): object => ({ literal: { integer: value } });
const nullLiteral = { literal: { null: { null: {} } } };
const call = (functionName: string, ...args: object[]): object => ({
  unresolvedFunction: { functionName, arguments: args },
});

it.each<[string, LiteralValue, object]>([
  ['a null', [1, null], call('array', int(1), nullLiteral)],
  ['no elements', [], { unresolvedFunction: { functionName: 'array' } }],
  ['no null', [1, 2], call('array', int(1), int(2))],
  ['no null in a map', new Map([[1, 2]]), call('map', int(1), int(2))],
  ['no null in a struct', { a: 1 }, call('named_struct', { literal: { string: 'a' } }, int(1))],
  ['values of several types', [1, 0.5], call('array', int(1), { literal: { double: 0.5 } })],
  ['a null as a value', new Map([[1, null]]), call('map', int(1), nullLiteral)],
  ['a null as a field', { a: null }, call('named_struct', { literal: { string: 'a' } }, nullLiteral)],
])(
  'literal() uses a function call for a value with %s, because 3.5 would misread a literal or its nullability',
  (_name, value, expected) => {
    expect(toJson(ExpressionSchema, literal(value))).toEqual(expected);
  },
);

it('typedLiteral() uses a function call for an array with a null', () => {
  const expr = call('array', int(1), { literal: { null: { integer: {} } } });
  const type = { array: { elementType: { integer: {} }, containsNull: true } };
  expect(toJson(ExpressionSchema, typedLiteral([1, null], DataTypes.createArrayType(IntegerType)))).toEqual({
    cast: { expr, type },
  });
});

it('typedLiteral() sets a missing field of a struct to null, not to the zero that 3.5 reads for a null in a literal', () => {
  const type = new StructType().add('a', IntegerType).add('constructor', IntegerType);
  expect(toJson(ExpressionSchema, typedLiteral({ a: 1 }, type))).toMatchObject({
    cast: {
      expr: {
        unresolvedFunction: {
          functionName: 'named_struct',
          arguments: [
            { literal: { string: 'a' } },
            { literal: { integer: 1 } },
            { literal: { string: 'constructor' } },
            { literal: { null: { integer: {} } } },
          ],
        },
      },
    },
  });
});

it('typedLiteral() uses a function call if the type excludes nulls, and a literal otherwise', () => {
  const withoutNull = DataTypes.createArrayType(IntegerType, false);
  expect(toJson(ExpressionSchema, typedLiteral([1], withoutNull))).toEqual({
    cast: { expr: call('array', int(1)), type: { array: { elementType: { integer: {} } } } },
  });
  expect(toJson(ExpressionSchema, typedLiteral([1], DataTypes.createArrayType(IntegerType)))).toEqual({
    literal: { array: { elementType: { integer: {} }, elements: [{ integer: 1 }] } },
  });
  expect(toJson(ExpressionSchema, typedLiteral(null, withoutNull))).toMatchObject({ literal: { null: {} } });
});
