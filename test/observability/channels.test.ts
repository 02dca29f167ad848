import { channel, tracingChannel } from 'node:diagnostics_channel';
import { afterEach, describe, expect } from 'vitest';
import {
  channelNames,
  StreamingQueryException,
  type BatchTrace,
  type CallTrace,
  type OperationTrace,
  type StreamingQueryTrace,
} from '../../src/index.ts';
import { it } from '../support/spark-test.ts';

it.override('sparkConf', { 'spark.sql.shuffle.partitions': 2 });

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const undo of cleanUp.splice(0)) undo();
});

interface Published<T> {
  readonly event: string;
  /** A copy, because the library adds to the object while the work continues. */
  readonly trace: T;
}

/** Subscribes to a tracing channel until the end of the test. */
function record<T extends object>(name: string): Published<T>[] {
  const published: Published<T>[] = [];
  const on =
    (event: string) =>
    (trace: object): void =>
      void published.push({ event, trace: { ...trace } as T });
  const handlers = {
    start: on('start'),
    end: on('end'),
    asyncStart: on('asyncStart'),
    asyncEnd: on('asyncEnd'),
    error: on('error'),
  };
  const traced = tracingChannel(name);
  traced.subscribe(handlers);
  cleanUp.push(() => traced.unsubscribe(handlers));
  return published;
}

const eventsOf = (published: readonly Published<object>[]): string[] => published.map(({ event }) => event);

describe('the operation channel', () => {
  it('publishes a query with its rows, and the calls of the operation', async ({ spark }) => {
    const operations = record<OperationTrace>(channelNames.operation);
    const calls = record<CallTrace>(channelNames.call);
    const operationId = crypto.randomUUID();
    await spark.range(1000).collect({ operationId, tags: ['report'] });

    expect(eventsOf(operations)).toEqual(['start', 'end', 'asyncStart', 'asyncEnd']);
    const [started] = operations;
    expect(started?.trace).toEqual({
      sessionId: spark.sessionId,
      serverAddress: '127.0.0.1',
      serverPort: expect.any(Number) as number,
      operationId,
      name: 'query',
      sql: undefined,
      tags: ['report'],
      rows: 0,
      bytes: 0,
      outcome: 'running',
    });
    const ended = operations.at(-1)?.trace;
    expect(ended).toMatchObject({ operationId, rows: 1000, outcome: 'finished' });
    expect(ended?.bytes).toBeGreaterThan(8000);
    const executed = calls.filter(({ trace }) => trace.method === 'ExecutePlan');
    expect(eventsOf(executed)).toEqual(['start', 'end', 'asyncStart', 'asyncEnd']);
    expect(executed.at(-1)?.trace).toMatchObject({ operationId, sessionId: spark.sessionId });
    // The server may continue the result in a second stream.
    const streams = calls.filter(
      ({ event, trace }) => event === 'asyncEnd' && /^(Execute|Reattach)/.test(trace.method),
    );
    expect(streams.reduce((sum, { trace }) => sum + trace.responses, 0)).toBeGreaterThan(1);
  });

  it('publishes the error of a failed query, which the caller receives too', async ({ spark }) => {
    const operations = record<OperationTrace>(channelNames.operation);
    const query = await spark.sql("SELECT raise_error('broken')");
    const error = await query.collect().catch((reason: unknown) => reason);
    expect(eventsOf(operations)).toEqual(['start', 'end', 'error', 'asyncStart', 'asyncEnd']);
    expect(operations.at(-1)?.trace).toMatchObject({ outcome: 'failed', sql: "SELECT raise_error('broken')" });
    expect(operations.at(-1)?.trace.error).toBe(error);
    expect(error).toBeInstanceOf(Error);
  });

  it('publishes a result that the caller leaves early, without an error', async ({ spark }) => {
    const operations = record<OperationTrace>(channelNames.operation);
    for await (const row of spark.range(10).toLocalIterator()) if (row.id === 2n) break;
    expect(eventsOf(operations)).toEqual(['start', 'end', 'asyncStart', 'asyncEnd']);
    expect(operations.at(-1)?.trace.outcome).toBe('left');
  });

  it('names commands as the protocol does', async ({ spark }) => {
    const operations = record<OperationTrace>(channelNames.operation);
    await spark.range(1).createOrReplaceTempView('observed');
    await spark.sql('CREATE OR REPLACE TEMP VIEW observed AS SELECT 1', {});
    const ended = operations.filter(({ event }) => event === 'asyncEnd').map(({ trace }) => [trace.name, trace.sql]);
    expect(ended).toEqual([
      ['createDataframeView', undefined],
      ['sqlCommand', 'CREATE OR REPLACE TEMP VIEW observed AS SELECT 1'],
    ]);
  });
});

