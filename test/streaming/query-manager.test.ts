import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, inject, vi } from 'vitest';
import { expr } from '../../src/functions.ts';
import {
  IllegalArgumentException,
  SparkSession,
  StreamingQueryException,
  type QueryTerminatedEvent,
  type StreamingQuery,
  type StreamingQueryHandle,
  type StreamingQueryListener,
} from '../../src/index.ts';
import { start } from '../support/started-queries.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { it } from '../support/spark-test.ts';

const remote = inject('sparkRemote');
const folder = temporaryFolder();
it.beforeAll(({ spark }) => spark.range(6).write.parquet(`${folder}/numbers`));

const rate = (session: SparkSession): ReturnType<typeof numbers> =>
  session.readStream.format('rate').load().writeStream.format('noop').trigger({ processingTime: '200 milliseconds' });
const numbers = (session: SparkSession) =>
  session.readStream.schema('id BIGINT').parquet(`${folder}/numbers`).writeStream.format('noop');
const broken = (session: SparkSession) =>
  session.readStream.format('rate').load().select(expr("raise_error('broken on purpose')").alias('x')).writeStream;
const idsOf = (queries: readonly StreamingQuery[]): string[] => queries.map(({ runId }) => runId).sort();

// Names in parentheses are those of Spark's own tests of the same behavior.
describe('StreamingQueryManager', () => {
  it('finds queries by their id while they run (query_manager_get)', async ({ spark }) => {
    const [named, nameless] = [await start(rate(spark).queryName('named')), await start(rate(spark))];
    expect(idsOf(await spark.streams.active())).toEqual(idsOf([named, nameless]));
    const found = await spark.streams.get(named.id);
    expect(found).toMatchObject({ id: named.id, runId: named.runId, name: 'named' });
    expect(await found?.isActive()).toBe(true);
    expect((await spark.streams.get(nameless.id))?.name).toBeUndefined();
    await named.stop();
    expect(await spark.streams.get(named.id)).toBeUndefined();
    expect(idsOf(await spark.streams.active())).toEqual([nameless.runId]);
    expect(await spark.streams.get('00000000-0000-0000-0000-000000000000')).toBeUndefined();
  });

  it('waits for any query to end until it is reset (query_manager_await_termination)', async ({ spark }) => {
    await spark.streams.resetTerminated();
    const [one] = [await start(rate(spark)), await start(rate(spark))];
    const begin = Date.now();
    expect(await spark.streams.awaitAnyTermination(600)).toBe(false);
    expect(Date.now() - begin).toBeGreaterThanOrEqual(600);
    const waiting = spark.streams.awaitAnyTermination();
    await one.stop();
    expect(await waiting).toBe(true);
    expect(await spark.streams.awaitAnyTermination(50)).toBe(true);
    await spark.streams.resetTerminated();
    expect(await spark.streams.awaitAnyTermination(50)).toBe(false);
    await expect(spark.streams.awaitAnyTermination(-1)).rejects.toThrow(
      'awaitAnyTermination() takes a timeout greater than 0 milliseconds, not -1.',
    );
    const reason = new Error('enough');
    await expect(spark.streams.awaitAnyTermination(undefined, { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
  });

  it('rejects a wait when any query fails', async ({ spark }) => {
    await spark.streams.resetTerminated();
    await start(broken(spark).format('noop'));
    await expect(spark.streams.awaitAnyTermination(30_000)).rejects.toBeInstanceOf(StreamingQueryException);
    await spark.streams.resetTerminated();
  });
});

describe('StreamingQueryHandle', () => {
  const resume = ({ sessionId }: StreamingQueryHandle): Promise<SparkSession> =>
    SparkSession.builder.remote(remote).sessionId(sessionId).getOrCreate();
  const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

  it('finds its query from another process with the same session', async () => {
    const first = await SparkSession.builder.remote(remote).getOrCreate();
    const query = await rate(first).queryName('handled').start();
    const handle = throughJson(query.handle);
    expect(handle).toEqual({
      userId: '',
      sessionId: first.sessionId,
      id: query.id,
      runId: query.runId,
      name: 'handled',
    });
    await first.stop({ keepSession: true });

    await using second = await resume(handle);
    expect(second.isResumed).toBe(true);
    const again = await second.streams.attach(handle);
    expect(again).toMatchObject({ id: query.id, runId: query.runId, name: 'handled' });
    expect(await again.isActive()).toBe(true);
    await again.stop();
    // The server also knows a query for a while after its end.
    expect(await (await second.streams.attach(handle)).isActive()).toBe(false);
  });

  it('finds the next run with the same checkpoint', async ({ spark }) => {
    const checkpointed = rate(spark).option('checkpointLocation', `${folder}/handle-checkpoint`);
    const first = await start(checkpointed);
    const handle = throughJson(first.handle);
    await first.stop();
    const second = await start(checkpointed);
    expect(second.id).toBe(first.id);
    expect((await spark.streams.attach(handle)).runId).toBe(second.runId);
  });

  it('of another session or an unknown query is rejected with what to do', async ({ spark }) => {
    const known = (await start(rate(spark))).handle;
    const attach = (change: Partial<StreamingQueryHandle>): Promise<unknown> =>
      spark.streams.attach({ ...known, ...change });
    const other = '11111111-1111-4111-8111-111111111111';
    await expect(attach({ sessionId: other })).rejects.toThrow(
      /belongs to session 11111111.*sessionId\(\) on the builder/,
    );
    await expect(attach({ id: other, runId: other })).rejects.toThrow(
      /Start it again with the same checkpointLocation/,
    );
    await expect(attach({ runId: 'x' })).rejects.toThrow('its runId is not a UUID');
    await expect(attach({ runId: 'x' })).rejects.toBeInstanceOf(IllegalArgumentException);
    expect(() => SparkSession.builder.sessionId('x')).toThrow('sessionId() takes a UUID, not "x".');
  });
});

/** Returns a listener that records its events as `event runId detail`. */
function recorder(): {
  readonly listener: StreamingQueryListener;
  readonly events: string[];
  readonly ended: QueryTerminatedEvent[];
} {
  const events: string[] = [];
  const ended: QueryTerminatedEvent[] = [];
  return {
    events,
    ended,
    listener: {
      onQueryStarted: ({ runId, name }) => void events.push(`started ${runId} ${name}`),
      onQueryProgress: ({ progress }) => void events.push(`progress ${progress.runId} ${progress.batchId}`),
      onQueryIdle: ({ runId }) => void events.push(`idle ${runId}`),
      onQueryTerminated: (event) => void (events.push(`terminated ${event.runId}`), ended.push(event)),
    },
  };
}

describe('StreamingQueryListener', () => {
  const quickly = { pollInterval: 100 };
  const patiently = { timeout: 30_000, interval: 100 };

  it('receives the start, each batch in order, and the end of a query', async ({ spark }) => {
    const { listener, events, ended } = recorder();
    await spark.streams.addListener(listener, quickly);
    expect(spark.streams.listListeners()).toEqual([listener]);
    const { runId } = await start(
      numbers(spark)
        .queryName('listened')
        .trigger({ availableNow: true })
        .option('checkpointLocation', `${folder}/listened`),
    );
    await vi.waitFor(() => expect(events.at(-1)).toBe(`terminated ${runId}`), patiently);
    expect(events).toEqual([`started ${runId} listened`, `progress ${runId} 0`, `terminated ${runId}`]);
    expect(ended[0]).toMatchObject({ runId, exception: undefined, errorClassOnException: undefined });
    spark.streams.removeListener(listener);
    expect(spark.streams.listListeners()).toEqual([]);
  });

  it('receives every batch of several queries, the reason of a failure, and idle triggers', async ({ spark }) => {
    const { listener, events, ended } = recorder();
    await spark.streams.addListener(listener, quickly);
    const failing = await start(
      spark.readStream
        .format('rate')
        .load()
        .select(expr("assert_true(value < 0, '[OOPS] no')").alias('x'))
        .writeStream.format('noop'),
    );
    const [ticking, idle] = [await start(rate(spark)), await start(numbers(spark))];
    await vi.waitFor(() => {
      expect(ended.map(({ runId }) => runId)).toContain(failing.runId);
      expect(events).toContain(`progress ${ticking.runId} 5`);
      expect(events).toContain(`idle ${idle.runId}`);
    }, patiently);
    const batches = events.filter((event) => event.startsWith(`progress ${ticking.runId}`));
    expect(batches).toEqual(batches.map((_, batch) => `progress ${ticking.runId} ${batch}`));
    const { exception } = ended.find(({ runId }) => runId === failing.runId)!;
    expect(exception).toBeInstanceOf(StreamingQueryException);
    expect(exception?.cause).toMatchObject({ message: expect.stringContaining('[OOPS] no') as string });
    spark.streams.removeListener(listener);
    await Promise.all([ticking.stop(), idle.stop()]);
    expect(events.filter((event) => event.startsWith('terminated'))).toHaveLength(1);
  });

  it('receives events of queries of other processes, but none from before it was added', async ({ spark }) => {
    const running = await start(rate(spark));
    await vi.waitFor(async () => expect((await running.lastProgress())?.batchId).toBeGreaterThan(2), patiently);
    const { listener, events } = recorder();
    await spark.streams.addListener(listener, quickly);
    await using other = await SparkSession.builder.remote(remote).sessionId(spark.sessionId).getOrCreate();
    const ofOthers = await rate(other).queryName('others').start();
    const { runId } = ofOthers;
    await vi.waitFor(() => expect(events).toContain(`progress ${runId} 1`), patiently);
    expect(events).toContain(`started ${runId} others`);
    expect(events).not.toContain(`started ${running.runId} undefined`);
    expect(events).not.toContain(`progress ${running.runId} 0`);
    await ofOthers.stop();
    spark.streams.removeListener(listener);
  });

  it('stops polling when it is removed while it is being added', async () => {
    const calls: string[] = [];
    await using session = await SparkSession.builder
      .remote(remote)
      .logger(({ method }) => void (method === 'ExecutePlan' && calls.push(method)))
      .getOrCreate();
    const { listener } = recorder();
    const adding = session.streams.addListener(listener, { pollInterval: 50 });
    session.streams.removeListener(listener);
    await adding;
    const before = calls.length;
    await sleep(500);
    expect(calls).toHaveLength(before);
  });

  it('does not affect the query or other listeners when it fails', async () => {
    const warnings: string[] = [];
    await using session = await SparkSession.builder
      .remote(remote)
      .logger(({ level, message }) => void (level === 'warn' && warnings.push(message)))
      .getOrCreate();
    const { listener, events } = recorder();
    const failing: StreamingQueryListener = {
      onQueryProgress: () => Promise.reject(new Error('no disk')),
    };
    await session.streams.addListener(failing, quickly);
    await session.streams.addListener(listener);
    const query = await rate(session).start();
    await vi.waitFor(() => expect(events).toContain(`progress ${query.runId} 2`), patiently);
    expect(warnings).toContain('A listener failed in onQueryProgress: Error: no disk.');
    await query.stop();
  });
});

it('StreamingQuery: stopped queries still answer, and other sessions do not see them (Session cache functionality with a streaming query)', async ({
  spark,
}) => {
  const query = await start(numbers(spark).trigger({ availableNow: true }));
  await query.awaitTermination(30_000);
  expect(await query.isActive()).toBe(false);
  expect((await query.lastProgress())?.numInputRows).toBe(6);
  await using other = await spark.newSession();
  expect(await other.streams.active()).toEqual([]);
  expect(await other.streams.get((await start(rate(spark))).id)).toBeUndefined();
});
