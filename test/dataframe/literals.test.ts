// lit(), which puts a value into a plan, and createDataFrame(), which sends it as data, must agree on every value.
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { col, lit } from '../../src/functions.ts';
import {
  DataTypes,
  DayTimeInterval,
  Decimal,
  LocalDate,
  type SparkSession,
  StructType,
  Timestamp,
  TimestampNtz,
  YearMonthInterval,
  type DataType,
  type LiteralValue,
} from '../../src/index.ts';
import { orNull, typed } from '../support/typed-values.ts';
import { it } from '../support/spark-test.ts';

/** Sends each value as a column with lit(), and returns the collected row. */
async function asLiterals(
  spark: SparkSession,
  values: readonly LiteralValue[],
  types?: readonly DataType[],
): Promise<unknown> {
  const columns = values.map((value, index) => {
    const literal = types === undefined ? lit(value) : lit(value, types[index]!);
    return literal.alias(`c${index}`);
  });
  return spark
    .range(1)
    .select(...columns)
    .first();
}

/** Sends each value as a column with createDataFrame(), and returns the collected row. */
async function asLocalData(
  spark: SparkSession,
  values: readonly LiteralValue[],
  schema?: StructType,
): Promise<unknown> {
  const row = Object.fromEntries(values.map((value, index) => [`c${index}`, value]));
  return (await spark.createDataFrame([row], schema)).first();
}

const atoms = fc.oneof(
  fc.constantFrom<LiteralValue>(null, true, '', 0, -0, 0.5, NaN, -Infinity, 5e-324, 2 ** 31 - 1, -(2 ** 31), 2 ** 53),
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.double(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.uint8Array({ maxLength: 5 }),
  fc.date({ noInvalidDate: true }),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.integer({ min: -10, max: 10 }))
    .map(([unscaled, scale]) => new Decimal(unscaled, scale)),
  fc
    .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    .chain((n) => fc.constantFrom<LiteralValue>(new Timestamp(n), new TimestampNtz(n), new DayTimeInterval(n))),
  fc.integer().chain((n) => fc.constantFrom<LiteralValue>(new LocalDate(n), new YearMonthInterval(n))),
);
/** Whether a value is a whole number beyond 32 bits: a plan makes it a BIGINT, as Spark's SQL does, while local data makes it a DOUBLE. */
const isBetweenIntAndDouble = (value: LiteralValue): boolean =>
  Number.isSafeInteger(value) && !Object.is(value, -0) && (Number(value) | 0) !== value;
const atom = atoms.filter((value) => !isBetweenIntAndDouble(value)) as fc.Arbitrary<LiteralValue>;
const decimals = fc
  .tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.integer({ min: -3, max: 12 }))
  .map(([unscaled, scale]) => new Decimal(unscaled, scale));
const values: fc.Arbitrary<LiteralValue> = fc.oneof(
  atom,
  atom.map((value) => [value, value]),
  fc.array(fc.option(decimals), { maxLength: 4 }),
  fc.array(fc.oneof(fc.integer(), fc.double({ noInteger: true }))),
  atom.map((value) => ({ a: value, b: [value, null] })),
  fc.tuple(decimals, decimals).map(([one, other]) => ({ a: { b: [one], c: new Map([[1, [other]]]) } })),
  fc
    .tuple(fc.string({ unit: 'binary' }), atom, decimals)
    .map(([key, value, other]) => new Map<LiteralValue, LiteralValue>([[key, { value, other }]])),
  fc.tuple(decimals, decimals).map(([one, other]) => [{ a: one }, { a: other }]),
);

describe('lit() and createDataFrame()', () => {
  it('agree on values of every kind', async ({ spark }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(values, { minLength: 20, maxLength: 20 }), async (columns) => {
        expect(await asLiterals(spark, columns)).toEqual(await asLocalData(spark, columns));
      }),
      { numRuns: 5 },
    );
  });

  it('agree on values of a given type', async ({ spark }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(typed(2), { minLength: 12, maxLength: 12 }), fc.integer(), async (columns, seed) => {
        const types = columns.map(([type]) => type);
        const row = columns.map(([, each], index) => fc.sample(orNull(each), { seed: seed + index, numRuns: 1 })[0]);
        const schema = new StructType(
          types.map((dataType, index) => ({ name: `c${index}`, dataType, nullable: true })),
        );
        expect(await asLiterals(spark, row as LiteralValue[], types)).toEqual(
          await asLocalData(spark, row as LiteralValue[], schema),
        );
      }),
      { numRuns: 8 },
    );
  });

  it.for<readonly [LiteralValue, unknown]>([
    [new Decimal(5n, -2), new Decimal(500n, 0)],
    [
      [new Decimal(5n, -2), new Decimal(25n, 2)],
      [new Decimal(50000n, 2), new Decimal(25n, 2)],
    ],
    [[new Decimal(10n ** 30n, 0)], [new Decimal(10n ** 30n, 0)]],
  ])('agree on the decimal %o', async ([value, expected], { spark }) => {
    expect(await asLiterals(spark, [value])).toEqual({ c0: expected });
    expect(await asLocalData(spark, [value])).toEqual({ c0: expected });
  });

  it('fill a missing field of a given struct type with null', async ({ spark }) => {
    const type = new StructType().add('a', DataTypes.IntegerType).add('b', DataTypes.IntegerType);
    expect(await asLiterals(spark, [{ a: 1 }], [type])).toEqual({ c0: { a: 1, b: null } });
    expect(await asLocalData(spark, [{ a: 1 }], new StructType().add('c0', type))).toEqual({ c0: { a: 1, b: null } });
  });
});

describe('numbers in local data', () => {
  it('do not overflow in sums', async ({ spark }) => {
    const frame = await spark.createDataFrame([{ a: 2e9, b: [2e9] }]);
    const doubled = frame.select(col('a').plus(col('a')).alias('a'), col('b').getItem(0).plus(2e9).alias('b'));
    expect(await doubled.collect()).toEqual([{ a: 4e9, b: 4e9 }]);
  });

  it('have the same type whatever their values', async ({ spark }) => {
    const days = [[{ id: 1, x: [1] }], [{ id: 3e9, x: [3e9] }], [{ id: 0.5, x: [-0] }], [{ id: 1e300, x: [NaN] }]];
    for (const rows of days) {
      const frame = await spark.createDataFrame(rows);
      expect((await frame.schema()).toDDL()).toBe('id DOUBLE,x ARRAY<DOUBLE>');
      expect(await frame.collect()).toEqual(rows);
    }
  });
});
