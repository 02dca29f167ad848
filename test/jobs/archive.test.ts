import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, inject } from 'vitest';
import { archiveStatus } from '../../jobs/archive/archive-status.ts';
import { ArchiveTable, archiveSettings, transactionsTable, windowsTable } from '../../jobs/archive/archive-table.ts';
import type { TransactionsMark } from '../../jobs/archive/next-batches.ts';
import { startWindowQuery } from '../../jobs/consume/consume-windows.ts';
import { ExpectedWindows } from '../../jobs/demo/expected-windows.ts';
import { auditTopic } from '../../jobs/fates/audit-topic.ts';
import { runJobProcess, startJobProcess, type RunningJob } from '../../jobs/job-process.ts';
import { ensureTopic } from '../../jobs/kafka/ensure-topic.ts';
import type { TransactionMessage } from '../../jobs/transactions/transaction.ts';
import { transactionsTopic } from '../../jobs/transactions/transactions-topic.ts';
import { windowRow, type SinkRow } from '../../jobs/windows/window-row.ts';
import { readBatchEnds } from '../../scripts/checks/chaos/batch-ends.ts';
import { modelFates } from '../../scripts/checks/chaos/model-fates.ts';
import {
  addresses,
  argumentsOf,
  jobOf,
  kafka,
  kafkaServers,
  latestMark,
  optionsOf,
  parquetFiles,
  partitions,
  place,
  position,
  round,
  send,
  useArchives,
  watermark,
  type Sent,
} from '../support/archived-job.ts';
import { test } from '../support/spark-test.ts';

test.override('sparkConf', archiveSettings);

useArchives();

const day = 86_400_000;

