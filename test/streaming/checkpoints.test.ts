import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { col, count, max, session_window, sum, window } from '../../src/functions.ts';
import {
  IllegalArgumentException,
  SparkSession,
  type Column,
  type DataFrame,
  type DataStreamWriter,
} from '../../src/index.ts';
import { start } from '../support/started-queries.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let spark: SparkSession;
const folder = temporaryFolder();
beforeAll(async () => {
  spark = await SparkSession.builder
    .remote(inject('sparkRemote'))
    .config('spark.sql.shuffle.partitions', 2)
    .getOrCreate();
  await spark
    .range(20)
    .select(col('id').alias('amount'), col('id').cast('timestamp').alias('time'))
    .write.parquet(`${folder}/orders`);
});
afterAll(() => spark.stop());

interface Shape {
  readonly source?: string;
  readonly watermark?: string;
  readonly window?: Column;
  readonly aggregates?: readonly Column[];
  readonly deduplicate?: readonly string[];
}

/** Reads what is there in windows, and ends. */
function totals(checkpointLocation: string, shape: Shape = {}): DataStreamWriter {
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

describe('a checkpoint', () => {
  beforeAll(() => run(totals('windows')));

  it('goes on with the plan that made it, and with changes that its state does not depend on', async () => {
    const id = await run(totals('windows'));
    expect(await run(totals('windows', { aggregates: [sum('amount').alias('sum_of_amounts')] }))).toBe(id);
    expect(await run(totals('windows').trigger({ once: true }).queryName('renamed'))).toBe(id);
  });

  it.each<[string, Shape, string]>([
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
    ['deduplication', { deduplicate: ['amount', 'time'] }, 'there was no deduplication "amount, time"'],
    ['source', { source: 'orders-of-others' }, '/orders" and is now "parquet orders-of-others"'],
  ])('refuses other %s and names the difference', async (_name, shape, difference) => {
    const error = await run(totals('windows', shape)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(IllegalArgumentException);
    expect((error as Error).message).toContain(`The checkpoint at ${folder}/windows was created by a different plan: `);
    expect((error as Error).message).toContain(difference);
    expect((error as Error).message).toContain('Start with a new checkpointLocation');
    expect(await spark.streams.active()).toEqual([]);
  });

  it('refuses another number of shuffle partitions, which Spark would not even notice', async () => {
    await using other = await SparkSession.builder
      .remote(inject('sparkRemote'))
      .config('spark.sql.shuffle.partitions', 3)
      .getOrCreate();
    const session = spark;
    spark = other;
    try {
      await expect(run(totals('windows'))).rejects.toThrow(
        'the setting was "spark.sql.shuffle.partitions=2" and is now "spark.sql.shuffle.partitions=3"',
      );
    } finally {
      spark = session;
    }
  });

  it('takes another plan from who knows better, and remembers that one', async () => {
    const change = { watermark: '40 seconds' };
    const id = await run(totals('changing'));
    await expect(run(totals('changing', change))).rejects.toThrow('the watermark was');
    expect(await run(totals('changing', change), true)).toBe(id);
    expect(await run(totals('changing', change))).toBe(id);
    await expect(run(totals('changing'))).rejects.toThrow('the watermark was "40 seconds on time"');
  });

  it("is found by the query's name below the server's own place as well", async () => {
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
