import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, inject } from 'vitest';
import { SparkSession } from '../../src/index.ts';
import { lit } from '../../src/functions.ts';
import { archiveError, isConflict, requireDelta } from '../../jobs/archive/archive-error.ts';
import { archiveStep, lossSentence } from '../../jobs/archive/archive-step.ts';
import { ArchiveTable, archiveSettings, transactionsTable } from '../../jobs/archive/archive-table.ts';
import type { TransactionsMark } from '../../jobs/archive/next-batches.ts';
import { readArchive } from '../../jobs/archive/read-archive.ts';
import { startWindowQuery } from '../../jobs/consume/consume-windows.ts';
import { runJobProcess, startJobProcess, type RunningJob } from '../../jobs/job-process.ts';
import { ensureTopic } from '../../jobs/kafka/ensure-topic.ts';
import { transactionsTopic } from '../../jobs/transactions/transactions-topic.ts';
import {
  addresses,
  argumentsOf,
  jobOf,
  jsonQuery,
  kafka,
  latestMark,
  optionsOf,
  parquetFiles,
  partitions,
  place,
  round,
  send,
  useArchives,
} from '../support/archived-job.ts';
import { ExactArchive } from './exact-archive.ts';
import { startOwnServer } from '../support/own-server.ts';
import { test } from '../support/spark-test.ts';

test.override('sparkConf', archiveSettings);
useArchives();

/** Kills the job as soon as its step has written a file, which its commit has not added to the table yet. */
async function killWithinStep({ job, ended }: RunningJob, folder: string): Promise<void> {
  const before = parquetFiles(folder);
  while (parquetFiles(folder) === before) {
    if (job.exitCode !== null) throw new Error(`The job ended: ${(await ended).stderr}`);
    await sleep(5);
  }
  job.kill('SIGKILL');
  await ended;
}

/** Waits until the archive has all batches up to those that have read this number of records. */
async function untilArchived(archive: string, records: number): Promise<void> {
  const archived = (): number => {
    const ends = latestMark<TransactionsMark>(join(archive, transactionsTable.name))?.ends ?? {};
    return Object.values(ends).reduce((sum, end) => sum + end, 0);
  };
  await expect.poll(archived, { timeout: 240_000, interval: 50 }).toBe(records);
}

