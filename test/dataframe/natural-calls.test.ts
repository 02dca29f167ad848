import { describe, expect, inject } from 'vitest';
import * as fn from '../../src/functions.ts';
import {
  DataTypes,
  Decimal,
  LocalDate,
  SparkSession,
  StorageLevel,
  StructType,
  Timestamp,
  Window,
  type ColumnOrName,
  type DataFrame,
  type DataType,
  type GroupedData,
  type LiteralValue,
} from '../../src/index.ts';
import { it } from '../support/spark-test.ts';

const { col, lit } = fn;

describe('GroupedData', () => {
  const people = (spark: SparkSession): Promise<DataFrame> =>
    spark.sql(
      "SELECT * FROM VALUES (1, 'x', 2.5D, DATE '2024-01-01', 10), (1, '2x', 1D, NULL, 20), (2, '3', 4D, NULL, 30) AS t(k, s, d, day, `a.b`)",
    );

  it.for(['sum', 'avg', 'mean', 'min', 'max'] as const)(
    '%s() rejects columns that are not numbers',
    async (method, { spark }) => {
      const grouped = (await people(spark)).groupBy('k');
      const of = (rows: GroupedData, ...columns: ColumnOrName[]): DataFrame =>
        (rows[method] as (...columns: ColumnOrName[]) => DataFrame).call(rows, ...columns);
      const refused = { errorClass: 'NOT_NUMERIC_COLUMNS', name: 'IllegalArgumentException' };
      await expect(of(grouped, 'd', 's', 'day').collect()).rejects.toMatchObject({
        ...refused,
        message: `${method}() of grouped data takes numeric columns, not s string, day date: cast them first, or use agg(), which leaves the type check to Spark.`,
      });
      await expect(of(grouped, col('s')).schema()).rejects.toMatchObject(refused);
      await expect(of(grouped.pivot('s', ['x']), 's').count()).rejects.toMatchObject(refused);
      await expect(of(grouped, 's').limit(1).union(grouped.sum('d')).show()).rejects.toMatchObject(refused);
      await expect(of(grouped, 's').createOrReplaceTempView('refused')).rejects.toMatchObject(refused);
      await expect(of(grouped, 's').write.format('noop').mode('overwrite').save()).rejects.toMatchObject(refused);
    },
  );

  it('accepts number columns by name, path or expression', async ({ spark }) => {
    const grouped = (await people(spark)).withColumn('st', fn.struct('d')).groupBy('k');
    expect(await grouped.sum('D', 'st.d').orderBy('k').collect()).toEqual([
      { k: 1, 'sum(D)': 3.5, 'sum(st.d)': 3.5 },
      { k: 2, 'sum(D)': 4, 'sum(st.d)': 4 },
    ]);
    expect(await grouped.max(col('d').plus(1)).orderBy('k').first()).toEqual({ k: 1, 'max((d + 1))': 3.5 });
    await expect(grouped.sum('nope').collect()).rejects.toMatchObject({
      errorClass: 'UNRESOLVED_COLUMN.WITH_SUGGESTION',
    });
  });

  it('aggregates all number columns by default', async ({ spark }) => {
    const frame = await people(spark);
    expect(await frame.groupBy('k').sum().orderBy('k').collect()).toEqual([
      { k: 1, 'sum(k)': 2n, 'sum(d)': 3.5, 'sum(a.b)': 30n },
      { k: 2, 'sum(k)': 2n, 'sum(d)': 4, 'sum(a.b)': 30n },
    ]);
    expect(await frame.groupBy().max().collect()).toEqual([{ 'max(k)': 2, 'max(d)': 4, 'max(a.b)': 30 }]);
    const nested = frame.groupBy('k').sum().drop('k').groupBy().min();
    expect(await nested.columns()).toEqual(['min(sum(k))', 'min(sum(d))', 'min(sum(a.b))']);
    expect(await frame.select('s').groupBy('s').avg().columns()).toEqual(['s']);
    const pivoted = frame.select('k', 'd').groupBy('k').pivot('k', [1, 2]).avg();
    expect(await pivoted.columns()).toEqual(['k', '1_avg(k)', '1_avg(d)', '2_avg(k)', '2_avg(d)']);
  });

  it('rejects toPlan() until the columns are known', async ({ spark }) => {
    const summed = (await people(spark)).groupBy('k').sum().limit(1);
    expect(() => summed.toPlan()).toThrow('await schema() of the DataFrame first');
    expect(() => summed.write.toPlan({ path: '/x' })).toThrow('the numeric columns for sum()');
    await summed.schema();
    expect(JSON.stringify(summed.toPlan())).toContain('a.b');
  });

  it('requests the column types only once', async () => {
    const asked: string[] = [];
    const own = await SparkSession.builder
      .remote(inject('sparkRemote'))
      .logger(({ method }) => void asked.push(method ?? ''))
      .getOrCreate();
    const summed = own.range(3).groupBy().sum();
    await summed.count();
    await summed.count();
    await own.stop();
    expect(asked.filter((method) => method === 'AnalyzePlan')).toHaveLength(1);
  });
});

