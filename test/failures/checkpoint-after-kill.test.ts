import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SparkSession, type StreamingQuery } from '../../src/index.ts';
import { startOwnServer, type OwnServer } from '../support/own-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const rounds = 2;
const folder = temporaryFolder();
const checkpoint = join(folder, 'checkpoint');
const rows = join(folder, 'rows');
let server: OwnServer;

beforeAll(async () => {
  const sparkConf = { 'spark.sql.streaming.minBatchesToRetain': '100000', 'spark.sql.shuffle.partitions': '2' };
  server = await startOwnServer('checkpoint-kill', { services: ['spark'], sparkConf });
});
afterAll(() => server.stop());

/** Starts the query, or resumes it: it writes each number of the source once, and its state has all of them. */
function start(spark: SparkSession): Promise<StreamingQuery> {
  return spark.readStream
    .format('rate-micro-batch')
    .options({ rowsPerBatch: 10, startTimestamp: 0, numPartitions: 1 })
    .load()
    .dropDuplicates('value')
    .select('value')
    .writeStream.format('parquet')
    .option('checkpointLocation', checkpoint)
    .start(rows);
}

/** Runs the query until some batches are acknowledged, then kills the server. Returns the number of the last acknowledged batch. */
async function runAndKill(round: number): Promise<number> {
  const spark = await SparkSession.builder
    .remote(server.sparkRemote)
    .retryPolicy({ maxRetries: 1 })
    .heartbeatInterval(0)
    .getOrCreate();
  const query = await start(spark);
  let last = -1;
  let seen = 0;
  const following = (async () => {
    for await (const { batchId } of query.progress()) {
      last = batchId;
      seen++;
    }
  })().catch(() => {});
  while (seen < 3) await sleep(10);
  // Another moment of a batch each time: before, in and after its two commits.
  await sleep(round * 37);
  await server.kill();
  await following;
  await spark.stop().catch(() => {});
  return last;
}

/** The files of a log with their numbers. Temporary files do not count. */
function logFiles(log: string): readonly number[] {
  return readdirSync(join(checkpoint, log))
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Throws unless a file of a checkpoint log is complete: a version and lines of JSON. */
function parseLog(file: string): void {
  const [version, ...lines] = readFileSync(file, 'utf8').split('\n');
  expect(version, file).toBe('v1');
  for (const line of lines) JSON.parse(line);
  expect(lines.length, file).toBeGreaterThan(0);
}

it(`a checkpoint survives ${rounds} kills of its server: it has all acknowledged batches and no partial file`, async () => {
  const acknowledged: number[] = [];
  for (let round = 0; round < rounds; round++) {
    acknowledged.push(await runAndKill(round));
    for (const log of ['offsets', 'commits']) {
      for (const batch of logFiles(log)) parseLog(join(checkpoint, log, String(batch)));
      const complete = Array.from({ length: acknowledged.at(-1)! + 1 }, (_, batch) => batch);
      expect(logFiles(log)).toEqual(expect.arrayContaining(complete));
    }
    expect(existsSync(join(checkpoint, 'metadata'))).toBe(true);
    await server.restart();
  }
  // Every round got further than the one before it.
  expect(acknowledged).toEqual([...new Set(acknowledged)].sort((a, b) => a - b));

  const spark = await SparkSession.builder.remote(server.sparkRemote).getOrCreate();
  const values = (await spark.read.parquet(rows).orderBy('value').collect()).map(({ value }) => Number(value));
  expect(values).toEqual(Array.from({ length: values.length }, (_, index) => index));
  expect(values.length).toBeGreaterThanOrEqual((acknowledged.at(-1)! + 1) * 10);
  await spark.stop();
}, 900_000);
