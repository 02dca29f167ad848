import { afterEach, describe, expect, inject, it } from 'vitest';
import { parseConnectionString } from '../../src/client/connection-string.ts';
import { createGrpcTransport } from '../../src/client/grpc-transport.ts';
import { SparkConnectClient } from '../../src/client/spark-connect-client.ts';
import { expr, sum } from '../../src/functions.ts';
import { ConnectionError, SparkSession, type ActionOptions } from '../../src/index.ts';
import { startCuttingProxy, type CuttingProxy } from '../../scripts/checks/chaos/cutting-proxy.ts';

const { port } = parseConnectionString(inject('sparkRemote'));
const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const each of cleanUp.splice(0).reverse()) await each();
});

async function through(interval: number): Promise<{ readonly proxy: CuttingProxy; readonly spark: SparkSession }> {
  const proxy = await startCuttingProxy(port, interval);
  cleanUp.push(() => proxy.close());
  const spark = await SparkSession.builder.remote(`sc://127.0.0.1:${proxy.port}`).getOrCreate();
  cleanUp.push(() => spark.stop());
  return { proxy, spark };
}

describe('over a connection that is cut every second', () => {
  it('a million rows arrive exactly once and in order', { timeout: 240_000 }, async () => {
    const { proxy, spark } = await through(1000);
    const frame = spark
      .range(0, 1_000_000, 1, 8)
      .select('id', expr("concat('row ', id, repeat('x', 30))").alias('text'));
    while (proxy.cuts < 6) {
      let next = 0n;
      for await (const { id, text } of frame.toLocalIterator()) {
        if (id !== next || !(text as string).startsWith(`row ${id}x`))
          expect.fail(`row ${next} is ${String(id)}: ${String(text)}`);
        next++;
      }
      expect(next).toBe(1_000_000n);
    }
  });

  it('commands run once and schema and setting requests succeed', { timeout: 120_000 }, async () => {
    const { proxy, spark } = await through(1000);
    const end = Date.now() + 5000;
    for (let index = 0; Date.now() < end; index++) {
      await spark.range(index).createOrReplaceTempView('numbers');
      expect(await spark.table('numbers').count()).toBe(index);
      await spark.conf.set('my.index', index);
      expect(await spark.conf.get('my.index')).toBe(String(index));
      expect((await spark.table('numbers').schema()).fieldNames).toEqual(['id']);
    }
    expect(proxy.cuts).toBeGreaterThan(2);
  });
});

it('a long query survives cuts while it produces no rows', async () => {
  const { proxy, spark } = await through(0);
  const slow = spark.range(0, 400_000_000, 1, 2).agg(sum(expr('sqrt(id) % 7')).alias('total'));
  const result = slow.collect();
  for (let cut = 0; cut < 3; cut++) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    proxy.cut();
  }
  expect(await result).toEqual([{ total: expect.any(Number) as number }]);
  expect(proxy.cuts).toBeGreaterThanOrEqual(3);
});

it('a request over a silently dead connection times out, and the next one succeeds', async () => {
  const { proxy, spark } = await through(0);
  const ask = (options?: ActionOptions): Promise<unknown> => spark.conf.getOption('spark.app.name', options);
  await ask();
  proxy.freeze();
  await expect(ask({ timeout: 300 })).rejects.toMatchObject({ name: 'TimeoutError' });
  proxy.cut();
  expect(await ask()).toBeTypeOf('string');
});

it('keepalive pings detect a dead connection, and the request without a timeout is sent again', async () => {
  const proxy = await startCuttingProxy(port, 0);
  cleanUp.push(() => proxy.close());
  // The default is six minutes. A 3.5 server closes connections that ping more often, so nothing here may take long.
  const pings = { 'grpc.keepalive_time_ms': 500, 'grpc.keepalive_timeout_ms': 500 };
  const builder = SparkSession.builder.remote(`sc://127.0.0.1:${proxy.port}`).channelOptions(pings);
  const spark = await builder.getOrCreate();
  cleanUp.push(() => spark.stop());
  proxy.freeze();
  const begin = Date.now();
  expect((await spark.range(1).schema()).fieldNames).toEqual(['id']);
  expect(Date.now() - begin).toBeLessThan(10_000);
});

it('a result continues over a new connection when the old one dies silently', async () => {
  const proxy = await startCuttingProxy(port, 0);
  cleanUp.push(() => proxy.close());
  const connection = parseConnectionString(`sc://127.0.0.1:${proxy.port}`);
  const openTransport = () => createGrpcTransport(connection, 'test');
  // The server ends every stream after a second, so two seconds of silence mean a dead connection.
  const client = new SparkConnectClient({ connection, openTransport, clientType: 'test', streamWatchdog: 2000 });
  const spark = new SparkSession(client, await client.open({}));
  cleanUp.push(() => spark.stop());
  let next = 0n;
  for await (const { id } of spark.range(0, 500_000, 1, 8).toLocalIterator()) {
    if (id !== next++) expect.fail(`row ${next - 1n} is ${String(id)}`);
    if (id === 100_000n) proxy.freeze();
  }
  expect(next).toBe(500_000n);
});

it('a server that disappears causes an error that names its address', async () => {
  const proxy = await startCuttingProxy(port, 0);
  const builder = SparkSession.builder.retryPolicy({ maxRetries: 2 });
  const spark = await builder.remote(`sc://127.0.0.1:${proxy.port}`).getOrCreate();
  await proxy.close();
  const error = await spark
    .range(1)
    .collect()
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConnectionError);
  expect((error as Error).message).toMatch(`Cannot reach Spark Connect at 127.0.0.1:${proxy.port} after 3 attempts`);
  await spark.stop();
});
