import fc from 'fast-check';
import { describe, expect, inject } from 'vitest';
import { col, lit, struct } from '../../src/functions.ts';
import {
  DataTypes,
  DayTimeInterval,
  Decimal,
  LocalDate,
  rowColumns,
  rowsFromJson,
  rowsToJson,
  rowValues,
  SparkSession,
  StructType,
  Timestamp,
  YearMonthInterval,
  type DataType,
  type LiteralValue,
  type Row,
} from '../../src/index.ts';
import { orNull, simpleTypes, typed, typedFrames } from '../support/typed-values.ts';
import { it } from '../support/spark-test.ts';

it.override('sparkConf', { 'spark.sql.session.timeZone': 'America/New_York' });

describe('createDataFrame() from collected rows', () => {
  it('restores rows of every type', async ({ spark }) => {
    const schema = new StructType(
      simpleTypes.map(([dataType], index) => ({ name: `c${index}`, dataType, nullable: true })),
    );
    const row = fc.record(Object.fromEntries(simpleTypes.map(([, values], index) => [`c${index}`, orNull(values)])));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
        const frame = await spark.createDataFrame(rows, schema);
        expect((await frame.schema()).json()).toBe(schema.json());
        expect(await frame.collect()).toEqual(rows);
      }),
      { numRuns: 10 },
    );
  });

  it('restores nested arrays, maps and structs, with and without a schema', { timeout: 180_000 }, async ({ spark }) => {
    await fc.assert(
      fc.asyncProperty(typedFrames, async ({ schema, rows }) => {
        const frame = await spark.createDataFrame(rows, schema);
        const collected = await frame.collect();
        expect(collected).toEqual(rows);
        expect(rowsFromJson(rowsToJson(collected), await frame.schema())).toEqual(rows);
        expect(await (await spark.createDataFrame(collected, await frame.schema())).collect()).toEqual(rows);
        expect(await (await spark.createDataFrame(collected)).collect()).toEqual(rows);
        expect(await (await spark.createDataFrame(await frame.toArrow())).collect()).toEqual(rows);
      }),
      { numRuns: 15 },
    );
  });

  it('restores more rows than the server keeps in a single local relation', async ({ spark }) => {
    const columns = fc.sample(typed(2), { numRuns: 6, seed: 7 });
    const schema = new StructType(
      columns.map(([dataType], index) => ({ name: `c${index}`, dataType, nullable: true })),
    );
    const row = fc.record(Object.fromEntries(columns.map(([, values], index) => [`c${index}`, orNull(values)])));
    const some = fc.sample(row, { numRuns: 50, seed: 7 });
    const rows = Array.from({ length: 20_000 }, (_, index) => some[index % some.length]!);
    const frame = await spark.createDataFrame(rows, schema);
    expect((await frame.schema()).json()).toBe(schema.json());
    expect(await frame.collect()).toEqual(rows);
    expect(await frame.count()).toBe(rows.length);
  });

  it('restores a string of 16 MiB next to an empty one', async ({ spark }) => {
    const rows = [{ text: 'é🌍'.repeat(2 ** 24 / 6) }, { text: '' }, { text: 'x'.repeat(2 ** 24) }];
    const collected = await (await spark.createDataFrame(rows)).collect();
    expect(collected.map(({ text }) => text.length)).toEqual(rows.map(({ text }) => text.length));
    expect(collected.every(({ text }, index) => text === rows[index]!.text)).toBe(true);
  });
});

