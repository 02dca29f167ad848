import { describe, expect, it } from 'vitest';
import { DataTypes } from '../types/data-types.ts';
import { StructType } from '../types/struct-type.ts';
import { Decimal } from '../types/values/decimal.ts';
import { LocalDate } from '../types/values/local-date.ts';
import { Timestamp, TimestampNtz } from '../types/values/timestamp.ts';
import { encodeColumns, encodeRows, splitIpc } from './encode-rows.ts';
import { inferStruct } from './infer-type.ts';
import { Place } from './place.ts';

const inferred = (rows: readonly object[]): string => inferStruct(rows, new Place()).toDDL();

describe('encoding rows without a schema', () => {
  it('infers a type that holds all values of a column', () => {
    expect(inferred([{ a: 1n }, { a: null }])).toBe('a BIGINT');
    expect(inferred([{ a: Decimal.parse('1234.5') }, { a: Decimal.parse('0.125') }])).toBe('a DECIMAL(7,3)');
    expect(inferred([{ a: new Date(0) }, { a: new Timestamp(1n) }])).toBe('a TIMESTAMP');
    expect(inferred([{ a: [] }, { a: [null] }, { a: [1, 2.5] }])).toBe('a ARRAY<DOUBLE>');
    expect(inferred([{ a: { x: 1 } }, { a: { y: 'b', x: 2 } }])).toBe('a STRUCT<x: DOUBLE, y: STRING>');
    expect(inferred([{ a: new Map([[1n, [new LocalDate(0)]]]) }])).toBe('a MAP<BIGINT,ARRAY<DATE>>');
    expect(inferred([{ a: null, b: undefined }])).toBe('a VOID,b VOID');
    expect(inferred([{ a: new TimestampNtz(0n) }, { ['__proto__']: 1 }])).toBe('a TIMESTAMP_NTZ,__proto__ DOUBLE');
  });

  it.each([0, 1, -0, 2 ** 31, -(2 ** 53), 1e300, 0.5, NaN])('infers DOUBLE for the number %s', (value) => {
    expect(inferred([{ a: value }])).toBe('a DOUBLE');
    expect(inferred([{ a: [value], b: { c: value }, d: new Map([[value, value]]) }])).toBe(
      'a ARRAY<DOUBLE>,b STRUCT<c: DOUBLE>,d MAP<DOUBLE,DOUBLE>',
    );
  });

  it.each([
    [[{ a: 1 }, { a: 'x' }], 'Row 1, column a holds the string "x", but row 0 holds the number 1. No type holds both.'],
    [[{ a: null }, { a: 1n }, { a: 2 }], 'Row 2, column a holds the number 2, but row 1 holds the bigint 1'],
    [[{ a: [1] }, { a: [null, true] }], 'Row 1, column a[] holds the boolean true, but row 0 holds the number 1'],
    [[{ a: { b: 1 } }, { a: { b: 'x' } }], 'Row 1, column a.b holds the string "x"'],
    [[{ a: new Map([['k', 1]]) }, { a: new Map([[1, 1]]) }], 'Row 1, column a key holds the number 1'],
    [[{ a: 1 }, { a: () => 1 }], 'Row 1, column a holds a value of type function, for which Spark has no type'],
    [[{ a: new Uint16Array(1) }], 'Row 0, column a holds a value of type Uint16Array, for which Spark has no type'],
    [[{ a: 1 }, null], 'Row 1 is null instead of an object.'],
    [[{ a: 1 }, 7], 'Row 1 is the number 7 instead of an object.'],
    [[{ a: Decimal.parse('9'.repeat(38)) }, { a: Decimal.parse('0.1') }], 'needs more than the 38 digits of a decimal'],
    [[], 'The schema cannot be inferred without rows. Specify a schema.'],
  ])('rejects invalid data with its row and column (case %#)', (rows, message) => {
    expect(() => encodeRows(rows as object[])).toThrow(message);
  });
});

