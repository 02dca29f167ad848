import { readdir, writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, vi } from 'vitest';
import { col, count, window } from '../../src/functions.ts';
import { DataTypes, type SparkSession, StructType, type DataFrame, type Trigger } from '../../src/index.ts';
import { start } from '../support/started-queries.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { it } from '../support/spark-test.ts';

const folder = temporaryFolder();
it.override('sparkConf', { 'spark.sql.shuffle.partitions': 2 });

const schema = new StructType().add('id', DataTypes.IntegerType).add('word', DataTypes.StringType);

/** Runs a query over the available data, and returns the rows in its memory sink. */
async function rowsOf<R extends object>(
  spark: SparkSession,
  frame: DataFrame<R>,
  queryName: string,
): Promise<object[]> {
  const query = await start(frame.writeStream.format('memory').queryName(queryName).trigger({ availableNow: true }));
  expect(await query.awaitTermination(60_000)).toBe(true);
  return spark.table(queryName).collect();
}

// Names in parentheses are those of Spark's own tests of the same behavior.
describe('DataStreamReader (stream_read_options)', () => {
  const rows = [
    { id: 1, word: 'one' },
    { id: 2, word: 'two' },
  ];

  it.for(['json', 'csv', 'parquet', 'orc'] as const)(
    'reads %s files with a schema and options',
    async (format, { spark }) => {
      const path = join(folder, `read-${format}`);
      const frame = await spark.createDataFrame(rows, schema);
      await frame.write.format(format).option('header', true).save(path);
      const reader = spark.readStream.schema(schema);
      const read = format === 'csv' ? reader.csv(path, { header: true }) : reader[format](path);
      expect(await rowsOf(spark, read, `read_${format}`)).toEqual(expect.arrayContaining(rows));
    },
  );

  it('reads lines of text without a schema', async ({ spark }) => {
    const path = join(folder, 'text');
    await mkdir(path);
    await writeFile(join(path, 'a.txt'), 'one\ntwo\n');
    expect(await rowsOf(spark, spark.readStream.text(path), 'read_text')).toEqual([{ value: 'one' }, { value: 'two' }]);
  });

  it('rejects files without a schema', async ({ spark }) => {
    await expect(spark.readStream.json(folder).schema()).rejects.toThrow(/[Ss]chema/);
  });

  it('reads the rate-micro-batch source', async ({ spark }) => {
    const rate = spark.readStream.format('rate-micro-batch').options({ rowsPerBatch: 5, startTimestamp: 0 }).load();
    const query = await start(rate.writeStream.format('memory').queryName('rate_batch').trigger({ once: true }));
    await query.awaitTermination();
    expect(await spark.table('rate_batch').select('value').orderBy('value').collect()).toEqual(
      [0n, 1n, 2n, 3n, 4n].map((value) => ({ value })),
    );
  });
});

it('DataStreamReader uses the last value of an option and the last schema (stream_read_options_overwrite)', async ({
  spark,
}) => {
  const path = join(folder, 'overwritten');
  await mkdir(path);
  await writeFile(join(path, 'a.csv'), 'id;word\n1;one\n');
  const read = spark.readStream
    .schema('wrong INT')
    .schema(schema)
    .option('sep', ',')
    .options({ sep: ';', header: 'false', nullValue: undefined })
    .csv(path, { header: true });
  expect(await rowsOf(spark, read, 'overwritten')).toEqual([{ id: 1, word: 'one' }]);
});

const rate = (spark: SparkSession): DataFrame => spark.readStream.format('rate').option('rowsPerSecond', 20).load();

describe('DataStreamWriter (stream_save_options)', () => {
  it('writes partitioned files and resumes from its checkpoint', async ({ spark }) => {
    const place = { path: join(folder, 'out'), checkpointLocation: join(folder, 'out-checkpoint') };
    const input = join(folder, 'numbers');
    await spark.range(10).write.parquet(input);
    const write = spark.readStream
      .schema('id BIGINT')
      .parquet(input)
      .withColumn('half', col('id').lt(5))
      .writeStream.format('parquet')
      .partitionBy('half')
      .outputMode('append')
      .option('checkpointLocation', place.checkpointLocation)
      .trigger({ availableNow: true });
    await (await start(write, place.path)).awaitTermination();
    expect((await readdir(place.path)).sort()).toEqual(['_spark_metadata', 'half=false', 'half=true']);
    expect(await spark.read.parquet(place.path).where(col('half').eq('true')).count()).toBe(5);
    await spark.range(10, 14).write.mode('append').parquet(input);
    await (await start(write, place.path)).awaitTermination();
    expect(await spark.read.parquet(place.path).count()).toBe(14);
  });

  it('uses the last value of an option (stream_save_options_overwrite)', async ({ spark }) => {
    const path = join(folder, 'rate-out');
    const writer = rate(spark)
      .writeStream.format('noop')
      .format('json')
      .option('path', join(folder, 'nowhere'))
      .options({ path, checkpointLocation: join(folder, 'rate-checkpoint') })
      .queryName('wrong')
      .queryName('rate_out')
      .trigger({ once: true })
      .trigger({ processingTime: '100 milliseconds' });
    const query = await start(writer);
    expect(query.name).toBe('rate_out');
    await vi.waitFor(async () => expect(await spark.read.json(path).count()).toBeGreaterThan(0), 30_000);
    expect(await readdir(folder)).not.toContain('nowhere');
  });
});

