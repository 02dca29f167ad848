import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SparkSession, udf } from '../../src/index.ts';
import { findJava } from '../../scripts/setup/java.mjs';
import { runCommand } from '../../scripts/setup/run-command.mjs';
import { ownStackFolder } from '../../stack/own-stacks.ts';
import { readRecord } from '../../stack/stack-record.ts';
import { startOwnServer, type OwnServer } from '../support/own-server.ts';

let server: OwnServer;
let spark: SparkSession;

beforeAll(async () => {
  // Without the companion jar on the class path, so that each session uploads it.
  server = await startOwnServer('registrations', { services: ['spark'], stock: true });
  spark = await SparkSession.builder.remote(server.sparkRemote).getOrCreate();
}, 180_000);
afterAll(async () => {
  await spark.stop();
  await server.stop();
});

/** Registers functions with different source texts, and calls each of them. */
async function registerAndCall(session: SparkSession, name: (index: number) => string, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    const fn = new Function('x', `return Number(x) + ${index}`) as (x: bigint) => number;
    await session.udf.register(name(index), udf(fn, 'double'));
    const row = await (await session.sql(`SELECT ${name(index)}(id) AS r FROM range(1)`)).first();
    expect(row).toEqual({ r: index });
  }
}

/** Returns what the server uses after a garbage collection. */
async function usage(): Promise<{ readonly classes: number; readonly metaspaceKiB: number }> {
  const { pid } = readRecord(ownStackFolder('registrations'))!.processes.spark!;
  const jcmd = async (...args: readonly string[]): Promise<string> => {
    const { ok, output } = await runCommand(join(findJava(process.env).home, 'bin', 'jcmd'), [String(pid), ...args]);
    expect(ok, output).toBe(true);
    return output;
  };
  // The first collection finds the class loaders that are not used, and the second one frees what only they used.
  for (let run = 0; run < 2; run++) await jcmd('GC.run');
  const heap = await jcmd('GC.heap_info');
  const text = await jcmd('VM.metaspace', 'scale=KB');
  const classes = Number(/(\d+) classes/.exec(text)![1]);
  const metaspaceKiB = Number(/Metaspace\s+used (\d+)K/.exec(heap)![1]);
  return { classes, metaspaceKiB };
}

it('1,000 registrations in a session leave no classes behind', { timeout: 1_200_000 }, async () => {
  // Fills the caches of Spark and of the engine, which keep the latest 100.
  await registerAndCall(spark, (index) => `warm_${index}`, 150);
  const before = await usage();
  await registerAndCall(spark, (index) => `f_${index}`, 1000);
  const first = await usage();
  await registerAndCall(spark, (index) => `g_${index}`, 1000);
  const second = await usage();
  for (let session = 0; session < 10; session++) {
    const other = await SparkSession.builder.remote(server.sparkRemote).getOrCreate();
    await registerAndCall(other, () => 'f', 5);
    await other.stop();
  }
  const sessions = await usage();
  process.stdout.write(`${JSON.stringify({ before, first, second, sessions })}\n`);
  expect(first.classes - before.classes).toBeLessThan(200);
  // The compiler of the JVM also keeps its counters in the metaspace, until it knows all methods.
  expect(second.metaspaceKiB - first.metaspaceKiB).toBeLessThan(1024);
  expect(second.classes - first.classes).toBeLessThan(100);
  expect(sessions.metaspaceKiB - second.metaspaceKiB).toBeLessThan(4096);
});
