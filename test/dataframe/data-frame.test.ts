import { describe, expect, inject } from 'vitest';
import { col, count, expr, lit, sum } from '../../src/functions.ts';
import { AnalysisException, ParseException, SparkConnectError, SparkSession, type Row } from '../../src/index.ts';
import { it } from '../support/spark-test.ts';

describe('reading results', () => {
  it('returns a large result completely and in order', async ({ spark }) => {
    const rows = await spark.range(0, 200_000, 1, 7).collect();
    expect(rows).toHaveLength(200_000);
    expect(rows.findIndex(({ id }, index) => id !== BigInt(index))).toBe(-1);
  });

  it('streams rows and lets the caller stop early', async ({ spark }) => {
    const seen: unknown[] = [];
    for await (const { id } of spark.range(0, 10_000_000, 1, 100).toLocalIterator()) {
      if (seen.push(id) === 3) break;
    }
    expect(seen).toEqual([0n, 1n, 2n]);
    expect(await spark.range(2).count()).toBe(2);
  });

  it('returns the first rows', async ({ spark }) => {
    const frame = spark.range(5).orderBy(col('id').desc());
    expect(await frame.first()).toEqual({ id: 4n });
    expect(await frame.take(2)).toEqual([{ id: 4n }, { id: 3n }]);
    expect(await frame.take(0)).toEqual([]);
    expect(await frame.filter('id > 9').first()).toBeUndefined();
    expect(await frame.filter('id > 9').collect()).toEqual([]);
    expect(await frame.filter('id > 9').count()).toBe(0);
  });

  it('formats rows as a text table', async ({ spark }) => {
    const frame = spark.range(2).select('id', lit('a long text').alias('text'));
    expect(await frame.showString(1, 6)).toBe(
      '+---+------+\n| id|  text|\n+---+------+\n|  0|a l...|\n+---+------+\nonly showing top 1 row\n',
    );
  });

  it('returns schema, columns and plans', async ({ spark }) => {
    const frame = spark.range(1).select('id', lit('x').alias('text'));
    expect((await frame.schema()).toDDL()).toBe('id BIGINT NOT NULL,text STRING NOT NULL');
    expect(await frame.columns()).toEqual(['id', 'text']);
    expect(await frame.isStreaming()).toBe(false);
    expect(await spark.readStream.format('rate').load().isStreaming()).toBe(true);
    expect(await frame.explain()).toContain('== Physical Plan ==');
    expect(await frame.explain('extended')).toContain('== Parsed Logical Plan ==');
  });

  it('runs several actions concurrently', async ({ spark }) => {
    const sizes = [1000, 20_000, 3, 50_000];
    expect(await Promise.all(sizes.map(async (size) => (await spark.range(size).collect()).length))).toEqual(sizes);
  });
});