describe('The archive', { timeout: 480_000 }, () => {
  test('has each counted transaction and each final window once, although the job is killed within a step', async ({
    spark,
  }) => {
    const exact = new ExactArchive('killed');
    await exact.createTopic();
    const consume = [
      'consume',
      ...argumentsOf(exact.topic),
      '--json',
      '--archive',
      exact.archive,
      '--archive-every',
      '1',
    ];
    await exact.sendNext();
    await killWithinStep(startJobProcess(consume), join(exact.archive, 'transactions'));
    await exact.sendNext();
    const options = optionsOf(exact.topic, exact.archive);
    const interrupted = await startWindowQuery(options, { onWindow: () => {} });
    await exact.sendNext();
    await untilArchived(exact.archive, exact.sent.length);
    await exact.sendNext();
    const interruptedAt = performance.now();
    await interrupted.stopNow();
    expect(performance.now() - interruptedAt).toBeLessThan(4500);
    // What the interrupted run has not archived comes with the next one, which stops in its own time.
    const query = await startWindowQuery(options, { onWindow: () => {} });
    await query.processAllAvailable();
    await query.stop();

    await exact.expectExact(spark);
  });

  test('survives two writers at once, compaction during a query, and the retention of the topic', async ({ spark }) => {
    const topic = `archive-${process.pid}-parts`;
    const archive = join(place, 'parts');
    await ensureTopic(kafka, { topic, ...transactionsTopic, numPartitions: partitions });
    const query = await startWindowQuery(optionsOf(topic), { onWindow: () => {} });
    const messages = round(0, Date.now() - 30_000, []).slice(0, 60);
    for (let sent = 0; sent < messages.length; sent += 15) {
      await send(topic, messages.slice(sent, sent + 15));
      await query.processAllAvailable();
    }
    await query.stop();

    const job = jobOf(spark, topic, archive);
    const other = await SparkSession.builder.remote(inject('sparkRemote')).config(archiveSettings).getOrCreate();
    const steps = await Promise.allSettled([archiveStep(job, 15), archiveStep({ ...job, spark: other }, 30)]);
    await other.stop();
    const failures = steps.flatMap((step) => (step.status === 'rejected' ? [step.reason as unknown] : []));
    expect(failures.filter((error) => !isConflict(error))).toEqual([]);
    await archiveStep(job, 15);
    const table = new ArchiveTable(spark, archive, transactionsTable);
    const countOf = async (): Promise<unknown> =>
      (await table.read().selectExpr('count(*) AS n', 'count(DISTINCT partition, offset) AS d').collect())[0];
    const [first] = await table.read().selectExpr('count(*) AS n').collect();
    const before = first?.['n'] as bigint;
    expect(before).toBeGreaterThan(15n);
    expect(before).toBeLessThan(60n);
    expect(await countOf()).toEqual({ n: before, d: before });

    // One reader has begun, and another has planned what to read.
    const old = await readArchive(job);
    const reading = old.transactions!.rows.toLocalIterator();
    const rows = [(await reading.next()).value];
    const files = parquetFiles(table.path);
    const compacted = await runJobProcess(['archive', 'compact', ...addresses, '--archive', archive]);
    expect(compacted).toMatchObject({ exitCode: 0, stderr: '' });
    expect(compacted.stdout).toMatch(
      /^transactions: merged \d+ files into 1; deleted unused files older than 168 hours\.\n/,
    );
    for await (const row of reading) rows.push(row);
    expect(rows).toHaveLength(Number(before));
    expect(await old.transactions!.rows.collect()).toHaveLength(Number(before));
    expect(parquetFiles(table.path)).toBe(files + 1);
    expect(await countOf()).toEqual({ n: before, d: before });
    expect((await table.size()).files).toBe(1);

    // The query adds what is not archived yet.
    const sql = 'SELECT count(*) AS n, count(DISTINCT partition, offset) AS d FROM transactions';
    const windowsSql = 'SELECT sum(record_count), count(*) - count(DISTINCT window_start) FROM windows';
    expect(await jsonQuery(topic, `${sql} UNION ALL ${windowsSql}`, '--archive', archive)).toEqual([
      { n: 60, d: 60 },
      { n: 120, d: 0 },
    ]);

    const admin = kafka.admin();
    await admin.connect();
    const offsets = await admin.fetchTopicOffsets(topic);
    // Two records of a partition that are not archived yet, and all that are.
    const high = Number(offsets.find(({ partition }) => partition === 0)?.high);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(high - 1) }] });
    await admin.disconnect();
    const archivedInFirst = await table.read().filter('partition = 0').count();
    const { losses, archived, last } = await archiveStep(job);
    expect(losses).toEqual([{ partition: 0, first: archivedInFirst, last: high - 2 }]);
    const lost = high - 1 - archivedInFirst;
    expect(lossSentence(topic, archive, losses)).toContain(
      `Topic ${topic} has deleted ${lost} records that were not archived yet`,
    );
    expect(archived).toEqual(last);
    expect(await jsonQuery(topic, sql, '--archive', archive)).toEqual([{ n: 60 - lost, d: 60 - lost }]);
    expect(await jsonQuery(topic, sql)).toEqual([{ n: 60 - high + 1, d: 60 - high + 1 }]);
    expect((await archiveStep(job)).losses).toEqual([]);
  });

  test('is refused with one sentence by a server without Delta Lake, and at a place without an archive', async ({
    spark,
  }) => {
    const server = await startOwnServer('no-delta', { services: ['spark'], stock: true });
    const stock = await SparkSession.builder.remote(server.sparkRemote).getOrCreate();
    try {
      const sentence =
        /^The Spark server has no Delta Lake, which the archive needs: add the package io\.delta:delta-spark /;
      await expect(requireDelta(stock)).rejects.toThrow(sentence);
      const error: unknown = await new ArchiveTable(stock, join(place, 'none'), transactionsTable)
        .create(stock.range(1).select('id', lit('x').alias('day')))
        .catch((reason: unknown) => reason);
      expect(archiveError(error, place, [])).toMatchObject({ message: expect.stringMatching(sentence) as string });
    } finally {
      await stock.stop();
      await server.stop();
    }
    await expect(requireDelta(spark)).resolves.toBeUndefined();
    const missing = await runJobProcess(['archive', 'status', ...addresses, '--archive', join(place, 'none')]);
    expect(missing).toMatchObject({ exitCode: 1, stdout: '' });
    expect(missing.stderr).toMatch(/^There is no archive at .*\. Write one with .*\n$/);
  });
});