function expectedCounted(sent: readonly Sent[], checkpoint: string): readonly Sent[] {
  const fates = modelFates(sent, readBatchEnds(checkpoint), watermark * 1000);
  return sent.filter((each) => fates.get(each) === 'counted');
}

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
    const topic = `archive-${process.pid}-killed`;
    const archive = join(place, 'killed ü');
    const checkpoint = join(inject('checkpointDir'), topic);
    await ensureTopic(kafka, { topic, ...transactionsTopic, numPartitions: partitions });
    const start = Math.floor(Date.now() / day) * day - day - 15_000;
    const consume = ['consume', ...argumentsOf(topic), '--json', '--archive', archive, '--archive-every', '1'];
    const sent: Sent[] = [];
    const next = async (): Promise<void> => {
      const number = sent.length === 0 ? 0 : Math.max(...sent.map((each) => each.transaction?.batch_number ?? 0));
      sent.push(...(await send(topic, round(number, start + number * 10_000, sent))));
    };
    await next();
    await killWithinStep(startJobProcess(consume), join(archive, 'transactions'));
    await next();
    const options = optionsOf(topic, archive);
    const interrupted = await startWindowQuery(options, { onWindow: () => {} });
    await next();
    await untilArchived(archive, sent.length);
    await next();
    const interruptedAt = performance.now();
    await interrupted.stopNow();
    expect(performance.now() - interruptedAt).toBeLessThan(4500);
    // What the interrupted run has not archived comes with the next one, which stops in its own time.
    const query = await startWindowQuery(options, { onWindow: () => {} });
    await query.processAllAvailable();
    await query.stop();

    const counted = expectedCounted(sent, checkpoint);
    const table = new ArchiveTable(spark, archive, transactionsTable);
    const rows = await table.read().collect();
    expect(rows.map((row) => position(row as unknown as Sent)).toSorted()).toEqual(counted.map(position).toSorted());
    const days = new Set(rows.map((row) => String(row['day'])));
    expect(days.size).toBe(2);
    expect(readdirSync(join(archive, 'transactions')).filter((name) => name.startsWith('day='))).toHaveLength(2);

    const expected = new ExpectedWindows(10, 5);
    for (const { transaction } of counted) expected.add(transaction!);
    const windows = new ArchiveTable(spark, archive, windowsTable);
    const archivedWindows = ((await windows.read().collect()) as unknown as readonly SinkRow[]).map(windowRow);
    expect(archivedWindows.length).toBeGreaterThan(4);
    expect(expected.countEqual(archivedWindows)).toBe(archivedWindows.length);
    expect(new Set(archivedWindows.map(({ window_start }) => window_start)).size).toBe(archivedWindows.length);

    expect(await archiveStatus(jobOf(spark, topic, archive))).toMatchObject({ batches_behind: 0, records_behind: 0 });
    const settings = { ...optionsOf(topic), sparkKafkaServers: [kafkaServers] };
    expect(await auditTopic(spark, kafka, settings, archive)).toMatchObject({
      closes: true,
      problems: [],
      archive: { transactions: counted.length, windows: archivedWindows.length },
    });
    // The audit can fail.
    await (await spark.sql(`DELETE FROM ${table.sqlName} WHERE offset = 5`)).collect();
    await (await spark.sql(`UPDATE ${table.sqlName} SET final_amount = -1 WHERE offset = 6`)).collect();
    const account = await auditTopic(spark, kafka, settings, archive);
    expect(account?.problems).toEqual([
      expect.stringMatching(/^[1-3] counted records are not in the archive\.$/),
      expect.stringMatching(/^[1-3] transactions of the archive differ from their records\.$/),
    ]);
  });

  test('keeps the values of all fields, and the text of a message that has more than its columns hold', async ({
    spark,
  }) => {
    const topic = `archive-${process.pid}-fields`;
    const archive = join(place, 'fields');
    const [plain] = round(0, Date.now(), []) as readonly [TransactionMessage];
    const withId = (id: string, change: object = {}): string =>
      JSON.stringify({ ...plain, transaction_id: id, ...change });
    const texts = [
      withId('plain'),
      withId('absent', { first_name: undefined, age: null }),
      withId('strings', { age: '41', unit_price: '12.50', is_premium_customer: 'true', transaction_id: 7 }),
      withId('unknown', { loyalty_card: { number: 1 } }),
      withId('unconvertible', { age: 'old', unit_price: 12.505, customer_since: '2024-02-30' }),
      withId('repeated').replace('{', '{"city":"Rome",'),
    ];
    await ensureTopic(kafka, { topic, ...transactionsTopic, numPartitions: partitions });
    await send(topic, texts);
    // Stopping archives what is finished.
    const query = await startWindowQuery(optionsOf(topic, archive), { onWindow: () => {} });
    await query.processAllAvailable();
    await query.stop();

    const rows = await new ArchiveTable(spark, archive, transactionsTable).read().orderBy('offset').collect();
    expect(rows).toHaveLength(texts.length);
    const { producer_timestamp_str, ...fields } = plain;
    expect(rows[0]).toMatchObject({
      generation: 1,
      partition: 0,
      offset: 0n,
      first_name: fields.first_name,
      age: fields.age,
      is_premium_customer: fields.is_premium_customer,
      record_id: BigInt(Number(fields['record_id'])),
      producer_timestamp: fields.producer_timestamp,
      producer_timestamp_str,
      raw: null,
    });
    const text = (row: (typeof rows)[number] | undefined, name: string): string => String(row?.[name]);
    expect([text(rows[0], 'unit_price'), text(rows[0], 'customer_since')]).toEqual([
      Number(fields['unit_price']).toFixed(2),
      fields.customer_since,
    ]);
    expect(rows[1]).toMatchObject({ first_name: null, age: null, raw: null });
    expect(rows[2]).toMatchObject({ transaction_id: '7', age: 41, is_premium_customer: true, raw: null });
    expect(text(rows[2], 'unit_price')).toBe('12.50');
    expect(rows[3]).toMatchObject({ age: fields.age, raw: texts[3] });
    expect(rows[4]).toMatchObject({ age: null, unit_price: null, customer_since: null, raw: texts[4] });
    expect(rows[5]).toMatchObject({ raw: texts[5] });
  });

  test('takes URIs unchanged, names the connector that a server lacks, and does not end the job', async ({ spark }) => {
    const lacks = (uri: string): string =>
      `The Spark server cannot open ${uri}: it has no connector for this kind of storage. Add it to the class path of the server as docs/archive.md shows, or set a different --archive.`;
    for (const uri of ['gs://bucket/archive/', 's3a://bucket/a b']) {
      const { path } = new ArchiveTable(spark, uri, windowsTable);
      expect(path).toBe(`${uri.replace(/\/$/, '')}/windows`);
      const result = await runJobProcess(['archive', 'status', ...addresses, '--archive', uri]);
      expect(result).toMatchObject({ exitCode: 1, stdout: '' });
      expect(result.stderr).toBe(`${lacks(uri)}\n`);
    }
    const topic = `archive-${process.pid}-unreachable`;
    const uri = 'gs://bucket/archive';
    const notices: string[] = [];
    let counted = 0;
    const query = await startWindowQuery(optionsOf(topic, uri), {
      onWindow: ({ row }) => (counted += row.record_count),
      onNotice: (sentence) => notices.push(sentence),
    });
    await send(topic, round(0, Date.now() - 10_000, []).slice(0, 1));
    await query.processAllAvailable();
    await query.stop();
    expect(counted).toBe(2);
    expect(new Set(notices)).toEqual(
      new Set([`The archive at ${uri} was not written and is tried again every 1 seconds. ${lacks(uri)}`]),
    );
  });
});
