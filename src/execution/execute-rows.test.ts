import { afterEach, expect, it } from 'vitest';
import { encodeRows } from '../arrow/encode-rows.ts';
import { DataTypes, SparkConnectError, SparkSession, StructType, type Row } from '../index.ts';
import { startScriptedServer, type ScriptedServer } from '../../test/support/scripted-server.ts';
import { toProto } from '../types/data-type-proto.ts';

const schema = new StructType().add('id', DataTypes.LongType).add('name', DataTypes.StringType);
const rows: readonly Row[] = [
  { id: 1n, name: 'one' },
  { id: null, name: 'zwei €' },
  { id: -3n, name: null },
];
const { bytes } = encodeRows(rows, schema);

let server: ScriptedServer;
let spark: SparkSession;
afterEach(async () => {
  await spark.stop();
  server.stop();
});

async function collect(...batches: readonly Uint8Array[]): Promise<Row[]> {
  const data = batches.map((each) => ({
    responseType: { case: 'arrowBatch' as const, value: { rowCount: BigInt(rows.length), data: each } },
  }));
  server = await startScriptedServer([{ responses: [{ schema: toProto(schema) }, ...data], end: 'complete' }]);
  spark = await SparkSession.builder.remote(`sc://127.0.0.1:${server.port}`).getOrCreate();
  return spark.range(1).collect();
}

it('collect() returns the rows of several batches in order', async () => {
  expect(await collect(bytes, bytes)).toEqual([...rows, ...rows]);
});

it.each([
  ['no bytes', bytes.subarray(0, 0)],
  ['half a batch', bytes.subarray(0, bytes.length >> 1)],
  ['random bytes', Uint8Array.from({ length: 1000 }, (_, index) => (index * 7919) & 0xff)],
])('collect() rejects and releases the operation if a valid batch is followed by %s', async (_, broken) => {
  const error = await collect(bytes, broken).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SparkConnectError);
  expect((error as Error).message).toMatch(/^The server sent an Arrow batch that cannot be read: /);
  await spark.stop();
  expect(server.calls).toContain('Release all');
});
