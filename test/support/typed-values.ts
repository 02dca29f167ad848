// Random values of every type, including their limits, for round-trip tests.
import fc from 'fast-check';
import {
  DataTypes,
  DayTimeInterval,
  Decimal,
  LocalDate,
  StructType,
  Timestamp,
  TimestampNtz,
  YearMonthInterval,
  type DataType,
  type Row,
} from '../../src/index.ts';

const int = (bits: number): fc.Arbitrary<number> => fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 });
const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const extremes = <T>(values: fc.Arbitrary<T>, ...extreme: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: values }, { weight: 1, arbitrary: fc.constantFrom(...extreme) });

function decimal(precision: number, scale: number): readonly [DataType, fc.Arbitrary<unknown>] {
  const largest = 10n ** BigInt(precision) - 1n;
  const unscaled = extremes(fc.bigInt({ min: -largest, max: largest }), largest, -largest, 0n, -1n);
  return [DataTypes.createDecimalType(precision, scale), unscaled.map((value) => new Decimal(value, scale))];
}

const yearMonth: DataType = { typeName: 'year_month_interval', startField: 0, endField: 1 };
const dayTime: DataType = { typeName: 'day_time_interval', startField: 0, endField: 3 };

/** Every type without nested types, with values that include its limits. */
export const simpleTypes: readonly (readonly [DataType, fc.Arbitrary<unknown>])[] = [
  [DataTypes.BooleanType, fc.boolean()],
  [DataTypes.ByteType, extremes(int(8), -128, 127)],
  [DataTypes.ShortType, extremes(int(16), -32_768, 32_767)],
  [DataTypes.IntegerType, extremes(int(32), -(2 ** 31), 2 ** 31 - 1)],
  [DataTypes.LongType, extremes(long, -(2n ** 63n), 2n ** 63n - 1n)],
  [DataTypes.FloatType, extremes(fc.float(), NaN, Infinity, -Infinity, -0)],
  [DataTypes.DoubleType, extremes(fc.double(), NaN, Infinity, -Infinity, -0, 5e-324, Number.MAX_VALUE)],
  [DataTypes.StringType, extremes(fc.string({ unit: 'binary' }), '', '\uFEFF', '🌍\0é')],
  [DataTypes.BinaryType, fc.uint8Array({ maxLength: 20 })],
  decimal(38, 0),
  decimal(38, 38),
  decimal(12, 2),
  [DataTypes.DateType, extremes(int(24), -719_162, 2_932_896).map((day) => new LocalDate(day))],
  [
    DataTypes.TimestampType,
    extremes(long, -1n, -62_135_596_800_000_000n, 9_300_000_000_000_001n).map((us) => new Timestamp(us)),
  ],
  [DataTypes.TimestampNTZType, extremes(long, -1n, 9_300_000_000_000_001n).map((us) => new TimestampNtz(us))],
  [yearMonth, int(32).map((months) => new YearMonthInterval(months))],
  [dayTime, long.map((us) => new DayTimeInterval(us))],
];
const keys = simpleTypes.filter(([{ typeName }]) => ['integer', 'long', 'string', 'boolean'].includes(typeName));
/** Mixes nulls into values. */
export const orNull = (values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.option(values, { freq: 5 });

/** Generates a type with up to `levels` levels of nesting, and its values. */
export function typed(levels: number): fc.Arbitrary<readonly [DataType, fc.Arbitrary<unknown>]> {
  const leaf = fc.constantFrom(...simpleTypes);
  if (levels === 0) return leaf;
  const part = typed(levels - 1);
  const list = part.map(
    ([type, values]) => [DataTypes.createArrayType(type), fc.array(orNull(values), { maxLength: 4 })] as const,
  );
  const map = fc.tuple(fc.constantFrom(...keys), part).map(([[keyType, key], [type, values]]) => {
    const entries = fc.uniqueArray(fc.tuple(key, orNull(values)), { maxLength: 3, selector: ([each]) => each });
    return [DataTypes.createMapType(keyType, type), entries.map((each) => new Map(each))] as const;
  });
  const struct = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => {
    const type = new StructType(parts.map(([dataType], index) => ({ name: `f${index}`, dataType, nullable: true })));
    const fields = Object.fromEntries(parts.map(([, values], index) => [`f${index}`, orNull(values)]));
    return [type, fc.record(fields)] as const;
  });
  return fc.oneof(leaf, list, map, struct);
}

/** Generates a schema with several columns, and its rows. */
export const typedFrames: fc.Arbitrary<{ readonly schema: StructType; readonly rows: readonly Row[] }> = fc
  .array(typed(2), { minLength: 1, maxLength: 8 })
  .chain((columns) => {
    const schema = new StructType(
      columns.map(([dataType], index) => ({ name: `c${index}`, dataType, nullable: true })),
    );
    const row = fc.record(Object.fromEntries(columns.map(([, values], index) => [`c${index}`, orNull(values)])));
    return fc.array(row, { minLength: 1, maxLength: 6 }).map((rows) => ({ schema, rows }));
  });
