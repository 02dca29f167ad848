import { describe, expect, inject } from 'vitest';
import { col, count, max, session_window, sum, window } from '../../src/functions.ts';
import {
  ChangedPlanException,
  SparkSession,
  type Column,
  type DataFrame,
  type DataStreamWriter,
} from '../../src/index.ts';
import { start } from '../support/started-queries.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { it } from '../support/spark-test.ts';

const folder = temporaryFolder();
it.override('sparkConf', { 'spark.sql.shuffle.partitions': 2 });
it.beforeAll(({ spark }) =>
  spark
    .range(20)
    .select(col('id').alias('amount'), col('id').cast('timestamp').alias('time'))
    .write.parquet(`${folder}/orders`),
);

interface Shape {
  readonly source?: string;
  readonly watermark?: string;
  readonly window?: Column;
  readonly aggregates?: readonly Column[];
  readonly deduplicate?: readonly string[];
}

/** Aggregates the available data in windows, and ends. */
function totals(spark: SparkSession, checkpointLocation: string, shape: Shape = {}): DataStreamWriter {
  const orders = spark.readStream
    .schema('amount BIGINT, time TIMESTAMP')
    .option('maxFilesPerTrigger', 1)
    .parquet(shape.source ?? `${folder}/orders`)
    .withWatermark('time', shape.watermark ?? '30 seconds');
  const kept: DataFrame = shape.deduplicate ? orders.dropDuplicates(...shape.deduplicate) : orders;
  const [first, ...others] = shape.aggregates ?? [];
  return kept
    .groupBy(shape.window ?? window('time', '10 seconds', '5 seconds'))
    .agg(first ?? sum('amount').alias('total'), ...others)
    .writeStream.format('noop')
    .outputMode('append')
    .option('checkpointLocation', `${folder}/${checkpointLocation}`)
    .trigger({ availableNow: true });
}

async function run(writer: DataStreamWriter, acceptChangedPlan = false): Promise<string> {
  const query = await start(writer, undefined, { acceptChangedPlan });
  await query.awaitTermination(60_000);
  return query.id;
}

describe('a checkpoint of a streaming query', () => {
  it.beforeAll(({ spark }) => run(totals(spark, 'windows')));

  it('resumes with the same plan, and with changes that do not affect its state', async ({ spark }) => {
    const id = await run(totals(spark, 'windows'));
    expect(await run(totals(spark, 'windows', { aggregates: [sum('amount').alias('sum_of_amounts')] }))).toBe(id);
    expect(await run(totals(spark, 'windows').trigger({ once: true }).queryName('renamed'))).toBe(id);
  });

  it.for<readonly [string, Shape, string]>([
    [
      'windows',
      { window: window('time', '20 seconds', '5 seconds') },
      'the window was "10 seconds, every 5 seconds, of time" and is now "20 seconds, every 5 seconds, of time"',
    ],
    [
      'sessions',
      { window: session_window('time', '1 minute') },
      'the window was "10 seconds, every 5 seconds, of time" and is now "sessions with a gap of 1 minute of time"',
    ],
    ['watermark', { watermark: '1 minute' }, 'the watermark was "30 seconds on time" and is now "1 minute on time"'],
    [
      'aggregation',
      { aggregates: [sum('amount'), count('*')] },
      'the aggregation was "sum(amount)" and is now "sum(amount), count(1)"',
    ],
    ['grouping of an aggregation', { aggregates: [max('amount')] }, 'is now "max(amount)"'],
    ['deduplication', { deduplicate: ['amount', 'time'] }, 'the deduplication "amount, time" was added'],
    ['source', { source: 'orders-of-others' }, '/orders" and is now "parquet orders-of-others"'],
  ])('rejects a different %s and names the difference', async ([, shape, difference], { spark }) => {
    const error = await run(totals(spark, 'windows', shape)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ChangedPlanException);
    expect(error).toMatchObject({ location: `${folder}/windows` });
    expect((error as ChangedPlanException).differences.join()).toContain(difference);
    expect((error as Error).message).toContain(`The checkpoint at ${folder}/windows was created by a different plan: `);
    expect((error as Error).message).toContain(difference);
    expect((error as Error).message).toContain('Start with a new checkpointLocation');
    expect(await spark.streams.active()).toEqual([]);
  });

  it('rejects a different number of shuffle partitions, which Spark does not notice', async () => {
    await using other = await SparkSession.builder
      .remote(inject('sparkRemote'))
      .config('spark.sql.shuffle.partitions', 3)
      .getOrCreate();
    await expect(run(totals(other, 'windows'))).rejects.toThrow(
      'the setting was "spark.sql.shuffle.partitions=2" and is now "spark.sql.shuffle.partitions=3"',
    );
  });

  it('accepts a changed plan with acceptChangedPlan, and records that plan', async ({ spark }) => {
    const change = { watermark: '40 seconds' };
    const id = await run(totals(spark, 'changing'));
    await expect(run(totals(spark, 'changing', change))).rejects.toThrow('the watermark was');
    expect(await run(totals(spark, 'changing', change), true)).toBe(id);
    expect(await run(totals(spark, 'changing', change))).toBe(id);
    await expect(run(totals(spark, 'changing'))).rejects.toThrow('the watermark was "40 seconds on time"');
  });

  it("is also found by the query's name in the server's default checkpoint location", async ({ spark }) => {
    const queryName = `totals-${process.pid}`;
    await spark.conf.set('spark.sql.streaming.checkpointLocation', folder);
    const named = (watermark: string): DataStreamWriter =>
      spark.readStream
        .schema('amount BIGINT, time TIMESTAMP')
        .parquet(`${folder}/orders`)
        .withWatermark('time', watermark)
        .groupBy(window('time', '10 seconds'))
        .agg(sum('amount'))
        .writeStream.format('noop')
        .queryName(queryName)
        .trigger({ availableNow: true });
    try {
      await run(named('1 second'));
      await expect(run(named('2 seconds'))).rejects.toThrow(`The checkpoint at ${folder}/${queryName} was created by`);
    } finally {
      await spark.conf.unset('spark.sql.streaming.checkpointLocation');
    }
  });
});
