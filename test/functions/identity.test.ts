import fc from 'fast-check';
import { describe, expect } from 'vitest';
import {
  DataTypes,
  DayTimeInterval,
  LocalDate,
  StructType,
  Timestamp,
  TimestampNtz,
  udf,
  YearMonthInterval,
  type DataFrame,
  type DataType,
  type Row,
} from '../../src/index.ts';
import { it } from '../support/spark-test.ts';
import { orNull, simpleTypes, typedFrames } from '../support/typed-values.ts';

// A time zone with skipped and repeated hours, which must not affect the values.
it.override('sparkConf', { 'spark.sql.session.timeZone': 'America/New_York' });

/** Hides the type from the compiler, for which a function must return values of it. */
const sqlNameOrType = (type: DataType): DataType | string => type;

/** Returns the rows after a function that returns its argument has been applied to each column. */
async function throughFunctions(frame: DataFrame, schema: StructType): Promise<Row[]> {
  const columns = schema.fields.map(({ name, dataType }) => {
    const same = udf((value: unknown): unknown => value, sqlNameOrType(dataType));
    return same(frame.col(`\`${name.replaceAll('`', '``')}\``)).alias(name);
  });
  return frame.select(...columns).collect();
}

const most = 2n ** 63n - 1n;
const longs = [-most - 1n, -most, -1n, 0n, 1n, most - 1n, most];
const days = [-(2 ** 31), -719_163, -719_162, -141_428, -141_427, -1, 0, 2_932_896, 2 ** 31 - 1];

/** The limits of the types that Spark's own functions of Scala convert to classes of Java, which cannot represent all of them. */
const limits: readonly (readonly [DataType, readonly unknown[]])[] = [
  [DataTypes.DateType, days.map((day) => new LocalDate(day))],
  [DataTypes.TimestampType, longs.map((micros) => new Timestamp(micros))],
  [DataTypes.TimestampNTZType, longs.map((micros) => new TimestampNtz(micros))],
  [{ typeName: 'day_time_interval', startField: 0, endField: 3 }, longs.map((micros) => new DayTimeInterval(micros))],
  [
    { typeName: 'year_month_interval', startField: 0, endField: 1 },
    [-(2 ** 31), -13, 0, 2 ** 31 - 1].map((months) => new YearMonthInterval(months)),
  ],
];

describe('a function that returns its argument', () => {
  for (const [type, values] of limits) {
    it(`returns the limits of ${type.typeName} unchanged`, async ({ spark }) => {
      const schema = new StructType().add('x', type);
      const frame = await spark.createDataFrame(
        values.map((x) => ({ x })),
        schema,
      );
      // In tasks as well as on the driver.
      for (const each of [frame, frame.repartition(2)]) {
        const rows = await throughFunctions(each, schema);
        expect(rows.map(({ x }) => x)).toHaveLength(values.length);
        expect(rows.map(({ x }) => x)).toEqual(expect.arrayContaining([...values]));
      }
    });
  }

  it('keeps the order of a map with many entries', async ({ spark }) => {
    const keys = udf((map: Map<number, string>) => [...map.keys()], 'array<int>');
    const entries = 'map_from_arrays(sequence(20, 1, -1), sequence(1, 20)) AS m';
    const [row] = await spark.range(1).selectExpr(entries).select(keys('m').alias('r')).collect();
    expect(row!['r']).toEqual(Array.from({ length: 20 }, (_, index) => 20 - index));
  });

  it('returns random values of every simple type unchanged', { timeout: 180_000 }, async ({ spark }) => {
    const schema = new StructType(
      simpleTypes.map(([dataType], index) => ({ name: `c${index}`, dataType, nullable: true })),
    );
    const row = fc.record(Object.fromEntries(simpleTypes.map(([, values], index) => [`c${index}`, orNull(values)])));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 10, maxLength: 40 }), async (rows) => {
        const frame = await spark.createDataFrame(rows, schema);
        expect(await throughFunctions(frame, schema)).toEqual(await frame.collect());
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });

  it('returns random values of nested types with nulls unchanged', { timeout: 180_000 }, async ({ spark }) => {
    await fc.assert(
      fc.asyncProperty(typedFrames, async ({ schema, rows }) => {
        const frame = await spark.createDataFrame(rows, schema);
        expect(await throughFunctions(frame, schema)).toEqual(await frame.collect());
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });
});