describe('encoding rows with a schema', () => {
  const { ByteType, IntegerType, LongType, FloatType, DoubleType, StringType, DateType, TimestampType, BooleanType } =
    DataTypes;
  const encode = (type: (typeof DataTypes)['StringType'], value: unknown): unknown =>
    encodeRows([{ a: null }, { a: value }], new StructType().add('a', type));

  it.each([
    [ByteType, 128, 'Row 1, column a holds the number 128, which is not a valid tinyint.'],
    [IntegerType, 1.5, 'the number 1.5, which is not a valid int'],
    [IntegerType, NaN, 'the number NaN, which is not a valid int'],
    [IntegerType, 2n ** 31n, 'the bigint 2147483648, which is not a valid int'],
    [LongType, 2 ** 53, 'the number 9007199254740992, which is not a valid bigint'],
    [LongType, 2n ** 63n, 'the bigint 9223372036854775808, which is not a valid bigint'],
    [FloatType, 1e39, 'the number 1e+39, which is not a valid float'],
    [DoubleType, '1', 'the string "1", which is not a valid double'],
    [StringType, 1, 'the number 1, which is not a valid string'],
    [
      DataTypes.createMapType(StringType, IntegerType),
      { a: 1 },
      'holds a value of type Object, which is not a valid map<string,int>. Use a Map, such as new Map(Object.entries(…)).',
    ],
    [BooleanType, 0, 'the number 0, which is not a valid boolean'],
    [DateType, new Date(0), 'the Date Thu Jan 01 1970'],
    [TimestampType, new Date(NaN), 'the Date Invalid Date, which is not a valid timestamp'],
    [DataTypes.createDecimalType(3, 1), Decimal.parse('1.25'), 'the Decimal 1.25, which is not a valid decimal(3,1)'],
    [DataTypes.createDecimalType(3, 1), Decimal.parse('100'), 'the Decimal 100, which is not a valid decimal(3,1)'],
    [
      DataTypes.createArrayType(IntegerType, false),
      [1, null],
      'Row 1, column a[] is null, but the schema does not allow nulls.',
    ],
    [DataTypes.createArrayType(IntegerType), 'x', 'the string "x", which is not a valid array<int>'],
    [
      DataTypes.createMapType(StringType, LongType),
      { x: 1n },
      'a value of type Object, which is not a valid map<string,bigint>',
    ],
    [new StructType().add('b', LongType), 5, 'the number 5, which is not a valid struct<b:bigint>'],
    [DataTypes.NullType, 0, 'the number 0, which is not a valid void'],
  ])('rejects invalid data with its row and column (case %#)', (type, value, message) => {
    expect(() => encode(type as (typeof DataTypes)['StringType'], value)).toThrow(message);
  });

  it('requires a value in each row of a column that is not nullable', () => {
    const schema = new StructType().add('a', LongType, false);
    expect(() => encodeRows([{ a: 1n }, {}], schema)).toThrow(
      'Row 1, column a is null, but the schema does not allow nulls.',
    );
  });
});

it('encodeColumns() rejects columns with different lengths, missing or repeated names, or an unsupported type', () => {
  expect(() => encodeColumns(['a', 'b'], [[1, 2], [1]], undefined)).toThrow(
    'Column b has 1 values, but column a has 2.',
  );
  const schema = new StructType().add('a', DataTypes.IntegerType).add('b', DataTypes.IntegerType);
  expect(() => encodeColumns(['a'], [[1]], schema)).toThrow('The data has no column b, which the schema requires.');
  expect(() => encodeColumns(['a', 'a'], [[1], [1]], undefined)).toThrow(
    'The name a is used for more than one column.',
  );
  expect(() => encodeColumns(['a'], [Uint32Array.of(1) as never], undefined)).toThrow(
    'Column a is a value of type Uint32Array',
  );
});

it('splitIpc() reports why bytes are not an Arrow stream', () => {
  const { bytes } = encodeRows([{ a: 1 }]);
  expect(splitIpc(bytes)).toEqual([bytes]);
  expect(() => splitIpc(bytes.subarray(0, 100))).toThrow('The bytes are not an Arrow IPC stream that Spark can read: ');
  expect(() => splitIpc(new Uint8Array())).toThrow('it has no schema');
  expect(() => splitIpc(Buffer.from('ARROW1\0\0'))).toThrow(
    'it is an Arrow file, but Spark requires the streaming format',
  );
});