describe('sampleBy() and na.replace()', () => {
  it.for<readonly [string, Readonly<Record<string, number>>]>([
    ['1', { 0: 0, 1: 1 }],
    ['1L', { 1: 1 }],
    ['1D', { 1: 1 }],
    ['0.5D', { 0.5: 1 }],
    ['CAST(1 AS DECIMAL(10,2))', { 1: 1 }],
    ["'1'", { 1: 1 }],
    ['true', { true: 1 }],
    ["DATE '2024-01-31'", { '2024-01-31': 1 }],
    ['9007199254740993L', { '9007199254740993': 1 }],
  ])('match an object key with the value %s', async ([value, fractions], { spark }) => {
    const frame = (await spark.sql(`SELECT ${value} AS k FROM range(5)`)).stat.sampleBy('k', fractions, 1);
    expect(await frame.count()).toBe(5);
  });

  it('match only equal values, and treat objects and Maps alike', async ({ spark }) => {
    const frame = spark.range(1000).withColumn('k', col('id').mod(3));
    expect(await frame.stat.sampleBy('k', { x: 1 }).count()).toBe(0);
    expect(await frame.select(lit(null).cast('int').alias('k')).stat.sampleBy('k', { x: 1 }).count()).toBe(0);
    const fractions = new Map([
      [0, 0.1],
      [1, 0.2],
    ]);
    const sample = await frame.stat.sampleBy('k', { 0: 0.1, 1: 0.2 }, 7).collect();
    expect(sample).toEqual(await frame.stat.sampleBy('k', fractions, 7).collect());
    expect(sample.length).toBeGreaterThan(50);
  });

  it.for<readonly [string, LiteralValue]>([
    ["DATE '2024-01-31'", LocalDate.fromDate(new Date('2024-01-31'))],
    ["TIMESTAMP '1970-01-01T00:00:00Z'", new Timestamp(0n)],
    ['CAST(1 AS DECIMAL(10,2))', Decimal.parse('1')],
    ["X'01'", Uint8Array.of(1)],
    ['array(1)', [1]],
    ['CAST(NULL AS INT)', null],
  ])('match a Map key with the value %s', async ([value, key], { spark }) => {
    const frame = await spark.sql(`SELECT ${value} AS k FROM range(5)`);
    expect(await frame.stat.sampleBy('k', new Map([[key, 1]])).count()).toBe(5);
  });

  it('replace values of every matching column type', async ({ spark }) => {
    const frame = await spark.sql("SELECT 1 AS i, 1L AS l, 1D AS d, '1' AS s, true AS b");
    expect(await frame.na.replace({ 1: 2 }).collect()).toEqual([{ i: 2, l: 2n, d: 2, s: '1', b: true }]);
    expect(await frame.na.replace({ 1: 'one' }).collect()).toEqual([{ i: 1, l: 1n, d: 1, s: 'one', b: true }]);
    expect(await frame.na.replace({ true: false }).collect()).toEqual([{ i: 1, l: 1n, d: 1, s: '1', b: false }]);
    expect(await frame.na.replace([1, 5n], [7n, 8], 'l').collect()).toEqual([{ i: 1, l: 7n, d: 1, s: '1', b: true }]);
  });
});

