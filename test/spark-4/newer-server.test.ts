import { afterEach, describe, expect, inject, vi } from 'vitest';
import { parseConnectionString } from '../../src/client/connection-string.ts';
import { count } from '../../src/functions.ts';
import {
  ArithmeticException,
  SessionLostError,
  SparkRuntimeException,
  SparkSession,
  StreamingQueryException,
  udf,
  type OperationProgress,
  type QueryTerminatedEvent,
  type StreamingQueryListener,
} from '../../src/index.ts';
import { startCuttingProxy } from '../../scripts/checks/chaos/cutting-proxy.ts';
import { it } from '../support/spark-test.ts';

const cleanUp: SparkSession[] = [];
afterEach(async () => {
  for (const spark of cleanUp.splice(0)) await spark.stop();
});

async function connect(parameters = ''): Promise<SparkSession> {
  const spark = await SparkSession.builder.remote(`${inject('sparkRemote')}${parameters}`).getOrCreate();
  cleanUp.push(spark);
  return spark;
}
const failure = (action: Promise<unknown>): Promise<unknown> => action.catch((error: unknown) => error);

describe('a Spark 4 server', () => {
  it('returns its version, and results over streams of one second', async ({ spark }) => {
    expect(await spark.version()).toMatch(/^4\./);
    expect(await spark.range(0, 100_000, 1, 4).collect()).toHaveLength(100_000);
    expect(await spark.range(0, 300_000_000).selectExpr('sqrt(id) AS x').agg(count('*').alias('n')).first()).toEqual({
      n: 300_000_000n,
    });
  });

  it('sends the progress of an operation to the progress handlers', async () => {
    const spark = await connect();
    const reports: OperationProgress[] = [];
    spark.registerProgressHandler((progress) => reports.push(progress));
    const operationId = crypto.randomUUID();
    const slow = spark.range(0, 400_000_000, 1, 32).selectExpr('max(hash(id, sqrt(id))) AS hash');
    expect(await slow.collect({ operationId })).toHaveLength(1);
    expect(new Set(reports.map((report) => report.operationId))).toEqual(new Set([operationId]));
    expect(reports.map(({ done }) => done)).toEqual([...reports.slice(1).map(() => false), true]);
    const stages = reports.flatMap((report) => report.stages);
    expect(stages).toContainEqual(expect.objectContaining({ numTasks: 32, done: false }));
    expect(reports.some(({ inflightTasks }) => inflightTasks > 0)).toBe(true);
  });

  describe('stop()', () => {
    it('ends the session on the server, which then rejects its ID', async () => {
      const spark = await connect();
      const query = await spark.readStream.format('rate').load().writeStream.format('noop').start();
      expect(await query.isActive()).toBe(true);
      await spark.stop();
      await spark.stop();
      const error = await failure(connect(`/;session_id=${spark.sessionId}`));
      expect(error).toBeInstanceOf(SessionLostError);
      expect((error as Error).message).toContain('INVALID_HANDLE.SESSION_CLOSED');
    });

    it('keeps the session for another client with keepSession', async () => {
      const spark = await connect();
      await spark.range(7).createOrReplaceTempView('seven');
      await spark.stop({ keepSession: true });
      const again = await connect(`/;session_id=${spark.sessionId}`);
      expect(again.isResumed).toBe(true);
      expect(await again.table('seven').count()).toBe(7);
    });
  });

  describe('StreamingQueryListener', () => {
    it('receives starts, batches and ends from the server', async () => {
      const spark = await connect();
      const events: string[] = [];
      const ended: QueryTerminatedEvent[] = [];
      const listener: StreamingQueryListener = {
        onQueryStarted: ({ runId, name, timestamp }) => {
          expect(Math.abs(timestamp.getTime() - Date.now())).toBeLessThan(60_000);
          events.push(`started ${runId} ${name}`);
        },
        onQueryProgress: ({ progress }) =>
          void events.push(`progress ${progress.runId} ${progress.batchId} ${progress.numInputRows}`),
        onQueryTerminated: (event) => void (events.push(`terminated ${event.runId}`), ended.push(event)),
      };
      await spark.streams.addListener(listener);
      const source = spark.readStream.format('rate-micro-batch').options({ rowsPerBatch: 5, startTimestamp: 0 }).load();
      const query = await source.writeStream.format('noop').queryName('heard').trigger({ once: true }).start();
      await vi.waitFor(() => expect(ended).toHaveLength(1), 30_000);
      const { runId } = query;
      expect(events).toEqual([`started ${runId} heard`, `progress ${runId} 0 5`, `terminated ${runId}`]);
      expect(ended[0]?.exception).toBeUndefined();

      await spark.conf.set('spark.sql.ansi.enabled', true);
      const failed = await source.selectExpr('1 / (value - value)').writeStream.format('noop').start();
      await vi.waitFor(() => expect(ended).toHaveLength(2), 30_000);
      expect(ended[1]).toMatchObject({ runId: failed.runId, errorClassOnException: 'DIVIDE_BY_ZERO' });
      expect(ended[1]?.exception).toBeInstanceOf(StreamingQueryException);

      spark.streams.removeListener(listener);
      const before = events.length;
      await (await source.writeStream.format('noop').trigger({ once: true }).start()).awaitTermination();
      expect(events).toHaveLength(before);
    });

    it('continues after the connection is cut', async () => {
      const proxy = await startCuttingProxy(parseConnectionString(inject('sparkRemote')).port, 0);
      const spark = await SparkSession.builder.remote(`sc://127.0.0.1:${proxy.port}`).getOrCreate();
      cleanUp.push(spark);
      const batches: number[] = [];
      await spark.streams.addListener({ onQueryProgress: ({ progress }) => void batches.push(progress.batchId) });
      const query = await spark.readStream.format('rate').load().writeStream.format('noop').start();
      await vi.waitFor(() => expect(batches.length).toBeGreaterThan(1), 30_000);
      proxy.cut();
      const seen = batches.length;
      await vi.waitFor(() => expect(batches.length).toBeGreaterThan(seen + 1), 30_000);
      expect(batches).toEqual(batches.map((_, batch) => batch));
      await query.stop();
      await spark.stop();
      await proxy.close();
    });
  });

  it('cloneSession() copies the views of a session, which then change independently', async ({ spark }) => {
    await spark.range(5).createOrReplaceTempView('numbers');
    const copy = await spark.cloneSession();
    cleanUp.push(copy);
    expect(copy.sessionId).not.toBe(spark.sessionId);
    // The server copies the views when the clone is first asked for one.
    expect(await copy.table('numbers').count()).toBe(5);
    await spark.range(6).createOrReplaceTempView('numbers');
    expect(await copy.table('numbers').count()).toBe(5);
  });

  describe('errors', () => {
    it('of a failed task have their class, parameters and stack', async ({ spark }) => {
      const error = await failure(spark.range(1).selectExpr('id / 0').collect());
      expect(error).toBeInstanceOf(ArithmeticException);
      expect(error).toMatchObject({
        errorClass: 'DIVIDE_BY_ZERO',
        sqlState: '22012',
        messageParameters: { config: '"spark.sql.ansi.enabled"' },
      });
      expect((error as ArithmeticException).serverStackTrace).toContain('\tat org.apache.spark');
    });

    it('longer than a trailer arrive complete', async ({ spark }) => {
      const error = await failure(spark.range(1).selectExpr("raise_error(repeat('x', 5000))").collect());
      expect(error).toBeInstanceOf(SparkRuntimeException);
      expect((error as Error).message).toContain('x'.repeat(5000));
      expect(error).toMatchObject({ messageParameters: { errorMessage: 'x'.repeat(5000) } });
    });
  });

  it('cannot run functions of the program, and says so', async ({ spark }) => {
    const message =
      /^The server, which has Spark 4\.\S+, cannot load the companion jar .* needs Spark 3\.5 with Scala 2\.12/;
    const half = udf((x: bigint) => Number(x) / 2, 'double');
    await expect(spark.range(1).select(half('id')).collect()).rejects.toThrow(message);
    await expect(
      spark
        .range(1)
        .mapRows((row) => row, 'id bigint')
        .collect(),
    ).rejects.toThrow(message);
    await expect(spark.udf.register('half', half)).rejects.toThrow(message);
    const stream = spark.readStream.format('rate').load().writeStream;
    await expect(stream.foreachBatch(() => {}).start()).rejects.toThrow(message);
    expect(await spark.range(1).count()).toBe(1);
  });
});