describe('the order of columns', () => {
  it('survives a round trip, even for integer-like names, which JavaScript objects list first', async ({ spark }) => {
    const frame = spark
      .range(2)
      .select(col('id').alias('name'))
      .withColumn('2', lit('two'))
      .withColumn('1', lit('one'))
      .withColumn('s', struct(col('2').alias('20'), col('1').alias('10')));
    const rows = await frame.collect();
    expect(rows.map(rowColumns)).toEqual([await frame.columns(), await frame.columns()]);
    expect(rowValues(rows[0]!.s as object)).toEqual(['two', 'one']);
    const again = await spark.createDataFrame(rows);
    expect((await again.schema()).simpleString()).toBe((await frame.schema()).simpleString());
    expect(await frame.union(again).distinct().count()).toBe(2);
    const [literal] = await spark
      .range(1)
      .select(lit(rows[0] as unknown as LiteralValue).alias('row'))
      .collect();
    expect(rowColumns(literal!['row'] as object)).toEqual(await frame.columns());
  });

  it('is kept in array rows, which may have several columns of the same name', async ({ spark }) => {
    const frame = spark.range(2).selectExpr('id', "'a' AS x", 'id + 1 AS id', "named_struct('y', id, 'y', 'b') AS s");
    expect(await frame.collect({ rows: 'arrays' })).toEqual([
      [0n, 'a', 1n, [0n, 'b']],
      [1n, 'a', 2n, [1n, 'b']],
    ]);
    expect(await frame.first({ rows: 'arrays', longs: 'number' })).toEqual([0, 'a', 1, [0, 'b']]);
    const passing: unknown[][] = [];
    for await (const row of frame.toLocalIterator({ rows: 'arrays' })) passing.push(row);
    expect(passing).toEqual(await frame.take(2, { rows: 'arrays' }));
    await expect(frame.collect()).rejects.toThrow(
      "several columns named id. Rename them with alias(), or read the result with { rows: 'arrays' }",
    );
  });

  it('survives a round trip of array rows with their schema', async ({ spark }) => {
    await fc.assert(
      fc.asyncProperty(typedFrames, async ({ schema, rows }) => {
        const frame = await spark.createDataFrame(rows, schema);
        const arrays = await frame.collect({ rows: 'arrays' });
        expect(await (await spark.createDataFrame(arrays, schema)).collect()).toEqual(rows);
      }),
      { numRuns: 5 },
    );
  });
});

describe('createDataFrame()', () => {
  it('takes objects and fills missing properties with null', async ({ spark }) => {
    const frame = await spark.createDataFrame([{ a: 1 }, { b: 'x', a: 2 }, { a: null, constructor: 1.5 }]);
    expect((await frame.schema()).toDDL()).toBe('a DOUBLE,b STRING,constructor DOUBLE');
    expect(await frame.collect()).toEqual([
      { a: 1, b: null, constructor: null },
      { a: 2, b: 'x', constructor: null },
      { a: null, b: null, constructor: 1.5 },
    ]);
  });

  it('takes arrays with column names or a DDL schema', async ({ spark }) => {
    const named = await spark.createDataFrame(
      [
        [1n, 'a'],
        [2n, null],
      ],
      ['2', '1'],
    );
    expect((await named.schema()).toDDL()).toBe('`2` BIGINT,`1` STRING');
    const typed = await spark.createDataFrame([[1, 'a']], 'id BIGINT NOT NULL, name STRING');
    expect(await typed.collect()).toEqual([{ id: 1n, name: 'a' }]);
    expect((await typed.schema()).toDDL()).toContain('id BIGINT NOT NULL');
  });

  it('takes an object of columns', async ({ spark }) => {
    const columns = {
      a: Int32Array.of(1, 2),
      b: BigInt64Array.of(3n, -4n),
      c: ['x', null],
      d: Float32Array.of(0.5, NaN),
    };
    const frame = await spark.createDataFrame(columns);
    expect((await frame.schema()).toDDL()).toBe('a INT,b BIGINT,c STRING,d FLOAT');
    expect(await frame.collect()).toEqual([
      { a: 1, b: 3n, c: 'x', d: 0.5 },
      { a: 2, b: -4n, c: null, d: NaN },
    ]);
  });

  it('takes Arrow bytes with several batches', async ({ spark }) => {
    const bytes = await spark.range(0, 30_000, 1, 3).toArrow();
    const frame = await spark.createDataFrame(bytes);
    expect(await frame.count()).toBe(30_000);
    expect((await frame.collect()).every(({ id }, index) => id === BigInt(index))).toBe(true);
    const asText = await spark.createDataFrame(
      await spark.range(3).toArrow(),
      new StructType().add('n', DataTypes.LongType),
    );
    expect(await asText.collect()).toEqual([{ n: 0n }, { n: 1n }, { n: 2n }]);
  });

  it('takes an empty list of rows with a schema', async ({ spark }) => {
    const frame = await spark.createDataFrame([], 'a INT, b ARRAY<STRING>');
    expect(await frame.collect()).toEqual([]);
    expect((await frame.schema()).toDDL()).toBe('a INT,b ARRAY<STRING>');
  });
});

