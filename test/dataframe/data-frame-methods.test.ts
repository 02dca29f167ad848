import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
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
  type Column,
  type DataFrame,
  type DataType,
  type LiteralValue,
} from '../../src/index.ts';

const { col, lit } = fn;

let spark: SparkSession;
const folder = mkdtempSync(join(tmpdir(), 'data-frame-methods-'));
beforeAll(async () => {
  spark = await SparkSession.builder.remote(inject('sparkRemote')).getOrCreate();
});
afterAll(async () => {
  await spark.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('functions', () => {
  const one = (...columns: Column[]): Promise<unknown> =>
    spark
      .range(1)
      .select(fn.array(...columns).alias('a'))
      .first()
      .then((row) => row?.['a']);

  it('take lambdas, one inside the other', async () => {
    const nested = fn.transform(fn.array(1, 2), (x) =>
      fn.aggregate(
        fn.transform(fn.array(10, 20), (y) => y.plus(x)),
        lit(0),
        (sum, y) => sum.plus(y),
      ),
    );
    const row = await spark
      .range(1)
      .select(
        nested.alias('nested'),
        fn.filter(fn.array(5, 6, 7), (_x, index) => index.gt(0)).alias('filtered'),
        fn.map_filter(fn.create_map(lit('a'), 1, lit('b'), 2), (key) => key.eq('b')).alias('map'),
        fn.zip_with(fn.array(1, 2), fn.array(3, 4), (x, y) => x.multiply(y)).alias('zipped'),
      )
      .first();
    expect(row).toEqual({ nested: [32, 34], filtered: [6, 7], map: new Map([['b', 2]]), zipped: [3, 8] });
  });

  it('read JSON by a schema in every form', async () => {
    const json = lit('{"a":5}');
    const type = new StructType().add('a', DataTypes.IntegerType);
    for (const schema of ['a INT', type.json(), type, fn.schema_of_json('{"a":1}')]) {
      const row = await spark.range(1).select(fn.from_json(json, schema).getField('a').cast('int').alias('a')).first();
      expect(row).toEqual({ a: 5 });
    }
  });

  it('rank and look at neighbours over windows', async () => {
    const byId = Window.orderBy('id');
    const untilNow = byId.rowsBetween(Window.unboundedPreceding, Window.currentRow);
    const frame = spark
      .range(3)
      .select(
        fn.lag('id', 1, -1).over(byId).alias('before'),
        fn.sum('id').over(untilNow).alias('sum'),
        fn.row_number().over(byId).alias('n'),
        fn.count('id').over().alias('all'),
      );
    expect(await frame.collect()).toEqual([
      { before: -1n, sum: 0n, n: 1, all: 3n },
      { before: 0n, sum: 1n, n: 2, all: 3n },
      { before: 1n, sum: 3n, n: 3, all: 3n },
    ]);
  });

  it('are called by name', async () => {
    expect(await one(fn.call_function('upper', lit('a')), fn.call_udf('concat', lit('b'), lit('c')))).toEqual([
      'A',
      'bc',
    ]);
  });

  it('of Java classes are registered, if they are there', async () => {
    await expect(spark.udf.registerJavaFunction('f', 'nowhere.Missing', 'int')).rejects.toThrow('nowhere.Missing');
    await expect(spark.udf.registerJavaUDAF('f', 'nowhere.Missing')).rejects.toThrow('nowhere.Missing');
  });
});

describe('literals', () => {
  it('with parts come back as they went', async () => {
    const values = {
      numbers: [1, 2],
      nested: [[1], [2, 3]],
      mixed: [1n, 2],
      struct: { a: 1, b: 'x' },
      map: new Map([['k', 1.5]]),
      empty: [],
      holes: [1, null],
      part: { a: null, b: 1 },
    };
    const columns = Object.entries(values).map(([name, value]) => lit(value).alias(name));
    expect(
      await spark
        .range(1)
        .select(...columns)
        .first(),
    ).toEqual({ ...values, mixed: [1n, 2n] });
  });

  it('of a type keep their nulls', async () => {
    const type = DataTypes.createMapType(DataTypes.IntegerType, DataTypes.createArrayType(DataTypes.ShortType));
    const value = new Map([
      [1, [1, null]],
      [2, null],
    ]);
    const frame = spark.range(1).select(lit(value, type).alias('m'));
    expect(await frame.first()).toEqual({ m: value });
    expect((await frame.schema()).fields[0]?.dataType).toEqual(type);
  });
});

describe('SQL', () => {
  it('takes parameters by name and by position, as values', async () => {
    const evil = "x' OR '1'='1";
    expect(await (await spark.sql('SELECT :a AS a, :b AS b', { a: evil, b: 1n })).collect()).toEqual([
      { a: evil, b: 1n },
    ]);
    expect(await (await spark.sql('SELECT ? AS a, ? AS b', [null, true])).collect()).toEqual([{ a: null, b: true }]);
  });

  it('runs a command once, whether it is awaited, forgotten or read twice', async () => {
    await spark.sql('CREATE TABLE once (n INT) USING parquet');
    try {
      const inserted = await spark.sql('INSERT INTO once VALUES (1)');
      await inserted.collect();
      await inserted.count();
      expect(await spark.table('once').count()).toBe(1);

      void spark.sql('INSERT INTO once VALUES (2)');
      await expect.poll(() => spark.table('once').count(), { timeout: 30_000 }).toBe(2);

      const shown = await spark.sql('SHOW TABLES');
      await spark.sql('CREATE TEMP VIEW later AS SELECT 1');
      expect(await shown.filter("tableName = 'later'").count()).toBe(0);
    } finally {
      await spark.sql('DROP TABLE once');
      await spark.catalog.dropTempView('later');
    }
  });

  it('leaves a query to its actions, also over a stream', async () => {
    await spark.readStream.format('rate').load().createOrReplaceTempView('ticks');
    const query = await spark.sql('SELECT value FROM ticks');
    expect(await query.isStreaming()).toBe(true);
    await spark.catalog.dropTempView('ticks');
    const wrong = await spark.sql('SELECT * FROM nowhere');
    await expect(wrong.collect()).rejects.toMatchObject({ errorClass: 'TABLE_OR_VIEW_NOT_FOUND' });
    await expect(spark.sql('DROP TABLE nowhere')).rejects.toMatchObject({ errorClass: 'TABLE_OR_VIEW_NOT_FOUND' });
  });
});

describe('reading and writing', () => {
  it.each(['parquet', 'json', 'csv', 'orc'] as const)('%s files', async (format) => {
    const path = join(folder, format);
    const type = new StructType().add('id', DataTypes.LongType).add('text', DataTypes.StringType);
    const frame = spark.range(3).withColumn('text', fn.concat(lit('t'), col('id').cast('string')));
    await frame.write.mode('overwrite')[format](path);
    const read = spark.read.schema(type)[format](path);
    expect(await read.orderBy('id').collect()).toEqual(await frame.orderBy('id').collect());
    expect((await read.inputFiles()).every((file) => file.includes(path))).toBe(true);
    await expect(frame.write[format](path)).rejects.toMatchObject({ errorClass: 'PATH_ALREADY_EXISTS' });
    await frame.write.mode('ignore')[format](path);
    await frame.write.mode('append')[format](path);
    expect(await read.count()).toBe(6);
  });

  it('text, and text that is JSON or CSV', async () => {
    const path = join(folder, 'text');
    await spark
      .range(2)
      .select(fn.to_json(fn.struct('id')).alias('value'))
      .write.text(path);
    const lines = spark.read.text(path).select('value');
    const type = new StructType().add('id', DataTypes.LongType);
    expect(await spark.read.schema(type).json(lines).orderBy('id').collect()).toEqual([{ id: 0n }, { id: 1n }]);
    const csv = spark.range(1).select(lit('7').alias('value'));
    expect(await spark.read.schema(type).csv(csv).collect()).toEqual([{ id: 7n }]);
  });

  it('tables', async () => {
    await spark.range(3).write.bucketBy(2, 'id').sortBy('id').saveAsTable('kept');
    await spark.range(3).write.insertInto('kept');
    expect(await spark.table('kept').count()).toBe(6);
    await spark.range(1).write.insertInto('kept', true);
    expect(await spark.table('kept').count()).toBe(1);
    await spark.sql('DROP TABLE kept');

    const writer = spark.range(3).withColumn('half', col('id').mod(2)).writeTo('newer').using('parquet');
    await writer.tableProperty('purpose', 'test').partitionedBy('half').create();
    await expect(writer.create()).rejects.toMatchObject({ errorClass: 'TABLE_OR_VIEW_ALREADY_EXISTS' });
    expect((await spark.catalog.listColumns('newer')).map(({ name, isPartition }) => [name, isPartition])).toEqual([
      ['id', false],
      ['half', true],
    ]);
    await spark.sql('DROP TABLE newer');
  });
});

describe('the catalog', () => {
  it('knows databases, tables, views and functions', async () => {
    const { catalog } = spark;
    expect(await catalog.currentCatalog()).toBe('spark_catalog');
    expect(await catalog.currentDatabase()).toBe('default');
    await spark.sql('CREATE DATABASE other');
    try {
      await catalog.setCurrentDatabase('other');
      await catalog.createTable('t', { schema: new StructType().add('a', DataTypes.IntegerType), source: 'parquet' });
      expect(await catalog.getTable('t')).toMatchObject({ name: 't', namespace: ['other'], isTemporary: false });
      expect((await catalog.listTables('other', 't')).map(({ name }) => name)).toEqual(['t']);
      expect(await catalog.listColumns('t')).toMatchObject([{ name: 'a', dataType: 'int', nullable: true }]);
      expect(await catalog.tableExists('t')).toBe(true);
      expect(await catalog.tableExists('t', 'default')).toBe(false);
      expect(await catalog.isCached('t')).toBe(false);
      await catalog.cacheTable('t', StorageLevel.MEMORY_ONLY);
      expect(await catalog.isCached('t')).toBe(true);
      await catalog.uncacheTable('t');
      await catalog.refreshTable('t');
      await catalog.setCurrentDatabase('default');
      expect((await catalog.listDatabases('oth*')).map(({ name }) => name)).toEqual(['other']);
      expect(await catalog.getDatabase('other')).toMatchObject({ name: 'other', catalog: 'spark_catalog' });
    } finally {
      await catalog.setCurrentDatabase('default');
      await spark.sql('DROP DATABASE other CASCADE');
    }
    expect(await catalog.databaseExists('other')).toBe(false);
    expect(await catalog.functionExists('abs')).toBe(true);
    expect(await catalog.getFunction('abs')).toMatchObject({ name: 'abs' });
    expect((await catalog.listFunctions(undefined, 'regexp_*')).map(({ name }) => name)).toContain('regexp_extract');
    await expect(catalog.getTable('nowhere')).rejects.toMatchObject({ errorClass: 'TABLE_OR_VIEW_NOT_FOUND' });
  });

  it('drops views, and says whether they were there', async () => {
    await spark.range(1).createTempView('brief');
    await expect(spark.range(1).createTempView('brief')).rejects.toMatchObject({
      errorClass: 'TEMP_TABLE_OR_VIEW_ALREADY_EXISTS',
    });
    expect(await spark.catalog.dropTempView('brief')).toBe(true);
    expect(await spark.catalog.dropTempView('brief')).toBe(false);
    await spark.range(1).createOrReplaceGlobalTempView('wide');
    expect(await spark.table('global_temp.wide').count()).toBe(1);
    expect(await spark.catalog.dropGlobalTempView('wide')).toBe(true);
  });
});

describe('a DataFrame', () => {
  it('is kept and forgotten', async () => {
    const frame = spark.range(7);
    expect(await frame.storageLevel()).toEqual(StorageLevel.NONE);
    await frame.cache();
    expect(await frame.isCached()).toBe(true);
    expect(String(await frame.storageLevel())).toBe('Disk Memory Deserialized 1x Replicated');
    await frame.unpersist(true);
    expect(await frame.isCached()).toBe(false);
  });

  it('tells what it is', async () => {
    const frame = spark.range(1).select('id', fn.struct('id').alias('s'));
    expect(String(frame)).toBe('DataFrame[read schema() to see its columns]');
    expect(await frame.schema()).toBe(await frame.schema());
    expect(String(frame)).toBe('DataFrame[id: bigint, s: struct<id:bigint>]');
    expect(await frame.dtypes()).toEqual([
      ['id', 'bigint'],
      ['s', 'struct<id:bigint>'],
    ]);
    expect((await frame.schema()).treeString(1)).not.toContain('|    |--');
    expect(await spark.range(3).sameSemantics(spark.range(3))).toBe(true);
    expect(await spark.range(3).sameSemantics(spark.range(4))).toBe(false);
    expect(await spark.range(3).semanticHash()).toBe(await spark.range(3).semanticHash());
    expect(await spark.emptyDataFrame('a INT').isEmpty()).toBe(true);
    expect(await spark.emptyDataFrame('a INT').isLocal()).toBe(true);
  });

  it('says which Spark it would need for a checkpoint', async () => {
    await expect(spark.range(1).checkpoint()).rejects.toThrow(
      /came to Spark Connect with 4\.0; this server runs Spark 3\.5/,
    );
    await expect(spark.range(1).localCheckpoint()).rejects.toThrow('localCheckpoint()');
  });

  it('has statistics', async () => {
    const frame = spark.range(100).withColumn('y', col('id').multiply(2));
    expect(await frame.stat.cov('id', 'y')).toBeCloseTo(1683.33, 1);
    expect(await frame.stat.corr('id', 'y')).toBeCloseTo(1);
    expect(await frame.stat.approxQuantile('id', [0.5], 0)).toEqual([49]);
    expect(await frame.stat.approxQuantile(['id', 'y'], [0.1, 0.9], 0)).toEqual([
      [9, 89],
      [18, 178],
    ]);
    expect((await frame.describe('id').collect()).map((row) => row['summary'])).toEqual([
      'count',
      'mean',
      'stddev',
      'min',
      'max',
    ]);
    expect(await frame.summary('max').collect()).toEqual([{ summary: 'max', id: '99', y: '198' }]);
    const fractions = new Map([
      [1, 1],
      [2, 1],
    ]);
    expect(await frame.stat.sampleBy('id', fractions).count()).toBe(2);
    const crossed = frame.select(col('id').mod(2).alias('a'), col('id').mod(3).alias('b')).stat.crosstab('a', 'b');
    expect(await crossed.count()).toBe(2);
    expect(await frame.stat.freqItems(['id'], 0.5).columns()).toEqual(['id_freqItems']);
  });

  it('is sampled and split the same way by every action', async () => {
    const sample = spark.range(1000).sample(0.5);
    expect(await sample.count()).toBe(await sample.count());
    const parts = spark.range(100).randomSplit([1, 3]);
    const counts = await Promise.all(parts.map((part) => part.count()));
    expect(counts.reduce((sum, count) => sum + count)).toBe(100);
    expect(await parts[0]!.intersect(parts[1]!).count()).toBe(0);
  });

  it('has its missing values filled, replaced and left out', async () => {
    const frame = spark.range(1).select(lit(null).cast('int').alias('a'), lit(null).cast('string').alias('b'));
    expect(
      await frame.na
        .fill({ a: 1, b: 'z' })
        .na.replace(new Map([[1, 7]]))
        .collect(),
    ).toEqual([{ a: 7, b: 'z' }]);
    expect(await frame.na.fill(3).collect()).toEqual([{ a: 3, b: null }]);
    expect(await frame.na.drop().count()).toBe(0);
    expect(await frame.na.fill(3).na.drop('all').count()).toBe(1);
    expect(await frame.na.fill(3).na.drop(2).count()).toBe(0);
  });

  it('is reshaped', async () => {
    const wide = spark.range(1).select(lit(1).alias('a'), lit(2).alias('b'), lit(3).alias('c'));
    expect(await wide.unpivot(['a'], ['b', 'c'], 'name', 'value').collect()).toEqual([
      { a: 1, name: 'b', value: 2 },
      { a: 1, name: 'c', value: 3 },
    ]);
    const ids = spark.range(6).select(col('id').mod(2).alias('k'), col('id').mod(3).alias('p'));
    expect(await ids.groupBy('k').pivot('p', [0n, 1n]).count().orderBy('k').collect()).toEqual([
      { k: 0n, 0: 1n, 1: 1n },
      { k: 1n, 0: 1n, 1: 1n },
    ]);
    expect(await ids.groupBy('k').agg({ p: 'max' }).orderBy('k').toDF('k', 'most').collect()).toEqual([
      { k: 0n, most: 2n },
      { k: 1n, most: 2n },
    ]);
    expect(await wide.to(new StructType().add('c', DataTypes.LongType)).collect()).toEqual([{ c: 3n }]);
    expect(await wide.withColumnsRenamed({ a: 'x', b: 'y' }).drop('c').collect()).toEqual([{ x: 1, y: 2 }]);
    const branch = fn.when(col('a').gt(1), 'many').when(col('a').eq(1), 'one').otherwise('none');
    expect(await wide.select(branch.alias('n')).first()).toEqual({ n: 'one' });
  });

  it('is combined with others', async () => {
    const a = spark.range(3);
    const b = spark.range(1, 4);
    expect(await a.subtract(b).collect()).toEqual([{ id: 0n }]);
    expect(await a.union(a).exceptAll(b).count()).toBe(4);
    expect(await a.intersectAll(b).count()).toBe(2);
    expect(
      await a
        .unionByName(b.withColumn('x', lit(1)), true)
        .filter('x is null')
        .count(),
    ).toBe(3);
    expect(await a.crossJoin(b.toDF('other')).count()).toBe(9);
    expect(await a.offset(2).collect()).toEqual([{ id: 2n }]);
    expect(await a.orderBy('id').tail(1)).toEqual([{ id: 2n }]);
  });
});

describe('grouped rows', () => {
  const people = (): Promise<DataFrame> =>
    spark.sql(
      "SELECT * FROM VALUES (1, 'x', 2.5D, DATE '2024-01-01', 10), (1, '2x', 1D, NULL, 20), (2, '3', 4D, NULL, 30) AS t(k, s, d, day, `a.b`)",
    );

  it.each(['sum', 'avg', 'mean', 'min', 'max'] as const)('refuse %s of what is no number', async (method) => {
    const grouped = (await people()).groupBy('k');
    const refused = { errorClass: 'NOT_NUMERIC_COLUMNS', name: 'IllegalArgumentException' };
    await expect(grouped[method]('d', 's', 'day').collect()).rejects.toMatchObject({
      ...refused,
      message: `${method}() of grouped rows takes columns of numbers, not s string, day date: cast them first, or call agg(), which leaves their types to Spark.`,
    });
    await expect(grouped[method](col('s')).schema()).rejects.toMatchObject(refused);
    await expect(grouped.pivot('s', ['x'])[method]('s').count()).rejects.toMatchObject(refused);
    await expect(grouped[method]('s').limit(1).union(grouped.sum('d')).show()).rejects.toMatchObject(refused);
    await expect(grouped[method]('s').createOrReplaceTempView('refused')).rejects.toMatchObject(refused);
    await expect(grouped[method]('s').write.format('noop').mode('overwrite').save()).rejects.toMatchObject(refused);
  });

  it('take numbers by any name, path or expression', async () => {
    const grouped = (await people()).withColumn('st', fn.struct('d')).groupBy('k');
    expect(await grouped.sum('D', 'st.d').orderBy('k').collect()).toEqual([
      { k: 1, 'sum(D)': 3.5, 'sum(st.d)': 3.5 },
      { k: 2, 'sum(D)': 4, 'sum(st.d)': 4 },
    ]);
    expect(await grouped.max(col('d').plus(1)).orderBy('k').first()).toEqual({ k: 1, 'max((d + 1))': 3.5 });
    await expect(grouped.sum('nope').collect()).rejects.toMatchObject({
      errorClass: 'UNRESOLVED_COLUMN.WITH_SUGGESTION',
    });
  });

  it('aggregate all columns of numbers when none is given', async () => {
    const frame = await people();
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

  it('have no plan to show before the columns are known', async () => {
    const summed = (await people()).groupBy('k').sum().limit(1);
    expect(() => summed.toPlan()).toThrow('await schema() of the DataFrame first');
    expect(() => summed.write.toPlan({ path: '/x' })).toThrow('which sum() without columns takes');
    await summed.schema();
    expect(JSON.stringify(summed.toPlan())).toContain('a.b');
  });

  it('ask for the types of columns once', async () => {
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

describe('values that are keys of an object', () => {
  it.each([
    ['1', { 0: 0, 1: 1 }],
    ['1L', { 1: 1 }],
    ['1D', { 1: 1 }],
    ['0.5D', { 0.5: 1 }],
    ['CAST(1 AS DECIMAL(10,2))', { 1: 1 }],
    ["'1'", { 1: 1 }],
    ['true', { true: 1 }],
    ["DATE '2024-01-31'", { '2024-01-31': 1 }],
    ['9007199254740993L', { '9007199254740993': 1 }],
  ])('stand for %s in a sample', async (value, fractions) => {
    const frame = (await spark.sql(`SELECT ${value} AS k FROM range(5)`)).stat.sampleBy('k', fractions, 1);
    expect(await frame.count()).toBe(5);
  });

  it('stand for nothing else, and sample as those of a Map', async () => {
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

  it.each<[string, LiteralValue]>([
    ["DATE '2024-01-31'", LocalDate.fromDate(new Date('2024-01-31'))],
    ["TIMESTAMP '1970-01-01T00:00:00Z'", new Timestamp(0n)],
    ['CAST(1 AS DECIMAL(10,2))', Decimal.parse('1')],
    ["X'01'", Uint8Array.of(1)],
    ['array(1)', [1]],
    ['CAST(NULL AS INT)', null],
  ])('%s is found by a Map too', async (value, key) => {
    const frame = await spark.sql(`SELECT ${value} AS k FROM range(5)`);
    expect(await frame.stat.sampleBy('k', new Map([[key, 1]])).count()).toBe(5);
  });

  it('are replaced', async () => {
    const frame = await spark.sql("SELECT 1 AS i, 1L AS l, 1D AS d, '1' AS s, true AS b");
    expect(await frame.na.replace({ 1: 2 }).collect()).toEqual([{ i: 2, l: 2n, d: 2, s: '1', b: true }]);
    expect(await frame.na.replace({ 1: 'one' }).collect()).toEqual([{ i: 1, l: 1n, d: 1, s: 'one', b: true }]);
    expect(await frame.na.replace({ true: false }).collect()).toEqual([{ i: 1, l: 1n, d: 1, s: '1', b: false }]);
    expect(await frame.na.replace([1, 5n], [7n, 8], 'l').collect()).toEqual([{ i: 1, l: 7n, d: 1, s: '1', b: true }]);
  });
});

describe('what Spark says of', () => {
  it('literals with parts: whether they may have nulls', async () => {
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

  it.each<[string, number | bigint, number | bigint]>([
    ['longs', -(2n ** 63n), 2n ** 63n - 1n],
    ["PySpark's thresholds", -(2n ** 63n) + 1n, 2n ** 63n],
    ['safe integers', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ['longs as numbers', -(2 ** 63), 2 ** 63],
    ['infinities', -Infinity, Infinity],
  ])('frames from the least to the greatest of %s: they are unbounded', async (_name, start, end) => {
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

  it('words in any case', async () => {
    const frame = spark.range(3);
    expect(await frame.explain(true)).toContain('== Parsed Logical Plan ==');
    expect(await frame.explain('FORMATTED')).toContain('== Physical Plan ==');
    expect(await (await frame.persist('disk_only')).storageLevel()).toEqual(StorageLevel.DISK_ONLY);
    await frame.unpersist();
    expect(await frame.join(spark.range(2), 'id', 'LEFTANTI').collect()).toEqual([{ id: 2n }]);
    expect(await frame.showString(1, false)).toBe(await frame.showString(1, 0));
  });
});

it('parameters of SQL may have any name, and come as an object or a Map', async () => {
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

it('two objects of one session share its DataFrames, and another session does not', async () => {
  const again = await SparkSession.builder.remote(inject('sparkRemote')).sessionId(spark.sessionId).getOrCreate();
  const other = await spark.newSession();
  const frame = again.range(2);
  expect(await spark.range(3).join(frame, 'id').count()).toBe(2);
  expect(await frame.union(spark.range(1)).filter(frame.col('id').geq(0)).count()).toBe(3);
  expect(() => other.range(1).union(frame)).toThrow(expect.objectContaining({ errorClass: 'SESSION_NOT_SAME' }));
  expect(await frame.filter(col('id').gt(0)).count()).toBe(await other.range(2).filter(col('id').gt(0)).count());
  await Promise.all([other.stop(), again.stop({ keepSession: true })]);
});
