import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { count } from '../../src/functions.ts';
import {
  ConnectionError,
  SessionLostError,
  SparkConnectError,
  SparkSession,
  type SparkSessionBuilder,
  type StreamingQuery,
} from '../../src/index.ts';
import { startOwnServer, type OwnServer } from '../support/own-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { CheckpointedQuery } from './checkpointed-query.ts';

// Of the checkpoint's logs, no file may be missing.
const sparkConf = { 'spark.sql.streaming.minBatchesToRetain': '100000', 'spark.sql.shuffle.partitions': '2' };
const checkpointed = new CheckpointedQuery(temporaryFolder());
let server: OwnServer;
beforeAll(async () => {
  server = await startOwnServer('restart', { services: ['spark'], sparkConf });
});
afterAll(() => server.stop());

const builder = (): SparkSessionBuilder =>
  SparkSession.builder.remote(server.sparkRemote).retryPolicy({ maxRetries: 100, maxBackoff: 500 });
const failure = (action: Promise<unknown>): Promise<unknown> => action.catch((error: unknown) => error);

let resumed: SparkSession;
let again: SparkSessionBuilder;

// In this order, because each start of a server takes seconds.
describe('a session', () => {
  it('can be resumed by its ID, with its views and settings', async () => {
    const first = await builder().config('my.setting', 'kept').getOrCreate();
    expect(first.isResumed).toBe(false);
    await first.range(7).createOrReplaceTempView('seven');
    await first.stop({ keepSession: true });
    again = SparkSession.builder.remote(`${server.sparkRemote}/;session_id=${first.sessionId}`);
    resumed = await again.getOrCreate();
    expect(resumed.isResumed).toBe(true);
    expect(await resumed.table('seven').count()).toBe(7);
    expect(await resumed.conf.get('my.setting')).toBe('kept');
  });

  it('does not share views with a new session made from it', async () => {
    await using spark = await builder().getOrCreate();
    await spark.range(1).createOrReplaceTempView('mine');
    await using other = await spark.newSession();
    expect(await failure(other.table('mine').count())).toMatchObject({ errorClass: 'TABLE_OR_VIEW_NOT_FOUND' });
    await expect(spark.cloneSession()).rejects.toThrow('requires a server with Spark 4.1 or later');
  });
});

describe('a server that is killed and restarted', () => {
  let idle: SparkSession;
  let ofResult: unknown;
  let ofQuery: unknown;
  let query: StreamingQuery;
  const sessions: SparkSession[] = [];
  beforeAll(async () => {
    const open = async (): Promise<SparkSession> => {
      const spark = await builder().getOrCreate();
      sessions.push(spark);
      return spark;
    };
    idle = await open();
    await idle.range(5).createOrReplaceTempView('numbers');
    const rate = (await open()).readStream.format('rate').load().groupBy().agg(count('*').alias('n'));
    query = await rate.writeStream.format('memory').queryName('rate').outputMode('complete').start();
    const queryEnded = await checkpointed.run(server.sparkRemote);
    const rows = (await open()).range(0, 100_000_000, 1, 100).toLocalIterator();
    expect((await rows.next()).value).toEqual({ id: 0n });
    const rest = async (): Promise<void> => {
      for await (const row of rows) if (row['id'] === -1n) break;
    };
    const outcomes = Promise.all([failure(rest()), failure(query.awaitTermination())]);
    await server.kill();
    await queryEnded();
    checkpointed.expectComplete();
    await server.restart();
    [ofResult, ofQuery] = await outcomes;
  });
  afterAll(() => Promise.all([...sessions, resumed].map((spark) => spark.stop())));

  it('during a result causes a SessionLostError', async () => {
    expect(ofResult).toBeInstanceOf(SessionLostError);
    expect((ofResult as Error).message).toContain('Create a new session to continue.');
    await using next = await builder().getOrCreate();
    expect(await next.range(3).count()).toBe(3);
  });

  it('during a streaming query causes a SessionLostError', async () => {
    expect(ofQuery).toBeInstanceOf(SessionLostError);
    expect(await failure(query.status())).toBeInstanceOf(SessionLostError);
  });

  it('while idle causes a SessionLostError before the next action does anything', async () => {
    expect(await failure(idle.range(6).createOrReplaceTempView('other'))).toBeInstanceOf(SessionLostError);
    expect(await failure(idle.conf.get('spark.app.name'))).toBeInstanceOf(SessionLostError);
  });

  it('has lost the sessions that could be resumed', async () => {
    await using third = await again.getOrCreate();
    expect(third.isResumed).toBe(false);
    expect(await failure(resumed.table('seven').count())).toBeInstanceOf(SparkConnectError);
  });
});

describe('a server that is killed', () => {
  it('and not restarted causes an error that names its address, and stop() still completes', async () => {
    const queryEnded = await checkpointed.run(server.sparkRemote);
    const spark = await builder().retryPolicy({ maxRetries: 3, maxBackoff: 200 }).getOrCreate();
    const running = failure(spark.range(0, 10_000_000_000).agg(count('*').alias('n')).collect());
    // Another moment of a batch than before.
    await sleep(537);
    await server.kill();
    const error = await running;
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as Error).message).toContain('Cannot reach Spark Connect at 127.0.0.1:');
    await spark.stop();
    await queryEnded();
  });

  it('leaves a checkpoint that has all acknowledged batches and no partial file, and output without a gap', async () => {
    checkpointed.expectComplete();
    const { acknowledged, rows } = checkpointed;
    expect(acknowledged).toHaveLength(2);
    expect(acknowledged[1]).toBeGreaterThan(acknowledged[0]!);
    await using spark = await SparkSession.builder.remote(inject('sparkRemote')).getOrCreate();
    const values = (await spark.read.parquet(rows).orderBy('value').collect()).map(({ value }) => Number(value));
    expect(values).toEqual(Array.from({ length: values.length }, (_, index) => index));
    expect(values.length).toBeGreaterThanOrEqual((acknowledged[1]! + 1) * 10);
  });
});
