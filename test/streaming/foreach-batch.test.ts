import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { describe, expect, inject, vi } from 'vitest';
import { startCuttingProxy, type CuttingProxy } from '../../scripts/checks/chaos/cutting-proxy.ts';
import { root } from '../../scripts/setup/paths.mjs';
import {
  SparkSession,
  StreamingQueryException,
  udf,
  type BatchOrigin,
  type DataFrame,
  type StreamingQuery,
} from '../../src/index.ts';
import { col } from '../../src/functions.ts';
import { it } from '../support/spark-test.ts';
import { start } from '../support/started-queries.ts';

const rowsPerBatch = 10;

/** Returns a stream whose batch n has the values from 10 n to 10 n + 9, also after a restart. */
function numbers(spark: SparkSession): DataFrame {
  return spark.readStream.format('rate-micro-batch').options({ rowsPerBatch, numPartitions: 1 }).load();
}

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'foreach-batch-'));

const sumOf = (batchId: bigint): bigint => 100n * batchId + 45n;

describe('foreachBatch()', () => {
  it('runs a function of this program for each batch, in which any action works', async ({ spark }) => {
    const seen: unknown[] = [];
    const query = await start(
      numbers(spark).writeStream.foreachBatch(async (batch, batchId) => {
        const twice = udf((value: bigint) => value * 2n, 'bigint');
        await batch.createOrReplaceTempView('numbers_of_batch');
        seen.push({
          batchId,
          count: await batch.count(),
          rows: (await batch.select('value').orderBy('value').limit(2).collect()).map(({ value }) => value as bigint),
          sum: (await (await spark.sql('SELECT sum(value) AS s FROM numbers_of_batch')).first())?.['s'],
          twice: (
            await batch
              .select(twice(col('value')).alias('t'))
              .agg({ t: 'max' })
              .first()
          )?.['max(t)'],
          joined: await batch.join(spark.range(5).withColumnRenamed('id', 'value'), 'value').count(),
        });
      }),
    );
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(2), 100_000);
    await query.stop();
    const expected = seen.map((_, index) => ({
      batchId: BigInt(index),
      count: rowsPerBatch,
      rows: [10n * BigInt(index), 10n * BigInt(index) + 1n],
      sum: sumOf(BigInt(index)),
      twice: 2n * (10n * BigInt(index) + 9n),
      joined: index === 0 ? 5 : 0,
    }));
    expect(seen).toEqual(expected);
  });

  it('does not start a batch before the function is done with the previous one', async ({ spark }) => {
    let running = 0;
    const overlaps: number[] = [];
    const query = await start(
      numbers(spark).writeStream.foreachBatch(async () => {
        overlaps.push(++running);
        await new Promise((resolve) => setTimeout(resolve, 300));
        running--;
      }),
    );
    await vi.waitFor(() => expect(overlaps.length).toBeGreaterThan(2), 60_000);
    await query.stop();
    expect(new Set(overlaps)).toEqual(new Set([1]));
  });

  it('ends the query with the error of the function, and repeats the batch after a restart', async ({ spark }) => {
    const checkpointLocation = newFolder();
    const sums = new Map<bigint, bigint>();
    const runs: bigint[] = [];
    let fails = true;
    const failure = new RangeError('no more room');
    const writer = numbers(spark)
      .writeStream.foreachBatch(async (batch, batchId) => {
        runs.push(batchId);
        const row = await batch.agg({ value: 'sum' }).first();
        if (fails && batchId === 2n) throw failure;
        sums.set(batchId, row?.['sum(value)'] as bigint);
      })
      .option('checkpointLocation', checkpointLocation);
    const query = await writer.start();
    const error: unknown = await query.awaitTermination(60_000).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StreamingQueryException);
    expect((error as Error).message).toContain('foreachBatch failed in batch 2: RangeError: no more room');
    expect((error as Error).cause).toBe(failure);
    expect((await query.exception())?.cause).toBe(failure);

    fails = false;
    const again = await start(writer);
    await vi.waitFor(() => expect(sums.has(4n)).toBe(true), 60_000);
    await again.stop();
    expect(runs.slice(0, 5)).toEqual([0n, 1n, 2n, 2n, 3n]);
    for (const [batchId, sum] of sums) expect(sum).toBe(sumOf(batchId));
  });

  it('can be stopped while the function runs', async ({ spark }) => {
    let started = false;
    const query = await start(
      numbers(spark).writeStream.foreachBatch(async () => {
        started = true;
        await new Promise((resolve) => setTimeout(resolve, 5000));
      }),
    );
    await vi.waitFor(() => expect(started).toBe(true), 60_000);
    await query.stop();
    expect(await query.isActive()).toBe(false);
    expect(await query.exception()).toBeUndefined();
  });

  it('ends the query when the program is killed, and continues when it is started again', async () => {
    const remote = inject('sparkRemote');
    const checkpointLocation = newFolder();
    const program = `
      import { SparkSession } from ${JSON.stringify(join(root, 'src', 'index.ts'))};
      const spark = await SparkSession.builder.remote(${JSON.stringify(remote)}).getOrCreate();
      const query = await spark.readStream.format('rate-micro-batch').options({ rowsPerBatch: 10, numPartitions: 1 }).load()
        .writeStream.foreachBatch(async (batch, batchId) => {
          if (batchId === 1n) {
            console.log(JSON.stringify(query.handle));
            await new Promise(() => {});
          }
        }, { clientTimeout: 2000 })
        .option('checkpointLocation', ${JSON.stringify(checkpointLocation)}).start();
      await query.awaitTermination();
    `;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    child.kill('SIGKILL');
    const killedAt = Date.now();
    const handle = JSON.parse(line.toString()) as { sessionId: string; id: string; runId: string };

    const spark = await SparkSession.builder.remote(`${remote}/;session_id=${handle.sessionId}`).getOrCreate();
    const [query] = await spark.streams.active();
    const error: unknown = await query?.awaitTermination(30_000).catch((reason: unknown) => reason);
    expect((error as Error).message).toMatch(/client of foreachBatch has not answered for 2000 ms in batch 1/);
    expect(Date.now() - killedAt).toBeLessThan(15_000);

    const ids: bigint[] = [];
    const again = await numbers(spark)
      .writeStream.foreachBatch((_batch, batchId) => ids.push(batchId))
      .option('checkpointLocation', checkpointLocation)
      .start();
    await vi.waitFor(() => expect(ids.length).toBeGreaterThan(1), 60_000);
    await again.stop();
    expect(ids[0]).toBe(1n);
    await spark.stop();
  });
});

