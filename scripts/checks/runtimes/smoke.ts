// Uses the package on a real server and prints a line of JSON for each case. smoke-program.ts makes a program of it that runs in every
// runtime and imports the installed package by name.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AnalysisException,
  ConnectionError,
  memorySink,
  ParseException,
  SparkSession,
  udf,
  type DataFrame,
  type Timestamp,
} from '../../../src/index.ts';
import { col, count, lit } from '../../../src/functions.ts';

/** Where the server is, directly, through a proxy with TLS, and through one that `cut` tells to cut all connections. */
const { REMOTE = '', TLS_REMOTE = '', TLS_CA = '', CUT_REMOTE = '', CUT_URL = '', SPARK_UI = '' } = process.env;

/** How long a case may take, in milliseconds. */
const limit = 60_000;

async function cut(): Promise<void> {
  assert.ok((await fetch(CUT_URL)).ok);
}

/** Returns the number of jobs that Spark works on. */
async function runningJobs(): Promise<number> {
  const read = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${SPARK_UI}/api/v1/applications${path}`)).json()) as T;
  const [application] = await read<readonly { readonly id: string }[]>('');
  return (await read<readonly unknown[]>(`/${application?.id}/jobs?status=running`)).length;
}

async function waitForJobs(isEnough: (jobs: number) => boolean): Promise<void> {
  const end = performance.now() + 15_000;
  for (let jobs = await runningJobs(); !isEnough(jobs); jobs = await runningJobs()) {
    assert.ok(performance.now() < end, `Spark works on ${jobs} jobs after 15 seconds.`);
    await sleep(50);
  }
}

/** Returns the error of an action, which must be of a class. */
async function failureOf<E extends Error>(
  action: Promise<unknown>,
  type: abstract new (...args: never[]) => E,
): Promise<E> {
  const error: unknown = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof type, `${type.name} expected, not ${String(error)}`);
  return error;
}

/** A query with many partitions, so that its rows come while Spark still computes. */
function longQuery(spark: SparkSession): DataFrame<{ id: bigint }> {
  return spark.range(0, 50_000_000, 1, 1000);
}

/** A query that takes minutes, and returns nothing. */
function slowQuery(spark: SparkSession): DataFrame<object> {
  return spark.range(0, 20_000_000_000, 1, 1000).filter('id % 7 = 8');
}

const cases: Readonly<Record<string, (spark: SparkSession) => Promise<void>>> = {
  async 'connect, with a version'(spark) {
    assert.match(await spark.version(), /^3\.5\./);
  },

  async 'values of all kinds'(spark) {
    const frame = await spark.sql(
      `SELECT 9007199254740993L AS long, 12.30BD AS decimal, timestamp'2026-01-31 12:00:00.000001Z' AS time,
         date'2026-01-31' AS day, X'00ff' AS bytes, array(1, null) AS list, map('a', 1.5D) AS map, struct('ä' AS name) AS struct,
         double('NaN') AS nan, CAST(NULL AS INT) AS none, INTERVAL '1 02:03:04' DAY TO SECOND AS span`,
    );
    const row = await frame.first();
    assert.ok(row);
    assert.equal(row['long'], 9007199254740993n);
    assert.equal(String(row['decimal']), '12.30');
    assert.equal((row['time'] as Timestamp).epochMicroseconds % 1000n, 1n);
    assert.equal(String(row['day']), '2026-01-31');
    assert.deepEqual([...(row['bytes'] as Uint8Array)], [0, 255]);
    assert.deepEqual(row['list'], [1, null]);
    assert.deepEqual(row['map'], new Map([['a', 1.5]]));
    assert.deepEqual({ ...(row['struct'] as object) }, { name: 'ä' });
    assert.ok(Number.isNaN(row['nan']));
    assert.equal(row['none'], null);
    assert.match(String(row['span']), /1 02:03:04/);
  },

  async 'rows of the program, in a request of some megabytes'(spark) {
    const rows = Array.from({ length: 50_000 }, (_, id) => ({ id, text: `text ${id}`.padEnd(60, '.') }));
    const frame = await spark.createDataFrame(rows);
    const sums = await frame.selectExpr('sum(id) AS ids', 'sum(length(text)) AS letters').first();
    assert.deepEqual({ ...sums }, { ids: 1_249_975_000, letters: 3_000_000n });
  },

  async 'errors with class, and a long message'(spark) {
    const missing = await failureOf(spark.table('missing').collect(), AnalysisException);
    assert.equal(missing.errorClass, 'TABLE_OR_VIEW_NOT_FOUND');
    await failureOf(spark.sql('SELEC 1'), ParseException);
    const long = await failureOf(
      spark
        .range(1)
        .select(col('x'.repeat(30_000)))
        .collect(),
      AnalysisException,
    );
    assert.ok(long.message.includes('x'.repeat(1000)), long.message.slice(0, 200));
  },

  async 'a large result, row by row'(spark) {
    let [rows, sum] = [0, 0n];
    for await (const { id } of spark.range(0, 3_000_000, 1, 30).toLocalIterator()) {
      rows++;
      sum += id;
      if (rows === 1_000_000) await sleep(1000); // Spark has to wait, and to continue.
    }
    assert.deepEqual([rows, sum], [3_000_000, 4_499_998_500_000n]);
  },

  async 'leaving a result early'(spark) {
    for await (const { id } of longQuery(spark).toLocalIterator()) if (id === 10n) break;
    await waitForJobs((jobs) => jobs === 0);
    assert.equal(await spark.range(3).count(), 3);
  },

  async 'cancelling by a signal'(spark) {
    const reason = new Error('enough');
    const controller = new AbortController();
    const action = slowQuery(spark).count({ signal: controller.signal });
    const failure = failureOf(action, Error);
    await waitForJobs((jobs) => jobs > 0);
    controller.abort(reason);
    assert.equal(await failure, reason);
    await waitForJobs((jobs) => jobs === 0);
  },

  async 'a time limit'(spark) {
    const action = slowQuery(spark).count({ timeout: 500 });
    assert.equal((await failureOf(action, Error)).name, 'TimeoutError');
  },

  async 'many calls at once'(spark) {
    const counts = await Promise.all(Array.from({ length: 40 }, (_, rows) => spark.range(rows).count()));
    assert.deepEqual(
      counts,
      counts.map((_, rows) => rows),
    );
  },

  async 'a streaming query with its progress'(spark) {
    const numbers = spark.readStream.format('rate-micro-batch').options({ rowsPerBatch: 10, numPartitions: 1 }).load();
    const sink = await memorySink(numbers.select('value'), { name: 'numbers' });
    const query = await sink.writeStream.trigger({ processingTime: '200 milliseconds' }).start();
    for await (const { batchId } of query.progress()) if (batchId >= 2) break;
    await query.stop();
    const values: unknown[] = [];
    for await (const row of sink.rows({ until: query })) values.push(row['value']);
    assert.ok(values.length >= 30);
    assert.deepEqual(
      values,
      values.map((_, index) => BigInt(index)),
    );
  },

  async foreachBatch(spark) {
    const counts: number[] = [];
    const numbers = spark.readStream.format('rate-micro-batch').options({ rowsPerBatch: 10, numPartitions: 1 }).load();
    const query = await numbers.writeStream
      .foreachBatch(async (batch, batchId) => {
        counts.push(await batch.count());
        if (batchId === 2n) await query.stop();
      })
      .start();
    await query.awaitTermination();
    assert.deepEqual(counts.slice(0, 3), [10, 10, 10]);
  },

  async 'a function that runs in Spark'(spark) {
    const factor = 3;
    const triple = udf((id: bigint | null) => Number(id) * factor, 'double', { using: { factor } });
    const rows = await spark
      .range(3)
      .select(triple(col('id')).alias('x'))
      .collect();
    assert.deepEqual(
      rows.map(({ x }) => x),
      [0, 3, 6],
    );
  },

  async 'an artifact of some megabytes'(spark) {
    await spark.addArtifact({ kind: 'file', name: 'random.bin', content: randomBytes(5_000_000) });
    const folder = mkdtempSync(join(tmpdir(), 'smoke-'));
    writeFileSync(join(folder, 'more.bin'), randomBytes(3_000_000));
    await spark.addArtifact(join(folder, 'more.bin'), { kind: 'file' }); // The server confirms the checksum of each part.
    rmSync(folder, { recursive: true });
  },

  async TLS() {
    const ca = readFileSync(TLS_CA);
    const spark = await SparkSession.builder.remote(TLS_REMOTE).tls({ ca }).getOrCreate();
    assert.equal(
      await spark
        .range(0, 300_000, 1, 3)
        .filter(col('id').geq(lit(0)))
        .count(),
      300_000,
    );
    assert.equal((await spark.range(0, 300_000, 1, 3).collect()).length, 300_000);
    await spark.stop();
    await failureOf(SparkSession.builder.remote(TLS_REMOTE).tls().connectTimeout(3000).getOrCreate(), ConnectionError);
  },

  async 'a connection that breaks during a result'() {
    const spark = await SparkSession.builder.remote(CUT_REMOTE).getOrCreate();
    let [rows, sum] = [0, 0n];
    for await (const { id } of spark.range(0, 3_000_000, 1, 30).toLocalIterator()) {
      if (rows++ % 1_000_000 === 500_000) {
        await sleep(1500); // Spark sends as much as it may.
        await cut();
      }
      sum += id;
    }
    assert.deepEqual([rows, sum], [3_000_000, 4_499_998_500_000n]);
    await spark.stop();
  },

  async 'a connection that breaks between two calls, and while Spark computes'() {
    const spark = await SparkSession.builder.remote(CUT_REMOTE).getOrCreate();
    await cut();
    assert.equal(await spark.range(3).count(), 3);
    const counted = spark.range(0, 400_000_000, 1, 8).agg(count('*').alias('n')).collect();
    await sleep(300);
    await cut();
    assert.equal((await counted)[0]?.n, 400_000_000n);
    await spark.stop();
  },

  async 'no server'() {
    const error = await failureOf(SparkSession.builder.remote('sc://127.0.0.1:1').getOrCreate(), ConnectionError);
    assert.match(error.message, /127\.0\.0\.1:1/);
  },
};

async function inTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${limit / 1000} seconds`)), limit);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

const only = process.argv.slice(2);
const spark = await SparkSession.builder.remote(REMOTE).getOrCreate();
for (const [name, run] of Object.entries(cases)) {
  if (only.length > 0 && !only.includes(name)) continue;
  const start = performance.now();
  const failure: unknown = await inTime(run(spark)).then(
    () => undefined,
    (error: unknown) => error,
  );
  const error = failure instanceof Error ? failure.stack : failure;
  console.log(JSON.stringify({ name, ok: failure === undefined, milliseconds: performance.now() - start, error }));
}
await spark.stop();
// run-smoke.ts notices if the process does not end now.
console.log(JSON.stringify({ stopped: true }));
