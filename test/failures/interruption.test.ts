import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, vi } from 'vitest';
import { root } from '../../scripts/setup/paths.mjs';
import { expr, sum } from '../../src/functions.ts';
import { SparkSession, type ActionOptions } from '../../src/index.ts';
import { it } from '../support/spark-test.ts';

const failure = (action: Promise<unknown>): Promise<Error> =>
  action.then(
    () => expect.unreachable('the action should have failed'),
    (error: unknown) => error as Error,
  );

/** Starts an action that would take hours. */
const endless = (session: SparkSession, options: ActionOptions): Promise<unknown> =>
  session
    .range(0, 10 ** 15)
    .agg(sum(expr('sqrt(id)')).alias('total'))
    .collect(options);

/** Whether Spark runs a job of an operation, according to its REST API. */
async function isAtWork(operationId: string): Promise<boolean> {
  const get = async (path: string): Promise<unknown> => (await fetch(`${inject('sparkUi')}/api/v1/${path}`)).json();
  const [application] = (await get('applications')) as { id: string }[];
  const jobs = (await get(`applications/${application?.id}/jobs?status=running`)) as { jobTags?: string[] }[];
  return jobs.some(({ jobTags = [] }) => jobTags.some((tag) => tag.includes(operationId)));
}

const waitUntil = (operationId: string, atWork: boolean): Promise<void> =>
  vi.waitFor(async () => expect(await isAtWork(operationId)).toBe(atWork), { timeout: 20_000, interval: 100 });

describe('an action stops its work on the server', () => {
  it.for<readonly [string, (stop: AbortController) => ActionOptions, (stop: AbortController) => void, string]>([
    ['when its signal is aborted', ({ signal }) => ({ signal }), (stop) => stop.abort(new Error('enough')), 'enough'],
    [
      'when its timeout expires',
      () => ({ timeout: 3000 }),
      () => {},
      'The action took longer than its timeout of 3000 ms.',
    ],
  ])('%s', async ([, options, end, message], { spark }) => {
    const operationId = randomUUID();
    const stop = new AbortController();
    const outcome = failure(endless(spark, { operationId, ...options(stop) }));
    await waitUntil(operationId, true);
    end(stop);
    expect((await outcome).message).toBe(message);
    await waitUntil(operationId, false);
  });

  it('when the loop over its rows ends early', async ({ spark }) => {
    const operationId = randomUUID();
    const slow = spark
      .range(0, 2000, 1, 200)
      .selectExpr('id', 'reduce(sequence(1, 200000), 0D, (a, x) -> a + sqrt(x)) AS y');
    for await (const { id } of slow.toLocalIterator({ operationId })) {
      expect(id).toBe(0n);
      await waitUntil(operationId, true);
      break;
    }
    await waitUntil(operationId, false);
  });

  it('when its session is stopped', async () => {
    const own = await SparkSession.builder.remote(inject('sparkRemote')).getOrCreate();
    const operationId = randomUUID();
    const outcome = failure(endless(own, { operationId }));
    await waitUntil(operationId, true);
    await own.stop();
    expect((await outcome).message).toContain('This Spark session is stopped');
    await waitUntil(operationId, false);
  });
});

describe('SparkSession', () => {
  const interrupted = { errorClass: 'OPERATION_CANCELED', sqlState: 'HY008' };

  it('interruptTag() ends the operations with the tag and no others', async ({ spark }) => {
    const [one, two] = [randomUUID(), randomUUID()];
    spark.addTag('session');
    expect(spark.getTags()).toEqual(['session']);
    const first = failure(endless(spark, { operationId: one, tags: ['first'] }));
    spark.removeTag('session');
    const second = failure(endless(spark, { operationId: two, tags: ['second'] }));
    await Promise.all([waitUntil(one, true), waitUntil(two, true)]);
    expect(await spark.interruptTag('nobody')).toEqual([]);
    expect(await spark.interruptTag('session')).toEqual([one]);
    expect(await first).toMatchObject(interrupted);
    expect(await isAtWork(two)).toBe(true);
    expect(await spark.interruptTag('second')).toEqual([two]);
    expect(await second).toMatchObject(interrupted);
    spark.addTag('again');
    spark.clearTags();
    expect(spark.getTags()).toEqual([]);
  });

  it('interruptOperation() ends one operation and interruptAll() ends all', async () => {
    const own = await SparkSession.builder.remote(inject('sparkRemote')).getOrCreate();
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    const outcomes = ids.map((operationId) => failure(endless(own, { operationId })));
    await Promise.all(ids.map((id) => waitUntil(id, true)));
    expect(await own.interruptOperation(ids[0]!)).toEqual([ids[0]]);
    expect(await outcomes[0]).toMatchObject(interrupted);
    expect(await own.interruptOperation(ids[0]!)).toEqual([]);
    expect((await own.interruptAll()).sort()).toEqual(ids.slice(1).sort());
    expect(await outcomes[1]).toMatchObject(interrupted);
    expect(await outcomes[2]).toMatchObject(interrupted);
    await own.stop();
  });
});

it('a session runs 200 actions at once and then lets the process exit', { timeout: 120_000 }, async () => {
  const index = join(root, 'src', 'index.ts');
  const program = `
    const { SparkSession } = await import(${JSON.stringify(index)});
    const spark = await SparkSession.builder.remote(${JSON.stringify(inject('sparkRemote'))}).getOrCreate();
    const sizes = Array.from({ length: 200 }, (_, size) => size);
    const counts = await Promise.all(sizes.map(async (size) => (await spark.range(size).collect()).length));
    console.log(counts.every((count, size) => count === size));
    await spark.stop();
    const open = process.getActiveResourcesInfo().filter((name) => !/^(Pipe|TTY|FS|File)/.test(name));
    console.log(JSON.stringify(open));
  `;
  const run = promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    cwd: root,
    timeout: 110_000,
  });
  expect((await run).stdout).toBe('true\n[]\n');
});