describe('foreachBatch() of two queries at once', () => {
  it('gives each function the batches of its own query, with the ids of the query and its run', async ({ spark }) => {
    const seen: Record<'ones' | 'tens', [bigint, bigint, BatchOrigin][]> = { ones: [], tens: [] };
    const startOne = (name: 'ones' | 'tens', factor: number): Promise<StreamingQuery> =>
      start(
        numbers(spark)
          .select(col('value').multiply(factor).alias('value'))
          .writeStream.queryName(name)
          .foreachBatch(async (batch, batchId, origin) => {
            const row = await batch.agg({ value: 'sum' }).first();
            seen[name].push([batchId, row?.['sum(value)'] as bigint, origin]);
          }),
      );
    const queries = { ones: await startOne('ones', 1), tens: await startOne('tens', 10) };
    await vi.waitFor(() => expect(Math.min(seen.ones.length, seen.tens.length)).toBeGreaterThan(3), 60_000);
    for (const [name, factor] of [
      ['ones', 1n],
      ['tens', 10n],
    ] as const) {
      const { id, runId } = queries[name];
      await queries[name].stop();
      expect(seen[name]).toEqual(
        seen[name].map((_, index) => [BigInt(index), factor * sumOf(BigInt(index)), { queryId: id, runId }]),
      );
    }
    expect(Object.keys(await spark.conf.getAll()).filter((key) => key.includes('.ready'))).toEqual([]);
  });
});