describe('Spark accepts', () => {
  it('nested literals with the right nullability', async ({ spark }) => {
    const array = (type: DataType, containsNull = true) => DataTypes.createArrayType(type, containsNull);
    const { IntegerType } = DataTypes;
    const frame = spark
      .range(1)
      .select(
        lit([1, 2]).alias('a'),
        lit([1, null]).alias('b'),
        lit(new Map([['x', [1]]])).alias('c'),
        lit({ x: [1], y: null }).alias('d'),
        lit([1], array(IntegerType)).alias('e'),
        lit([1], array(IntegerType, false)).alias('f'),
        lit([[1]], array(array(IntegerType, false), true)).alias('g'),
      );
    const types = (await frame.schema()).fields.map(({ dataType }) => dataType);
    expect(types).toEqual([
      array(IntegerType, false),
      array(IntegerType, true),
      DataTypes.createMapType(DataTypes.StringType, array(IntegerType, false), false),
      new StructType().add('x', array(IntegerType, false), false).add('y', DataTypes.NullType),
      array(IntegerType, true),
      array(IntegerType, false),
      array(array(IntegerType, false), true),
    ]);
    expect(await frame.first()).toEqual({
      a: [1, 2],
      b: [1, null],
      c: new Map([['x', [1]]]),
      d: { x: [1], y: null },
      e: [1],
      f: [1],
      g: [[1]],
    });
  });

  it.for<readonly [string, number | bigint, number | bigint]>([
    ['longs', -(2n ** 63n), 2n ** 63n - 1n],
    ["PySpark's thresholds", -(2n ** 63n) + 1n, 2n ** 63n],
    ['safe integers', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ['longs as numbers', -(2 ** 63), 2 ** 63],
    ['infinities', -Infinity, Infinity],
  ])('window frames bounded by the limits of %s as unbounded', async ([, start, end], { spark }) => {
    const ordered = Window.orderBy('id');
    const ids = spark
      .range(3)
      .select(
        fn.count('*').over(ordered.rangeBetween(start, end)).alias('range'),
        fn.count('*').over(ordered.rowsBetween(start, 0)).alias('rows'),
      );
    expect(await ids.orderBy('rows').collect()).toEqual([
      { range: 3n, rows: 1n },
      { range: 3n, rows: 2n },
      { range: 3n, rows: 3n },
    ]);
  });

  it('mode, storage level and join names in any case', async ({ spark }) => {
    const frame = spark.range(3);
    expect(await frame.explain(true)).toContain('== Parsed Logical Plan ==');
    expect(await frame.explain('FORMATTED')).toContain('== Physical Plan ==');
    expect(await (await frame.persist('disk_only')).storageLevel()).toEqual(StorageLevel.DISK_ONLY);
    await frame.unpersist();
    expect(await frame.join(spark.range(2), 'id', 'LEFTANTI').collect()).toEqual([{ id: 2n }]);
    expect(await frame.showString(1, false)).toBe(await frame.showString(1, 0));
  });
});

it('sql() accepts parameters with any name, as an object or a Map', async ({ spark }) => {
  const statement = 'SELECT :__proto__ AS a, :constructor AS b';
  const values: [string, number][] = [
    ['__proto__', 1],
    ['constructor', 2],
  ];
  for (const parameters of [Object.fromEntries(values), new Map(values)]) {
    expect(await (await spark.sql(statement, parameters)).collect()).toEqual([{ a: 1, b: 2 }]);
  }
  const command = `CREATE OR REPLACE TEMP VIEW named AS ${statement}`;
  await expect(spark.sql(command, new Map(values))).rejects.not.toMatchObject({ errorClass: 'UNBOUND_SQL_PARAMETER' });
});

it('DataFrames can be combined across SparkSession objects of the same session, but not across sessions', async ({
  spark,
}) => {
  const again = await SparkSession.builder.remote(inject('sparkRemote')).sessionId(spark.sessionId).getOrCreate();
  const other = await spark.newSession();
  const frame = again.range(2);
  expect(await spark.range(3).join(frame, 'id').count()).toBe(2);
  expect(await frame.union(spark.range(1)).filter(frame.col('id').geq(0)).count()).toBe(3);
  expect(() => other.range(1).union(frame)).toThrow(expect.objectContaining({ errorClass: 'SESSION_NOT_SAME' }));
  expect(await frame.filter(col('id').gt(0)).count()).toBe(await other.range(2).filter(col('id').gt(0)).count());
  await Promise.all([other.stop(), again.stop({ keepSession: true })]);
});
