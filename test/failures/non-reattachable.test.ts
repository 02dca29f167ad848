import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseConnectionString } from '../../src/client/connection-string.ts';
import { ConnectionError, SparkSession } from '../../src/index.ts';
import { startCuttingProxy } from '../../scripts/checks/chaos/cutting-proxy.ts';
import { startOwnServer, type OwnServer } from '../support/own-server.ts';

let server: OwnServer;
beforeAll(async () => {
  server = await startOwnServer('plain', {
    services: ['spark'],
    sparkConf: { 'spark.connect.execute.reattachable.enabled': 'false' },
  });
});
afterAll(() => server.stop());

describe('with a server that does not support reattaching', () => {
  it('reattachable(false) returns complete results', async () => {
    await using spark = await SparkSession.builder.remote(server.sparkRemote).reattachable(false).getOrCreate();
    expect(await spark.range(0, 300_000, 1, 5).collect()).toHaveLength(300_000);
    await spark.range(3).createOrReplaceTempView('three');
    expect(await spark.table('three').count()).toBe(3);
    for await (const { id } of spark.range(0, 10_000_000, 1, 50).toLocalIterator()) if (id === 5n) break;
    await vi.waitFor(async () => expect(await spark.interruptAll()).toEqual([]), 20_000);
  });

  it('a broken connection is an error instead of an incomplete result', async () => {
    const proxy = await startCuttingProxy(parseConnectionString(server.sparkRemote).port, 0);
    const remote = `sc://127.0.0.1:${proxy.port}`;
    await using spark = await SparkSession.builder.remote(remote).reattachable(false).getOrCreate();
    const slow = spark
      .range(0, 2000, 1, 200)
      .selectExpr('id', 'reduce(sequence(1, 100000), 0D, (a, x) -> a + sqrt(x)) AS y');
    const rows = slow.toLocalIterator();
    await rows.next();
    proxy.cut();
    const rest = async (): Promise<void> => {
      for await (const row of rows) if (row['id'] === -1n) break;
    };
    await expect(rest()).rejects.toBeInstanceOf(ConnectionError);
    expect(await spark.range(2).count()).toBe(2);
    await spark.stop();
    await proxy.close();
  });

  it('a streaming query whose start is cut off at any time runs once and is found by its name', async () => {
    const proxy = await startCuttingProxy(parseConnectionString(server.sparkRemote).port, 0);
    const remote = `sc://127.0.0.1:${proxy.port}`;
    await using spark = await SparkSession.builder.remote(remote).reattachable(false).getOrCreate();
    for (const milliseconds of [0, 2, 5, 10, 20, 40, 80, 160]) {
      const source = spark.readStream.format('rate').load();
      const starting = source.writeStream.format('noop').queryName(`cut after ${milliseconds} ms`).start();
      await sleep(milliseconds);
      proxy.cut();
      const query = await starting;
      // A request right after the cut may still use the old connection.
      const active = await vi.waitFor(() => spark.streams.active(), 5000);
      expect(active.map(({ name, runId }) => ({ name, runId }))).toEqual([{ name: query.name, runId: query.runId }]);
      await query.stop();
    }
    await spark.stop();
    await proxy.close();
  });

  it('a default session logs a warning and returns complete results', async () => {
    const warnings: string[] = [];
    await using spark = await SparkSession.builder
      .remote(server.sparkRemote)
      .logger(({ level, message }) => level === 'warn' && warnings.push(message))
      .getOrCreate();
    for (const size of [0, 10, 300_000]) expect(await spark.range(0, size, 1, 3).collect()).toHaveLength(size);
    expect(warnings).toEqual(['The server does not support reattaching: results are lost if the connection breaks.']);
  });
});
