import { describe, expect, inject } from 'vitest';
import { col, count, raise_error, when } from '../../src/functions.ts';
import { memorySink, SparkSession, StreamingQueryException, type DataFrame } from '../../src/index.ts';
import { start } from '../support/started-queries.ts';
import { it } from '../support/spark-test.ts';

it.override('sparkConf', { 'spark.sql.shuffle.partitions': 2 });

const ticks = (spark: SparkSession, rowsPerBatch: number): DataFrame =>
  spark.readStream
    .format('rate-micro-batch')
    .options({ rowsPerBatch, startTimestamp: 0, advanceMillisPerBatch: 1000, numPartitions: 1 })
    .load();
const soon = { processingTime: '200 milliseconds' } as const;

describe('memorySink()', () => {
  it('yields each row once, in batch order, until the query is stopped', async ({ spark }) => {
    const sink = await memorySink(ticks(spark, 7), { name: 'each_once' });
    const query = await start(sink.writeStream.trigger(soon));
    const values: unknown[] = [];
    for await (const { value } of sink.rows({ until: query })) {
      values.push(value);
      if (values.length === 30) await query.stop();
    }
    expect(values).toEqual(Array.from({ length: values.length }, (_, index) => BigInt(index)));
    expect(values.length).toBe(await spark.table('each_once').count());
  });

  it.for(['complete', 'update'] as const)('yields new and changed rows in %s mode', async (mode, { spark }) => {
    const counts = ticks(spark, 10)
      .groupBy(col('value').mod(3).alias('rest'), when(col('value').lt(10), 'first').otherwise('later').alias('half'))
      .agg(count('*').alias('n'));
    const sink = await memorySink(counts, { name: `changes_${mode}`, key: ['rest', 'half'] });
    const query = await start(sink.writeStream.outputMode(mode).trigger(soon));
    const seen = new Map<string, unknown[]>();
    for await (const { key, row } of sink.upserts({ until: query, pollInterval: 50 })) {
      seen.set(key, [...(seen.get(key) ?? []), row['n']]);
      if (Number(row['n']) > 20) await query.stop();
    }
    expect([...seen.keys()].sort()).toEqual(
      ['first', 'later'].flatMap((half) => [0, 1, 2].map((rest) => `{"rest":"${rest}","half":"${half}"}`)).sort(),
    );
    // A row that no longer changes is not yielded again.
    expect(seen.get('{"rest":"0","half":"first"}')).toEqual([4n]);
    for (const counts of seen.values()) expect(new Set(counts).size).toBe(counts.length);
  });

  it('throws the error of a failed query and the reason of an aborted signal', async ({ spark }) => {
    const failing = ticks(spark, 5).select(
      when(col('value').geq(7), raise_error('too much')).otherwise(col('value')).alias('v'),
    );
    const sink = await memorySink(failing, { name: 'failing' });
    const query = await start(sink.writeStream.trigger(soon));
    const values: unknown[] = [];
    const loop = async (options: Parameters<typeof sink.rows>[0]): Promise<void> => {
      for await (const { v } of sink.rows(options)) values.push(v);
    };
    await expect(loop({ until: query })).rejects.toThrow(StreamingQueryException);
    expect(values).toEqual([0n, 1n, 2n, 3n, 4n]);
    const controller = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 500);
    await expect(loop({ signal: controller.signal })).rejects.toBe(reason);
  });

  it('names the missing start, key or column', async ({ spark }) => {
    const sink = await memorySink(ticks(spark, 1), { name: 'never_started' });
    await expect(sink.rows().next()).rejects.toThrow(
      "This session has no streaming query named never_started: start the sink's writeStream before you read its rows.",
    );
    expect(() => sink.upserts()).toThrow('Upserts need a key: name its columns in memorySink({ key }).');
    await expect(memorySink(ticks(spark, 1), { name: 'keyless', key: ['ident'] })).rejects.toThrow(
      'The key column "ident" does not exist; the columns of the rows are timestamp, value.',
    );
  });

  it('starts from the beginning in each session, even if the server would resume by the query name', async () => {
    for (let session = 0; session < 2; session++) {
      await using other = await SparkSession.builder.remote(inject('sparkRemote')).getOrCreate();
      const source = other.readStream.format('rate-micro-batch').options({ rowsPerBatch: 5, startTimestamp: 0 }).load();
      const sink = await memorySink(source, { name: 'from_the_start' });
      const query = await sink.writeStream.trigger({ once: true }).start();
      let rows = 0;
      for await (const row of sink.rows({ until: query })) rows += Object.keys(row).length > 0 ? 1 : 0;
      expect(rows).toBe(5);
    }
  });
});
