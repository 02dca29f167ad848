import * as fn from '../../../../src/functions.ts';
import {
  CalendarInterval,
  DataTypes,
  DayTimeInterval,
  Decimal,
  LocalDate,
  StructType,
  Timestamp,
  TimestampNtz,
  YearMonthInterval,
  type Column,
} from '../../../../src/index.ts';
import type { Plans } from '../inputs.ts';

const { lit } = fn;
const { ByteType, DoubleType, FloatType, IntegerType, LongType, ShortType, StringType } = DataTypes;
const createArrayType: typeof DataTypes.createArrayType = (type, containsNull) =>
  DataTypes.createArrayType(type, containsNull);
const createMapType: typeof DataTypes.createMapType = (key, value, containsNull) =>
  DataTypes.createMapType(key, value, containsNull);

const bytes = Uint8Array.from({ length: 23 }, (_, index) => 'x'.charCodeAt(0) + index);
const dayTime = { typeName: 'day_time_interval', startField: 0, endField: 3 } as const;

/** One literal of each type. */
const atoms = (): Column[] => [
  lit(true),
  lit(68, ByteType),
  lit(9872, ShortType),
  lit(-8726532),
  lit(7834609328726532n),
  lit(Math.E),
  lit(-0.8, FloatType),
  lit(Decimal.parse('89.97620')),
  lit(Decimal.parse('89889.7667231')),
  lit('connect!'),
  lit('T'),
  lit('ABCDEFGHIJ'),
  lit(bytes),
  lit(Uint8Array.of(8, 6)),
  lit(null),
  lit(LocalDate.fromDate(new Date('2020-10-10'))),
  lit(Decimal.parse('8.997620')),
  lit(new Date(1677155519808)),
  lit(new Date(12345)),
  lit(new TimestampNtz(1677184560000000n)),
  lit(new LocalDate(19411)),
  lit(new DayTimeInterval(200_000_000n)),
  lit(new YearMonthInterval(0)),
  lit(new CalendarInterval(2, 20, 100n)),
];

const yearMonth = { typeName: 'year_month_interval', startField: 0, endField: 1 } as const;

// Spark's Scala client declares that all arrays may contain nulls; here the type decides.
const ints = createArrayType(IntegerType);
const timestamps = createArrayType(DataTypes.TimestampType);
const intsWithoutNull = createArrayType(IntegerType, false);
const textToInt = createMapType(StringType, IntegerType, false);
const decimals = createArrayType(DataTypes.createDecimalType(38, 18));

const ab = (a: number, b: number): Map<string, number> =>
  new Map([
    ['a', a],
    ['b', b],
  ]);

/** Literals in containers. A type is given only where `lit` would infer a different one. */
const parts = (): Column[] => [
  lit(1),
  lit([1, 2, 3]),
  lit([1, 2, 3]),
  lit(ab(1, 2), textToInt),
  lit(
    { _1: 'a', _2: 2, _3: 1 },
    new StructType().add('_1', StringType).add('_2', IntegerType, false).add('_3', DoubleType, false),
  ),
  lit(null, IntegerType),
  lit([1]),
  lit(new Map([[1, null]]), createMapType(IntegerType, IntegerType)),
  lit(new Map([[1, null]]), createMapType(IntegerType, IntegerType)),
  lit(new Map([[1, null]]), createMapType(IntegerType, IntegerType)),
  lit(
    [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ],
    createArrayType(intsWithoutNull),
  ),
  lit([ab(1, 2), ab(3, 4), ab(5, 6)], createArrayType(textToInt)),
  lit(
    new Map([
      [1, ab(1, 2)],
      [2, ab(3, 4)],
    ]),
    createMapType(IntegerType, textToInt),
  ),
  lit(
    {
      _1: [1, 2, 3],
      _2: ab(1, 2),
      _3: {
        _1: 'a',
        _2: new Map([
          [1, 'a'],
          [2, 'b'],
        ]),
      },
    },
    new StructType()
      .add('_1', intsWithoutNull)
      .add('_2', textToInt)
      .add('_3', new StructType().add('_1', StringType).add('_2', createMapType(IntegerType, StringType))),
  ),
];

/** Literals of every type. */
export const literalPlans: Plans = {
  function_lit: ({ simple }) => simple.select(fn.col('id'), fn.col('id'), ...atoms()),
  function_lit_array: ({ simple }) =>
    simple.select(
      lit([], createArrayType(DoubleType)),
      lit([[1], [2], [3]], createArrayType(ints)),
      lit([[[1]], [[2]], [[3]]], createArrayType(createArrayType(ints))),
      lit([true, false], createArrayType(DataTypes.BooleanType)),
      lit(Uint8Array.of(67, 68, 69)),
      lit([9872, 9873, 9874], createArrayType(ShortType)),
      lit([-8726532, 8726532, -8726533], ints),
      lit([7834609328726531n, 7834609328726532n, 7834609328726533n], createArrayType(LongType)),
      lit([Math.E, 1, 2], createArrayType(DoubleType)),
      lit([-0.8, -0.7, -0.9], createArrayType(FloatType)),
      lit([Decimal.parse('89.97620'), Decimal.parse('89.97621')], decimals),
      lit([Decimal.parse('89889.7667231'), Decimal.parse('89889.7667231')], decimals),
      lit(['connect!', 'disconnect!'], createArrayType(StringType)),
      lit('TF'),
      lit(['ABCDEFGHIJ', 'BCDEFGHIJK'], createArrayType(StringType)),
      lit([new LocalDate(18545), new LocalDate(18546)], createArrayType(DataTypes.DateType)),
      lit([new Date(1677155519808), new Date(1677155519809)], timestamps),
      lit([new Timestamp(12_345_000n), new Timestamp(23_456_000n)], timestamps),
      lit(
        [new TimestampNtz(1677184560000000n), new TimestampNtz(1677188160000000n)],
        createArrayType(DataTypes.TimestampNTZType),
      ),
      lit([new LocalDate(19411), new LocalDate(19417)], createArrayType(DataTypes.DateType)),
      lit([new DayTimeInterval(100_000_000n), new DayTimeInterval(200_000_000n)], createArrayType(dayTime)),
      lit([new YearMonthInterval(0), new YearMonthInterval(0)], createArrayType(yearMonth)),
      lit(
        [new CalendarInterval(2, 20, 100n), new CalendarInterval(2, 21, 200n)],
        createArrayType(DataTypes.CalendarIntervalType),
      ),
    ),
  function_typedLit: ({ simple }) =>
    simple.select(fn.col('id'), fn.col('id'), lit(1), lit(null), ...atoms(), ...parts()),
};