describe('transforming', () => {
  const ids = (rows: readonly Row[]): unknown[] => rows.map(({ id }) => id);

  it('joins', async ({ spark }) => {
    const left = spark.range(3).withColumn('l', col('id').multiply(10));
    const right = spark.range(2, 5).withColumn('r', col('id').negate());
    expect(await left.join(right, 'id').collect()).toEqual([{ id: 2n, l: 20n, r: -2n }]);
    expect(await left.join(right, ['id'], 'left').orderBy('id').collect()).toEqual([
      { id: 0n, l: 0n, r: null },
      { id: 1n, l: 10n, r: null },
      { id: 2n, l: 20n, r: -2n },
    ]);
    expect(
      ids(
        await left
          .join(right, left.col('id').eq(right.col('id')), 'left_anti')
          .orderBy('id')
          .collect(),
      ),
    ).toEqual([0n, 1n]);
    expect(await left.join(right, undefined, 'cross').count()).toBe(9);
  });

  it('unions, removes duplicates and sorts', async ({ spark }) => {
    const both = spark.range(3).union(spark.range(2));
    expect(await both.count()).toBe(5);
    expect(ids(await both.distinct().orderBy(col('id').desc()).collect())).toEqual([2n, 1n, 0n]);
    const parity = both.withColumn('odd', col('id').mod(2)).dropDuplicates('odd').orderBy('odd');
    expect((await parity.collect()).map(({ odd }) => odd)).toEqual([0n, 1n]);
  });

  it('sorts nulls first or last as requested', async ({ spark }) => {
    const frame = spark.range(3).select(expr('nullif(id, 1)').alias('id'));
    expect(ids(await frame.orderBy('id').collect())).toEqual([null, 0n, 2n]);
    expect(ids(await frame.orderBy(col('id').asc_nulls_last()).collect())).toEqual([0n, 2n, null]);
    expect(ids(await frame.orderBy(col('id').desc()).collect())).toEqual([2n, 0n, null]);
    expect(ids(await frame.orderBy(col('id').desc_nulls_first()).collect())).toEqual([null, 2n, 0n]);
  });

  it('groups', async ({ spark }) => {
    const frame = spark.range(5).withColumn('odd', col('id').mod(2).eq(1));
    const grouped = frame.groupBy('odd').agg(count('*').alias('n'), sum('id').alias('total'));
    expect(await grouped.orderBy('odd').collect()).toEqual([
      { odd: false, n: 3n, total: 6n },
      { odd: true, n: 2n, total: 4n },
    ]);
    expect(await frame.rollup('odd').count().count()).toBe(3);
  });

  it('renames and drops', async ({ spark }) => {
    const frame = spark.range(1).withColumns({ a: lit(1), b: lit('b') });
    expect(await frame.withColumnRenamed('a', 'c').drop('id', col('b')).first()).toEqual({ c: 1 });
    expect(await frame.alias('t').select('t.a', 't.b').first()).toEqual({ a: 1, b: 'b' });
  });

  it('creates and replaces temporary views', async ({ spark }) => {
    await spark.range(3).createOrReplaceTempView('three');
    await spark.range(4).createOrReplaceTempView('three');
    expect(await spark.table('three').count()).toBe(4);
  });
});

it('collect() reads arrays nested 50 levels deep', async ({ spark }) => {
  const deep = Array.from({ length: 50 }).reduce<string>((sql) => `array(${sql})`, '1');
  const [row] = await (await spark.sql(`SELECT ${deep} AS deep`)).collect();
  expect((row!['deep'] as unknown[]).flat(Infinity)).toEqual([1]);
});