it('createDataFrame() uploads data that is too large for a plan, and uploads it only once', async () => {
  const sent: string[] = [];
  const other = await SparkSession.builder
    .remote(inject('sparkRemote'))
    .config('spark.sql.session.localRelationCacheThreshold', 1000)
    .logger(({ message }) => sent.push(message))
    .getOrCreate();
  const rows = Array.from({ length: 2000 }, (_, id) => ({ id, text: `${id}`.repeat(50) }));
  for (let round = 0; round < 2; round++) {
    const frame = await other.createDataFrame(rows);
    expect(await frame.collect()).toEqual(rows);
  }
  expect(await (await other.createDataFrame([{ a: 1 }])).count()).toBe(1);
  expect(sent.filter((message) => message.startsWith('Uploaded cache/'))).toHaveLength(1);
  await other.stop();
});

it('createDataFrame() rejects the schema of a single value', async ({ spark }) => {
  await expect(spark.createDataFrame([{ a: 1 }], 'INT')).rejects.toThrow('"INT" is a type, not a schema');
});

it('createDataFrame() sends the values that Spark itself then works with', async ({ spark }) => {
  const rows: Row[] = [{ at: new Timestamp(-1n), day: new LocalDate(-1), price: new Decimal(-5n, 2) }];
  const frame = await spark.createDataFrame(rows);
  const texts = frame.selectExpr('cast(at as string) at', 'cast(day as string) day', 'cast(price as string) price');
  expect(await texts.collect()).toEqual([{ at: '1969-12-31 18:59:59.999999', day: '1969-12-31', price: '-0.05' }]);
});

describe('intervals with a narrower range of fields', () => {
  const dayTimes = ['day', 'hour', 'minute', 'second'].flatMap((first, index, units) =>
    units.slice(index).map((last) => `interval ${first}${first === last ? '' : ` to ${last}`}`),
  );
  const wholeDays = new DayTimeInterval(-2n * 86_400_000_000n);

  it.for(dayTimes)('casts to and reads %s', async (type, { spark }) => {
    const frame = await spark.createDataFrame([{ v: wholeDays }, { v: null }], 'v interval day to second');
    const cast = frame.selectExpr(`cast(v as ${type}) as v`);
    expect((await cast.schema()).toDDL()).toBe(`v ${type.toUpperCase()}`);
    expect(await cast.collect()).toEqual([{ v: wholeDays }, { v: null }]);
  });

  it.for(['interval year', 'interval month', 'interval year to month'])(
    'casts to and reads %s',
    async (type, { spark }) => {
      const frame = await spark.createDataFrame([{ v: new YearMonthInterval(-24) }], 'v interval year to month');
      const cast = frame.selectExpr(`cast(v as ${type}) as v`);
      expect((await cast.schema()).toDDL()).toBe(`v ${type.toUpperCase()}`);
      expect(await cast.collect()).toEqual([{ v: new YearMonthInterval(-24) }]);
    },
  );

  it.for(dayTimes)('restores %s at the top level and inside other types', async (type, { spark }) => {
    const ddl = `v ${type}, list array<${type}>, map map<string, ${type}> NOT NULL, st struct<a: ${type}>`;
    const rows = [
      { v: wholeDays, list: [wholeDays, null], map: new Map([['a', wholeDays]]), st: { a: wholeDays } },
      { v: null, list: null, map: new Map(), st: null },
    ];
    const frame = await spark.createDataFrame(rows, ddl);
    expect((await frame.schema()).toDDL().toLowerCase()).toContain(`v ${type},list array<${type}>`);
    expect(await frame.collect()).toEqual(rows);
    const again = await spark.createDataFrame(await frame.collect(), await frame.schema());
    expect((await again.schema()).json()).toBe((await frame.schema()).json());
    expect(await again.collect()).toEqual(rows);
  });

  it('truncates units below the range, as a cast in Spark does', async ({ spark }) => {
    const frame = await spark.createDataFrame([{ 'a.b': new DayTimeInterval(90_000_000_001n) }], '`a.b` interval day');
    expect(await frame.collect()).toEqual([{ 'a.b': new DayTimeInterval(86_400_000_000n) }]);
    const empty = await spark.createDataFrame([], 'y interval year, m interval month');
    expect((await empty.schema()).toDDL()).toBe('y INTERVAL YEAR,m INTERVAL MONTH');
  });
});

it('createDataFrame() rejects user-defined types', async ({ spark }) => {
  const point: DataType = { typeName: 'udt', className: 'org.example.Point', sqlType: DataTypes.DoubleType };
  await expect(spark.createDataFrame([{ p: 1.5 }], new StructType().add('p', point))).rejects.toThrow(
    'Column p has the user-defined type org.example.Point, which Spark does not accept in local data; declare it as double.',
  );
});
