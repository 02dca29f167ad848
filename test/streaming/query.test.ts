import { describe, expect, vi } from 'vitest';
import { count, expr, window } from '../../src/functions.ts';
import { StreamingQueryException } from '../../src/index.ts';
import { start } from '../support/started-queries.ts';
import { it } from '../support/spark-test.ts';

it.override('sparkConf', { 'spark.sql.shuffle.partitions': 2 });

// Names in parentheses are those of Spark's own tests of the same behavior.
describe('StreamingQuery', () => {
  it('counts in windows, reports its progress and stops (streaming_query_functions_basic)', async ({ spark }) => {
    const ticks = spark.readStream.format('rate').option('rowsPerSecond', 50).load();
    const windows = ticks
      .withWatermark('timestamp', '5 seconds')
      .groupBy(window('timestamp', '2 seconds', '1 second'))
      .agg(count('*').alias('n'));
    const query = await start(
      windows.writeStream
        .format('memory')
        .queryName('windows')
        .outputMode('complete')
        .trigger({ processingTime: '500 milliseconds' }),
    );
    expect(query).toMatchObject({
      name: 'windows',
      id: expect.any(String) as string,
      runId: expect.any(String) as string,
    });
    expect(await query.isActive()).toBe(true);
    expect(await query.awaitTermination(200)).toBe(false);

    const progress = await vi.waitFor(
      async () => {
        const last = await query.lastProgress();
        expect(last?.numInputRows).toBeGreaterThan(0);
        expect(last?.eventTime.watermark).toBeInstanceOf(Date);
        return last!;
      },
      { timeout: 30_000, interval: 200 },
    );
    expect(progress).toMatchObject({ id: query.id, runId: query.runId, name: 'windows' });
    expect(progress.timestamp).toBeInstanceOf(Date);
    expect(Math.abs(progress.timestamp.getTime() - Date.now())).toBeLessThan(60_000);
    expect(progress.batchDuration).toBeGreaterThan(0);
    expect(progress.durationMs['triggerExecution']).toBeGreaterThan(0);
    expect(progress.sources[0]).toMatchObject({ numInputRows: progress.numInputRows });
    expect(progress.stateOperators[0]?.numRowsTotal).toBeGreaterThan(0);
    expect((await query.recentProgress()).map(({ batchId }) => batchId)).toContain(progress.batchId);
    expect(await query.status()).toEqual({
      message: expect.any(String) as string,
      isDataAvailable: expect.any(Boolean) as boolean,
      isTriggerActive: expect.any(Boolean) as boolean,
    });
    expect(await query.explain()).toContain('Physical Plan');
    expect((await spark.table('windows').first())?.['n']).toBeTypeOf('bigint');

    await query.stop();
    expect(await query.awaitTermination(10_000)).toBe(true);
    expect(await query.isActive()).toBe(false);
    expect(await query.exception()).toBeUndefined();
  });

  it('processes the available data and ends (trigger once)', async ({ spark }) => {
    const rows = spark.readStream.format('rate-micro-batch').options({ rowsPerBatch: 10, startTimestamp: 0 }).load();
    const query = await start(rows.writeStream.format('memory').queryName('once').trigger({ once: true }));
    expect(await query.awaitTermination()).toBe(true);
    expect(await spark.table('once').count()).toBe(10);
  });

  it('throws the reason of its failure (stream_exception)', async ({ spark }) => {
    const broken = spark.readStream.format('rate').load().select(expr("raise_error('broken on purpose')").alias('x'));
    const query = await start(broken.writeStream.format('noop'));
    const error = await query.awaitTermination(30_000).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StreamingQueryException);
    expect((error as Error).message).toContain('broken on purpose');
    expect(await query.isActive()).toBe(false);
    const exception = await query.exception();
    expect(exception).toBeInstanceOf(StreamingQueryException);
    expect(exception?.message).toContain('broken on purpose');
  });

  it('reports each batch once and in order until it ends (stream_status_and_progress)', async ({ spark }) => {
    const source = spark.readStream.format('rate').option('rowsPerSecond', 10).load();
    const observed = source.observe('seen', count('*').alias('rows'));
    const query = await start(observed.writeStream.format('noop').trigger({ processingTime: '200 milliseconds' }));
    const batches: number[] = [];
    for await (const progress of query.progress({ pollInterval: 100 })) {
      expect(progress.observedMetrics).toEqual({ seen: { rows: BigInt(progress.numInputRows) } });
      if (batches.push(progress.batchId) === 8) await query.stop();
    }
    expect(batches.length).toBeGreaterThanOrEqual(8);
    expect(batches).toEqual(batches.map((_, batch) => batch));

    const failing = await start(source.select(expr("raise_error('on purpose')").alias('x')).writeStream.format('noop'));
    const seen = async (): Promise<void> => {
      for await (const { numInputRows } of failing.progress({ pollInterval: 100 })) expect(numInputRows).toBe(0);
    };
    await expect(seen()).rejects.toMatchObject({
      errorClass: 'STREAM_FAILED',
      cause: { name: 'SparkConnectError', message: 'on purpose' },
    });
    const ended = failing.progress({ signal: AbortSignal.abort(new Error('enough')) });
    await expect(ended.next()).rejects.toThrow('enough');
  });

  it('does not start with an invalid plan', async ({ spark }) => {
    const aggregated = spark.readStream.format('rate').load().groupBy().agg(count('*').alias('n'));
    await expect(aggregated.writeStream.format('noop').start()).rejects.toMatchObject({ name: 'AnalysisException' });
    await expect(spark.range(1).writeStream.format('noop').start()).rejects.toMatchObject({
      name: 'AnalysisException',
    });
  });

  it('stops waiting when the caller aborts or the time is over (stream_await_termination)', async ({ spark }) => {
    const query = await start(spark.readStream.format('rate').load().writeStream.format('noop'));
    const reason = new Error('enough');
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 300);
    await expect(query.awaitTermination(undefined, { signal: controller.signal })).rejects.toBe(reason);
    expect(await query.isActive()).toBe(true);
    const begin = Date.now();
    await expect(query.awaitTermination(undefined, { timeout: 12_000 })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    // The timeout limits the whole wait, which the client splits into requests of ten seconds.
    expect(Date.now() - begin).toBeGreaterThanOrEqual(11_900);
    await expect(query.awaitTermination(0)).rejects.toThrow(
      'awaitTermination() takes a timeout greater than 0 milliseconds',
    );
  });
});