describe('the DataFrame of a batch', () => {
  it('fails with a clear message once its batch is over', async ({ spark }) => {
    let kept: DataFrame | undefined;
    const query = await start(
      numbers(spark).writeStream.foreachBatch((batch) => {
        kept ??= batch;
      }),
    );
    await vi.waitFor(async () => expect((await query.lastProgress())?.batchId).toBeGreaterThan(1), 60_000);
    const clear = /^The DataFrame of a batch exists only while the function of foreachBatch runs/;
    await expect(kept!.count()).rejects.toThrow(clear);
    await expect(kept!.schema()).rejects.toThrow(clear);
    await expect(kept!.createOrReplaceTempView('over')).rejects.toThrow(clear);
  });

  it('can be persisted and written to files, and the function can stop its query', async ({ spark }) => {
    const folder = newFolder();
    const counts: number[] = [];
    const query = await start(
      numbers(spark).writeStream.foreachBatch(async (batch, batchId) => {
        await batch.persist();
        await batch.write.mode('overwrite').parquet(join(folder, `batch=${batchId}`));
        counts.push(await batch.count());
        await batch.unpersist();
        if (batchId === 2n) await query.stop();
      }),
    );
    expect(await query.awaitTermination(60_000)).toBe(true);
    expect(counts).toEqual([10, 10, 10]);
    expect(await spark.read.parquet(folder).agg({ value: 'sum' }).first()).toEqual({ 'sum(value)': 435n });
  });
});

describe('a failure of the function', () => {
  const failWith = async (spark: SparkSession, reason: unknown): Promise<StreamingQueryException> => {
    await spark.streams.resetTerminated();
    const query = await start(
      numbers(spark).writeStream.foreachBatch(() => {
        throw reason;
      }),
    );
    await expect(spark.streams.awaitAnyTermination(60_000)).rejects.toMatchObject({ cause: reason });
    return (await query.exception())!;
  };

  it('that is not an Error ends the query with its text', async ({ spark }) => {
    expect((await failWith(spark, 'no room')).message).toContain('failed in batch 0: no room');
  });

  it('with a very long message ends the query with the beginning of it', async ({ spark }) => {
    const { message } = await failWith(spark, new Error('x'.repeat(1_000_000)));
    expect(message).toContain('failed in batch 0: Error: xxx');
    expect(message.length).toBeLessThan(10_000);
  });

  it('and a combination with toTable() are reported', async ({ spark }) => {
    const writer = numbers(spark).writeStream.foreachBatch(() => undefined);
    await expect(writer.toTable('t')).rejects.toThrow('toTable() cannot be combined with foreachBatch()');
  });
});

describe('foreachBatch() over a connection that breaks', () => {
  const throughProxy = async (
    retries: number,
    body: (spark: SparkSession, proxy: CuttingProxy, place: string) => Promise<void>,
  ): Promise<void> => {
    const proxy = await startCuttingProxy(Number(/:(\d+)/.exec(inject('sparkRemote'))![1]), 0);
    const builder = SparkSession.builder.remote(`sc://127.0.0.1:${proxy.port}`);
    const spark = await builder.retryPolicy({ maxRetries: retries }).getOrCreate();
    try {
      await body(spark, proxy, newFolder());
    } finally {
      await spark.stop();
      await proxy.close();
    }
  };

  it('processes each batch once, even if no call is retried', async () => {
    await throughProxy(0, async (spark, proxy, checkpointLocation) => {
      const ids: bigint[] = [];
      const writer = numbers(spark).writeStream.foreachBatch(async (_batch, batchId) => {
        ids.push(batchId);
        await new Promise((resolve) => setTimeout(resolve, 20));
      });
      const query = await writer.option('checkpointLocation', checkpointLocation).start();
      for (let time = 0; time < 8; time++) {
        await new Promise((resolve) => setTimeout(resolve, 250));
        proxy.cut();
      }
      const before = ids.length;
      await vi.waitFor(() => expect(ids.length).toBeGreaterThan(before + 3), 60_000);
      await vi.waitFor(() => query.stop(), 10_000);
      expect(ids).toEqual(ids.map((_, index) => BigInt(index)));
    });
  });

  it('replaces a connection that drops everything within the client timeout', async () => {
    await throughProxy(15, async (spark, proxy, checkpointLocation) => {
      const ids: bigint[] = [];
      const writer = numbers(spark).writeStream.foreachBatch(
        (_batch, batchId) => {
          ids.push(batchId);
          if (batchId === 3n) proxy.freeze();
        },
        { clientTimeout: 15_000 },
      );
      const query = await writer.option('checkpointLocation', checkpointLocation).start();
      await vi.waitFor(() => expect(ids.length).toBeGreaterThan(6), 100_000);
      await query.stop();
      expect(ids).toEqual(ids.map((_, index) => BigInt(index)));
    });
  });
});