describe('the call channel', () => {
  it('publishes calls outside of operations', async ({ spark }) => {
    const calls = record<CallTrace>(channelNames.call);
    await spark.range(1).explain();
    expect(calls.map(({ event, trace }) => [event, trace.method, trace.operationId, trace.responses])).toEqual([
      ['start', 'AnalyzePlan', undefined, 0],
      ['end', 'AnalyzePlan', undefined, 0],
      ['asyncStart', 'AnalyzePlan', undefined, 1],
      ['asyncEnd', 'AnalyzePlan', undefined, 1],
    ]);
  });

  it('publishes the error of a failed call', async ({ spark }) => {
    const calls = record<CallTrace>(channelNames.call);
    await expect(spark.table('missing').explain()).rejects.toThrow('TABLE_OR_VIEW_NOT_FOUND');
    const failed = calls.filter(({ event }) => event === 'error');
    expect(failed.map(({ trace }) => trace.method)).toEqual(['AnalyzePlan']);
    expect(failed[0]?.trace.error).toBeInstanceOf(Error);
  });
});

describe('the channels of streaming queries', () => {
  it('publish the start, each batch once, and the end', async ({ spark }) => {
    const queries = record<StreamingQueryTrace>(channelNames.streamingQuery);
    const batches: BatchTrace[] = [];
    const onBatch = (trace: unknown): void => void batches.push(trace as BatchTrace);
    channel(channelNames.batch).subscribe(onBatch);
    cleanUp.push(() => channel(channelNames.batch).unsubscribe(onBatch));

    // The stack resumes a query of the same name from its checkpoint.
    const name = `traced-${crypto.randomUUID()}`;
    const source = spark.readStream.format('rate-micro-batch').options({ rowsPerBatch: 5, startTimestamp: 0 }).load();
    const query = await source.writeStream
      .format('noop')
      .queryName(name)
      .trigger({ processingTime: '100 milliseconds' })
      .start();
    expect(eventsOf(queries)).toEqual(['start', 'end']);
    for await (const { batchId } of query.progress({ pollInterval: 50 })) if (batchId >= 3) break;
    await query.recentProgress();
    await query.stop();
    await query.awaitTermination();

    expect(eventsOf(queries)).toEqual(['start', 'end', 'asyncStart', 'asyncEnd']);
    expect(queries.at(-1)?.trace).toMatchObject({
      id: query.id,
      runId: query.runId,
      name,
      isAttached: false,
    });
    expect(queries.at(-1)?.trace).not.toHaveProperty('error');
    const ids = batches.map(({ progress }) => progress.batchId);
    expect(ids.slice(0, 4)).toEqual([0, 1, 2, 3]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(batches[0]).toMatchObject({ sessionId: spark.sessionId, progress: { runId: query.runId, numInputRows: 5 } });
  });

  it('publish the error of a query that fails', async ({ spark }) => {
    const queries = record<StreamingQueryTrace>(channelNames.streamingQuery);
    const source = spark.readStream.format('rate-micro-batch').options({ rowsPerBatch: 5, startTimestamp: 0 }).load();
    const query = await source.selectExpr("raise_error('broken')").writeStream.format('noop').start();
    await expect(query.awaitTermination()).rejects.toThrow(StreamingQueryException);
    expect(eventsOf(queries)).toEqual(['start', 'end', 'error', 'asyncStart', 'asyncEnd']);
    expect(queries.at(-1)?.trace.error).toBeInstanceOf(StreamingQueryException);
  });
});
