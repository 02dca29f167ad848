import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect } from 'vitest';
import * as fn from '../../src/functions.ts';
import { DataTypes, type SparkSession, StorageLevel, StructType, Window, type Column } from '../../src/index.ts';
import { it } from '../support/spark-test.ts';

const { col, lit } = fn;

const folder = mkdtempSync(join(tmpdir(), 'data-frame-methods-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('functions', () => {
  const firstValue = (spark: SparkSession, ...columns: Column[]): Promise<unknown> =>
    spark
      .range(1)
      .select(fn.array(...columns).alias('a'))
      .first()
      .then((row) => row?.['a']);

  it('take nested lambdas', async ({ spark }) => {
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

  it('parse JSON with a schema in every supported form', async ({ spark }) => {
    const json = lit('{"a":5}');
    const type = new StructType().add('a', DataTypes.IntegerType);
    for (const schema of ['a INT', type.json(), type, fn.schema_of_json('{"a":1}')]) {
      const row = await spark.range(1).select(fn.from_json(json, schema).getField('a').cast('int').alias('a')).first();
      expect(row).toEqual({ a: 5 });
    }
  });

  it('rank rows and read neighboring rows over windows', async ({ spark }) => {
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

  it('can be called by name', async ({ spark }) => {
    expect(
      await firstValue(spark, fn.call_function('upper', lit('a')), fn.call_udf('concat', lit('b'), lit('c'))),
    ).toEqual(['A', 'bc']);
  });

  it('fail to register from a Java class that does not exist', async ({ spark }) => {
    await expect(spark.udf.registerJavaFunction('f', 'nowhere.Missing', 'int')).rejects.toThrow('nowhere.Missing');
    await expect(spark.udf.registerJavaUDAF('f', 'nowhere.Missing')).rejects.toThrow('nowhere.Missing');
  });
});

describe('literals', () => {
  it('of arrays, structs and maps come back unchanged', async ({ spark }) => {
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

  it('of a given type keep their nulls', async ({ spark }) => {
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

describe('sql()', () => {
  it('binds named and positional parameters as values', async ({ spark }) => {
    const evil = "x' OR '1'='1";
    expect(await (await spark.sql('SELECT :a AS a, :b AS b', { a: evil, b: 1n })).collect()).toEqual([
      { a: evil, b: 1n },
    ]);
    expect(await (await spark.sql('SELECT ? AS a, ? AS b', [null, true])).collect()).toEqual([{ a: null, b: true }]);
  });

  it('runs a command exactly once, whether the result is awaited, ignored or read twice', async ({ spark }) => {
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

  it('runs a query only when an action needs it, even over a stream', async ({ spark }) => {
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
  it.for(['parquet', 'json', 'csv', 'orc'] as const)('round-trips %s files', async (format, { spark }) => {
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

  it('reads text, and parses strings of JSON and CSV', async ({ spark }) => {
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

  it('saves, extends, overwrites and creates tables', async ({ spark }) => {
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
  it('lists databases, tables, columns and functions', async ({ spark }) => {
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

  it('drops views and returns whether they existed', async ({ spark }) => {
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

describe('DataFrame', () => {
  it('is cached and unpersisted', async ({ spark }) => {
    const frame = spark.range(7);
    expect(await frame.storageLevel()).toEqual(StorageLevel.NONE);
    await frame.cache();
    expect(await frame.isCached()).toBe(true);
    expect(String(await frame.storageLevel())).toBe('Disk Memory Deserialized 1x Replicated');
    await frame.unpersist(true);
    expect(await frame.isCached()).toBe(false);
  });

  it('describes its schema, semantics and location', async ({ spark }) => {
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

  it('names the Spark version that checkpoint() requires', async ({ spark }) => {
    await expect(spark.range(1).checkpoint()).rejects.toThrow(
      /requires Spark Connect 4\.0 on both sides: this server runs Spark 3\.5/,
    );
    await expect(spark.range(1).localCheckpoint()).rejects.toThrow('localCheckpoint()');
  });

  it('computes statistics', async ({ spark }) => {
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

  it('is sampled and split identically by every action', async ({ spark }) => {
    const sample = spark.range(1000).sample(0.5);
    expect(await sample.count()).toBe(await sample.count());
    const parts = spark.range(100).randomSplit([1, 3]);
    const counts = await Promise.all(parts.map((part) => part.count()));
    expect(counts.reduce((sum, count) => sum + count)).toBe(100);
    expect(await parts[0]!.intersect(parts[1]!).count()).toBe(0);
  });

  it('fills, replaces and drops missing values', async ({ spark }) => {
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

  it('is unpivoted, pivoted, aggregated and renamed', async ({ spark }) => {
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

  it('is combined with other DataFrames', async ({ spark }) => {
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