describe('trigger (stream_trigger)', () => {
  it.for<readonly [string, Trigger]>([
    ['once', { once: true }],
    ['availableNow', { availableNow: true }],
  ])('%s processes the available data and ends', async ([, trigger], { spark }) => {
    const source = spark.readStream.schema('id BIGINT').parquet(join(folder, 'numbers-of-triggers'));
    await spark.range(3).write.mode('overwrite').parquet(join(folder, 'numbers-of-triggers'));
    const query = await start(source.writeStream.format('noop').trigger(trigger));
    expect(await query.awaitTermination(60_000)).toBe(true);
    expect((await query.lastProgress())?.numInputRows).toBe(3);
  });

  it('processingTime keeps its interval even if batches finish earlier', async ({ spark }) => {
    const query = await start(rate(spark).writeStream.format('noop').trigger({ processingTime: '1 second' }));
    const times: number[] = [];
    for await (const { timestamp } of query.progress({ pollInterval: 100 })) {
      if (times.push(timestamp.getTime()) === 4) break;
    }
    const gaps = times.slice(2).map((time, index) => time - times[index + 1]!);
    expect(Math.min(...gaps)).toBeGreaterThan(900);
  });

  it('continuous runs without progress reports from Spark', async ({ spark }) => {
    // Each partition occupies a core.
    const source = spark.readStream.format('rate').options({ rowsPerSecond: 20, numPartitions: 1 }).load();
    const query = await start(
      source.writeStream.format('memory').queryName('continuous').trigger({ continuous: '200 milliseconds' }),
    );
    await vi.waitFor(async () => expect(await spark.table('continuous').count()).toBeGreaterThan(0), 30_000);
    expect(await query.status()).toMatchObject({ message: expect.stringContaining('epoch') as string });
    expect(await query.lastProgress()).toBeUndefined();
    await query.stop();
  });

  it.for([{}, { once: true, availableNow: true }, { processingTime: 'soon' }])(
    '%j is rejected',
    async (trigger, { spark }) => {
      const begin = async (): Promise<unknown> =>
        rate(spark)
          .writeStream.format('noop')
          .trigger(trigger as Trigger)
          .start();
      await expect(begin()).rejects.toThrow(/trigger must have exactly one|soon/);
    },
  );
});

describe('Streaming table API', () => {
  it('creates, fills and reads a table as a stream (streaming_write_to_table, streaming_read_from_table)', async ({
    spark,
  }) => {
    const table = `words_${process.pid}`;
    const input = join(folder, 'words');
    const frame = await spark.createDataFrame([{ id: 1, word: 'one' }], schema);
    await frame.write.json(input);
    const writer = spark.readStream
      .schema(schema)
      .json(input)
      .writeStream.format('parquet')
      .option('checkpointLocation', join(folder, 'table-checkpoint'))
      .trigger({ availableNow: true });
    try {
      const query = await writer.toTable(table);
      await query.awaitTermination();
      expect(await spark.table(table).collect()).toEqual([{ id: 1, word: 'one' }]);
      expect(await rowsOf(spark, spark.readStream.table(table), 'from_table')).toEqual([{ id: 1, word: 'one' }]);
    } finally {
      await spark.sql(`DROP TABLE IF EXISTS ${table}`);
    }
  });
});

it('a windowed aggregation in complete mode writes its windows (Streaming API with windowed aggregate query)', async ({
  spark,
}) => {
  const query = await start(
    rate(spark)
      .withWatermark('timestamp', '10 seconds')
      .groupBy(window('timestamp', '5 seconds'))
      .agg(count('*').alias('n'))
      .writeStream.format('memory')
      .queryName('windowed')
      .outputMode('complete')
      .trigger({ processingTime: '200 milliseconds' }),
  );
  expect(await query.isActive()).toBe(true);
  const rows = await vi.waitFor(async () => {
    const found = await spark.table('windowed').select(col('window.start').alias('start'), 'window', 'n').collect();
    expect(found.length).toBeGreaterThan(0);
    return found as { start: { toDate(): Date }; n: bigint }[];
  }, 30_000);
  expect(rows.every(({ start: begin, n }) => begin.toDate().getTime() % 5000 === 0 && n > 0n)).toBe(true);
});

it('DataStreamWriter.explain() returns the plan before the query starts', async ({ spark }) => {
  const writer = rate(spark).groupBy().agg(count('*').alias('n')).writeStream;
  expect(await writer.explain()).toContain('Physical Plan');
  expect(await writer.explain('extended')).toContain('Optimized Logical Plan');
});