describe('errors', () => {
  const failure = (action: Promise<unknown>): Promise<unknown> => action.catch((error: unknown) => error);

  it('of analysis have their class and the stack of the caller', async ({ spark }) => {
    async function functionOfTheCaller(): Promise<void> {
      // @ts-expect-error Unknown column.
      await spark.range(1).select('missing').collect();
    }
    const error = await failure(functionOfTheCaller());
    expect(error).toBeInstanceOf(AnalysisException);
    expect(error).toMatchObject({ name: 'AnalysisException', errorClass: 'UNRESOLVED_COLUMN.WITH_SUGGESTION' });
    expect((error as Error).stack).toContain('functionOfTheCaller');
  });

  it('of schema() have their class and the stack of the caller', async ({ spark }) => {
    async function functionOfTheCaller(): Promise<void> {
      await spark.table('nowhere').schema();
    }
    const error = await failure(functionOfTheCaller());
    expect(error).toMatchObject({ name: 'AnalysisException', errorClass: 'TABLE_OR_VIEW_NOT_FOUND' });
    expect((error as Error).stack).toContain('functionOfTheCaller');
  });

  it('of the parser are a ParseException', async ({ spark }) => {
    const error = await failure(spark.range(1).filter('id >').collect());
    expect(error).toBeInstanceOf(ParseException);
    expect(error).toMatchObject({ errorClass: 'PARSE_SYNTAX_ERROR' });
  });

  it.each([
    ['1 / 0', 'ArithmeticException', 'DIVIDE_BY_ZERO', '22012', { config: '"spark.sql.ansi.enabled"' }],
    ['id / 0', 'ArithmeticException', 'DIVIDE_BY_ZERO', '22012', { config: '"spark.sql.ansi.enabled"' }],
    ["cast(concat('x', id) AS INT)", 'NumberFormatException', 'CAST_INVALID_INPUT', '22018', { expression: "'x0'" }],
    ["cast(concat('x', id) AS DATE)", 'DateTimeException', 'CAST_INVALID_INPUT', '22018', { targetType: '"DATE"' }],
    ['sequence(id, id)[3]', 'ArrayIndexOutOfBoundsException', 'INVALID_ARRAY_INDEX', '22003', { indexValue: '3' }],
    [
      "to_timestamp('x', 'yyyy-aa')",
      'SparkUpgradeException',
      'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION',
      '42K0B',
      { pattern: "'yyyy-aa'" },
    ],
    ['nope(id)', 'AnalysisException', 'UNRESOLVED_ROUTINE', '42883', { routineName: '`nope`' }],
    [
      'missing',
      'AnalysisException',
      'UNRESOLVED_COLUMN.WITH_SUGGESTION',
      '42703',
      { objectName: '`missing`', proposal: '`id`' },
    ],
    [
      'id + array(1)',
      'AnalysisException',
      'DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES',
      '42K09',
      { left: '"BIGINT"', right: '"ARRAY<INT>"' },
    ],
    ['a b c', 'ParseException', 'PARSE_SYNTAX_ERROR', '42601', {}],
  ])(
    'in %s are an %s with error class, SQL state and parameters',
    async (expression, name, errorClass, sqlState, parameters) => {
      await using ansi = await SparkSession.builder
        .remote(inject('sparkRemote'))
        .config({ 'spark.sql.ansi.enabled': true, 'spark.sql.pyspark.jvmStacktrace.enabled': true })
        .getOrCreate();
      const error = await failure(ansi.range(1).selectExpr(expression).collect());
      expect(error).toMatchObject({ name, errorClass, sqlState, messageParameters: parameters });
      expect((error as SparkConnectError).serverStackTrace).toMatch(/^(org\.apache\.spark|java)/);
    },
  );

  it('at run time have the Java stack trace separate from the message', async ({ spark }) => {
    const error = await failure(spark.range(1).selectExpr("raise_error('as ordered')").collect());
    expect(error).toBeInstanceOf(SparkConnectError);
    expect((error as Error).message).toMatch(/^Job aborted .*java\.lang\.RuntimeException: as ordered$/);
    expect((error as SparkConnectError).serverStackTrace).toMatch(/^\tat org\.apache\.spark/);
  });

  it('about a plan that is too deep name the limit of the server', async ({ spark }) => {
    let deep = spark.range(1).toDF('id');
    for (let step = 0; step < 511; step++) deep = deep.withColumn('c', lit(step));
    const error = await failure(deep.collect());
    expect((error as Error).message).toContain('The plan is 1027 messages deep, but the server accepts at most 1024.');
  });

  it('keep messages that begin or end with white space', async ({ spark }) => {
    const parsed = spark
      .sql(`SELECT from_json('{"a":', 'a INT', map('mode', 'FAILFAST'))`)
      .then((read) => read.collect());
    expect(await failure(parsed)).toMatchObject({
      errorClass: 'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION',
      message: expect.stringContaining('Parse Mode: FAILFAST.') as string,
    });
    expect(await failure(spark.conf.set('spark.sql.shuffle.partitions', ' x '))).toMatchObject({
      name: 'IllegalArgumentException',
      message: 'spark.sql.shuffle.partitions should be int, but was  x',
    });
  });
});

it('aborting an action stops its work and rejects with the reason of the caller', async ({ spark }) => {
  const reason = new Error('enough');
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 300);
  const begin = Date.now();
  const endless = spark.range(0, 10 ** 15).agg(sum(expr('sqrt(id)')).alias('total'));
  await expect(endless.collect({ signal: controller.signal })).rejects.toBe(reason);
  expect(Date.now() - begin).toBeLessThan(30_000);
  // The two cores of the server are free again.
  expect(await spark.range(0, 1000, 1, 2).count()).toBe(1000);
});