describe('a program that stops in the middle of a batch', () => {
  const program = (checkpointLocation: string, atBatch1: string, rest: string): string => `
    import { SparkSession } from ${JSON.stringify(join(root, 'src', 'index.ts'))};
    const spark = await SparkSession.builder.remote(${JSON.stringify(inject('sparkRemote'))}).getOrCreate();
    const query = await spark.readStream.format('rate-micro-batch').options({ rowsPerBatch: 10, numPartitions: 1 }).load()
      .writeStream.foreachBatch(async (batch, batchId) => {
        if (batchId === 1n) {
          ${atBatch1}
          await new Promise(() => {});
        }
      })
      .option('checkpointLocation', ${JSON.stringify(checkpointLocation)}).start();
    ${rest}`;
  const run = (code: string): ChildProcessByStdio<null, Readable, null> =>
    spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', code], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });

  it('ends although its function never returns', async () => {
    const child = run(program(newFolder(), 'await query.stop(); await spark.stop();', ''));
    const [exitCode] = (await once(child, 'exit')) as [number | null];
    expect(exitCode).toBe(0);
  });

  it('can be started again at once, and repeats the batch that Ctrl-C has interrupted', async ({ spark }) => {
    const checkpointLocation = newFolder();
    const child = run(program(checkpointLocation, `console.log('in batch 1');`, 'await query.awaitTermination();'));
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    const [exitCode, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect([exitCode, signal]).toEqual([null, 'SIGINT']);
    const ids: bigint[] = [];
    await start(
      numbers(spark)
        .writeStream.foreachBatch((_batch, batchId) => ids.push(batchId))
        .option('checkpointLocation', checkpointLocation),
    );
    await vi.waitFor(() => expect(ids.length).toBeGreaterThan(1), 20_000);
    expect(ids.slice(0, 2)).toEqual([1n, 2n]);
  });
});

describe('foreach()', () => {
  it('runs a function of this program for each row', async ({ spark }) => {
    const values: bigint[] = [];
    const query = await start(
      numbers(spark).writeStream.foreach(({ value }) => {
        values.push(value as bigint);
      }),
    );
    await vi.waitFor(() => expect(values.length).toBeGreaterThan(25), 60_000);
    await query.stop();
    expect(values.slice(0, 25)).toEqual(Array.from({ length: 25 }, (_, index) => BigInt(index)));
  });
});

it('a function in the plan of a stream survives a restart from the checkpoint', async ({ spark }) => {
  const checkpointLocation = newFolder();
  const odd = udf((value: bigint) => value % 2n === 1n, 'boolean');
  const seen: (readonly [bigint, number])[] = [];
  const writer = numbers(spark)
    .filter(odd(col('value')))
    .writeStream.foreachBatch(async (batch, batchId) => seen.push([batchId, await batch.count()]))
    .option('checkpointLocation', checkpointLocation);
  const first = await start(writer);
  await vi.waitFor(() => expect(seen.length).toBeGreaterThan(1), 60_000);
  await first.stop();
  const before = seen.length;
  const second = await start(writer);
  await vi.waitFor(() => expect(seen.length).toBeGreaterThan(before + 1), 60_000);
  await second.stop();
  expect(new Set(seen.map(([, count]) => count))).toEqual(new Set([5]));
  expect(seen[before]![0]).toBeGreaterThanOrEqual(BigInt(before) - 1n);
});
