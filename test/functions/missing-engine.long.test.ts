import { afterAll, beforeAll, expect, it } from 'vitest';
import { SparkSession, udf } from '../../src/index.ts';
import { startOwnServer, type OwnServer } from '../support/own-server.ts';

let server: OwnServer;
let spark: SparkSession;

beforeAll(async () => {
  server = await startOwnServer('no-v8', { services: ['spark'] });
  spark = await SparkSession.builder.remote(server.sparkRemote).getOrCreate();
}, 180_000);
afterAll(async () => {
  await spark.stop();
  await server.stop();
});

it('a server without V8 runs functions of rows in Rhino, and says what is missing for the engine v8', async () => {
  const ids = spark.range(2);
  expect(await ids.mapRows(({ id }) => ({ next: id + 1n }), 'next bigint').collect()).toHaveLength(2);
  const missing = /engine v8 needs Javet.*put the jars javet and javet-v8-/;
  await expect(ids.mapRows(({ id }) => ({ next: id + 1n }), 'next bigint', { engine: 'v8' }).collect()).rejects.toThrow(
    missing,
  );
  const next = udf((id: bigint) => id + 1n, 'bigint', { engine: 'v8' });
  await expect(ids.select(next('id')).collect()).rejects.toThrow(missing);
});
