import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject } from 'vitest';
import { Partitioners, type Producer } from 'kafkajs';
import { SparkSession } from '../../src/index.ts';
import { lit } from '../../src/functions.ts';
import { archiveError, isConflict, requireDelta } from '../../jobs/archive/archive-error.ts';
import { archiveStatus } from '../../jobs/archive/archive-status.ts';
import { archiveStep, lossSentence, type ArchiveJob } from '../../jobs/archive/archive-step.ts';
import { ArchiveTable, archiveSettings, transactionsTable, windowsTable } from '../../jobs/archive/archive-table.ts';
import type { TransactionsMark } from '../../jobs/archive/next-batches.ts';
import { readArchive } from '../../jobs/archive/read-archive.ts';
import { startWindowQuery } from '../../jobs/consume/consume-windows.ts';
import { ExpectedWindows } from '../../jobs/demo/expected-windows.ts';
import { auditTopic } from '../../jobs/fates/audit-topic.ts';
import { interruptJob, runJobProcess, startJobProcess, type RunningJob } from '../../jobs/job-process.ts';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { ensureTopic } from '../../jobs/kafka/ensure-topic.ts';
import { toMessage } from '../../jobs/produce/transaction-message.ts';
import { generateTransactions } from '../../jobs/transactions/generate-transactions.ts';
import type { TransactionMessage } from '../../jobs/transactions/transaction.ts';
import { transactionsTopic } from '../../jobs/transactions/transactions-topic.ts';
import { jobDefaults, type JobOptions } from '../../jobs/windows/job-options.ts';
import { windowRow, type SinkRow } from '../../jobs/windows/window-row.ts';
import { readBatchEnds } from '../../scripts/checks/chaos/batch-ends.ts';
import { modelFates } from '../../scripts/checks/chaos/model-fates.ts';
import { startOwnServer } from '../support/own-server.ts';
import { test } from '../support/spark-test.ts';

const kafkaServers = inject('kafkaServers');
const kafka = createKafka([kafkaServers]);
const watermark = 10;
const partitions = 3;
const day = 86_400_000;
const addresses = ['--remote', inject('sparkRemote'), '--kafka-servers', kafkaServers];
const place = join(inject('checkpointDir'), `archives-${process.pid}`);

/** A message that was sent: its position, and the transaction in it unless it is malformed. */
interface Sent {
  readonly partition: number;
  readonly offset: number;
  readonly transaction: TransactionMessage | undefined;
}

test.override('sparkConf', archiveSettings);

let producer: Producer;
beforeAll(async () => {
  producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
});
afterAll(async () => {
  await producer.disconnect();
  rmSync(place, { recursive: true, force: true });
});

function optionsOf(topic: string, archive?: string): JobOptions {
  return {
    ...jobDefaults,
    remote: inject('sparkRemote'),
    kafkaServers: [kafkaServers],
    topic,
    resultsTopic: `${topic}-windows`,
    windowDuration: 10,
    slideDuration: 5,
    watermark,
    checkpoint: join(inject('checkpointDir'), topic),
    verbose: false,
    ...(archive !== undefined && { archive, archiveEvery: 1 }),
  };
}

function jobOf(spark: SparkSession, topic: string, archive: string): ArchiveJob {
  const settings = { ...optionsOf(topic), sparkKafkaServers: [kafkaServers] };
  return { spark, kafka, settings, archive, generation: 1 };
}

function argumentsOf(topic: string): readonly string[] {
  const { resultsTopic, checkpoint } = optionsOf(topic);
  const names = ['--topic', topic, '--results-topic', resultsTopic, '--watermark', String(watermark)];
  return [...addresses, ...names, ...(checkpoint === undefined ? [] : ['--checkpoint', checkpoint])];
}

async function send(topic: string, messages: readonly (TransactionMessage | string)[]): Promise<readonly Sent[]> {
  const placed = messages.map((message) => ({
    partition: typeof message === 'string' ? 0 : Number(message.transaction_id.slice(-2)) % partitions,
    value: typeof message === 'string' ? message : JSON.stringify(message),
    transaction: typeof message === 'string' ? undefined : message,
  }));
  const sent: Sent[] = [];
  const metadata = await producer.send({
    topic,
    messages: placed.map(({ partition, value }) => ({ partition, value })),
  });
  for (const { partition, baseOffset } of metadata) {
    const inPartition = placed.filter((each) => each.partition === partition);
    sent.push(
      ...inPartition.map(({ transaction }, index) => ({ partition, offset: Number(baseOffset) + index, transaction })),
    );
  }
  return sent;
}

/** Returns transactions of ten seconds from `time` on, some malformed, late or repeated. */
function round(number: number, time: number, before: readonly Sent[]): readonly (TransactionMessage | string)[] {
  const fresh = [...generateTransactions(60, 1)].map((transaction, index) =>
    toMessage(
      { ...transaction, transaction_id: `T-${number}-${String(index).padStart(2, '0')}` },
      number + 1,
      index + 1,
      time + index * 160,
    ),
  );
  const late = fresh.slice(0, 3).map((message, index) => ({
    ...message,
    transaction_id: `L-${number}-0${index}`,
    producer_timestamp: message.producer_timestamp - 120,
  }));
  const earlier = before.flatMap(({ transaction }) => transaction ?? []);
  return [...fresh, 'not JSON', '{"customer_id":"C"}', ...late, ...earlier.slice(-5), ...fresh.slice(10, 13)];
}

function expectedCounted(sent: readonly Sent[], checkpoint: string): readonly Sent[] {
  const fates = modelFates(sent, readBatchEnds(checkpoint), watermark * 1000);
  return sent.filter((each) => fates.get(each) === 'counted');
}

const position = ({ partition, offset }: Pick<Sent, 'partition' | 'offset'>): string => `${partition}:${offset}`;

function parquetFiles(folder: string): number {
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.parquet')).length
    : 0;
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
async function untilArchived(spark: SparkSession, archive: string, records: number): Promise<void> {
  const table = new ArchiveTable<TransactionsMark>(spark, archive, transactionsTable);
  for (;;) {
    const ends = (await table.latest(1))?.mark?.ends ?? {};
    if (Object.values(ends).reduce((sum, end) => sum + end, 0) === records) return;
    await sleep(1000);
  }
}

async function jsonQuery(topic: string, sql: string, ...args: readonly string[]): Promise<readonly unknown[]> {
  const result = await runJobProcess(['query', ...argumentsOf(topic).slice(0, -2), ...args, '--format', 'json', sql]);
  expect(result).toMatchObject({ exitCode: 0, stderr: '' });
  return result.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
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
    const last = startJobProcess(consume);
    await next();
    await untilArchived(spark, archive, sent.length);
    await next();
    const { exitCode, milliseconds } = await interruptJob(last);
    expect(exitCode).toBe(130);
    expect(milliseconds).toBeLessThan(4500);
    // What the interrupted run has not archived comes with the next one, which stops in its own time.
    const query = await startWindowQuery(optionsOf(topic, archive), { onWindow: () => {} });
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
