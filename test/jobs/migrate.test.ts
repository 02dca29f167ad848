import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Account } from '../../jobs/fates/audit-topic.ts';
import { ExpectedWindows } from '../../jobs/demo/expected-windows.ts';
import { deadLetterTopic } from '../../jobs/dead-letters/dead-letter.ts';
import { interruptJob, runJobProcess, startJobProcess, type RunningJob } from '../../jobs/job-process.ts';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { faultShares } from '../../jobs/produce/fault-shares.ts';
import { WindowTable } from '../../jobs/monitor/window-table.ts';
import { produceTransactions } from '../../jobs/produce/produce-transactions.ts';
import type { TransactionMessage } from '../../jobs/transactions/transaction.ts';
import { readGenerations } from '../../jobs/windows/generations.ts';
import { latestWindows } from '../../jobs/windows/latest-windows.ts';
import { windowRow, type WindowRow } from '../../jobs/windows/window-row.ts';

const kafkaServers = inject('kafkaServers');
const kafka = createKafka([kafkaServers]);
const addresses = ['--remote', inject('sparkRemote'), '--kafka-servers', kafkaServers];
const { signal } = new AbortController();
/** How far the new generation may be behind the previous one at the switch, in milliseconds, on a busy machine. */
const maxLag = 8000;
/** The length of a window in milliseconds. */
const windowDuration = 10_000;
let admin: Admin;

beforeAll(async () => {
  admin = kafka.admin();
  await admin.connect();
});
afterAll(() => admin.disconnect());

/** A batch that Kafka has acknowledged. */
interface SentBatch {
  readonly records: number;
  readonly messages: readonly TransactionMessage[];
}

/** A topic, the commands about it, and what was sent to it. */
class TestJob {
  readonly topic: string;
  readonly results: string;
  readonly sent: SentBatch[] = [];

  constructor(name: string) {
    this.topic = `migrate-${process.pid}-${name}`;
    this.results = `${this.topic}-windows-10s-5s-30s`;
  }

  produce(maxRecords: number, sleepSeconds: number, skipRecords = 0): Promise<unknown> {
    return produceTransactions(
      {
        ...{ kafkaServers: [kafkaServers], topic: this.topic, dataFile: 'data/customer_transactions_1200.csv' },
        ...{ batchSize: 10, maxRecords, skipRecords, sleepSeconds, inject: faultShares('malformed=5%') },
      },
      { signal, onBatch: ({ records, messages }) => void this.sent.push({ records, messages }) },
    );
  }

  consume(...args: readonly string[]): RunningJob & { readonly says: (text: string) => Promise<void> } {
    const running = startJobProcess(['consume', ...addresses, '--topic', this.topic, '--json', ...args]);
    let output = '';
    for (const stream of [running.job.stdout!, running.job.stderr!]) stream.on('data', (text) => (output += text));
    const says = (text: string): Promise<void> => expect.poll(() => output, { timeout: 120_000 }).toContain(text);
    return { ...running, says };
  }

  async generation(): Promise<number> {
    return (await readGenerations(kafka, this.results)).current.generation;
  }

  /** Reads the windows as a program does that follows the generations. */
  async windows(): Promise<readonly WindowRow[]> {
    const { valid } = await readGenerations(kafka, this.results);
    return [...(await latestWindows(kafka, valid)).values()].map(windowRow);
  }

  /** Computes the windows of all batches, without Spark. */
  expected(): ExpectedWindows {
    const expected = new ExpectedWindows(10, 5);
    for (const { messages } of this.sent) messages.forEach((each) => expected.add(each));
    return expected;
  }

  async audit(): Promise<Account> {
    const { stdout } = await runJobProcess(['audit', ...addresses, '--topic', this.topic, '--json']);
    return JSON.parse(stdout) as Account;
  }

  async isComplete(): Promise<boolean> {
    return this.expected().differences(await this.windows()).length === 0;
  }

  /** Returns the number of dead letters, repeated ones included. */
  async deadLetters(): Promise<number> {
    const [{ high } = { high: '0' }] = await admin.fetchTopicOffsets(deadLetterTopic(this.topic));
    return Number(high);
  }

  /** The number of messages sent that are not transactions. */
  get malformed(): number {
    return sum(this.sent.map(({ records, messages }) => records - messages.length));
  }
}

/** What a reader saw, and when. */
interface Sight {
  readonly from: number;
  readonly to: number;
  readonly rows: readonly WindowRow[];
}

describe('consume --migrate', { timeout: 400_000 }, () => {
  test('switches readers without a gap or a double while the previous generation runs', async () => {
    const job = new TestJob('running');
    await job.produce(200, 0);
    const old = job.consume();
    await old.says('"type":"progress"');
    const producing = job.produce(300, 0.25, 200);
    const sights: Sight[] = [];
    const reading = new AbortController();
    const reader = (async () => {
      while (!reading.signal.aborted) {
        const from = performance.now();
        sights.push({ rows: await job.windows(), from, to: performance.now() });
        await sleep(200);
      }
    })();

    const next = job.consume('--migrate', '--max-ahead', '30');
    await next.says('Generation 2 has caught up');
    expect(await job.generation()).toBe(2);
    expect(await old.ended).toMatchObject({
      exitCode: 0,
      stderr: expect.stringMatching(
        /^Generation 2 has replaced the windows of this query, so it ends\. .*\n$/,
      ) as string,
    });
    await producing;
    await expect.poll(() => job.isComplete(), { timeout: 20_000 }).toBe(true);
    reading.abort();
    await reader;
    // The log of the batches follows within seconds, unless the job is interrupted before.
    await expect.poll(() => job.audit(), { timeout: 60_000 }).toMatchObject({ closes: true, sent: 500, pending: 0 });
    await interruptJob(next);

    const last = counts(job.expected().rows);
    for (const { rows, from } of sights) {
      const seen = counts(rows);
      // A gap would be a record that a reader has seen before, a double more records than were sent.
      const before = sights.findLast(({ to }) => to <= from - maxLag)?.rows ?? [];
      for (const [start, records] of counts(before))
        expect(seen.get(start) ?? 0, start).toBeGreaterThanOrEqual(records);
      for (const [start, records] of seen) expect(records, start).toBeLessThanOrEqual(last.get(start) ?? 0);
    }
    expect(sights.length).toBeGreaterThan(5);
  });

  test('keeps windows whose records are gone, after an interruption and with the previous query stopped', async () => {
    const job = new TestJob('stopped');
    await job.produce(200, 0);
    const old = job.consume();
    await old.says('"type":"progress"');
    await expect.poll(() => job.isComplete()).toBe(true);
    await expect.poll(() => job.deadLetters(), { timeout: 60_000 }).toBe(job.malformed);
    await interruptJob(old);
    const offsets = await admin.fetchTopicOffsets(job.topic);
    const partitions = offsets.map(({ partition, high }) => ({ partition, offset: String(Math.floor(+high / 2)) }));
    await admin.deleteTopicRecords({ topic: job.topic, partitions });

    const interrupted = job.consume('--migrate');
    await interrupted.says('so the migration is possible but not needed.');
    await expect.poll(async () => (await readGenerations(kafka, job.results)).building?.generation).toBe(2);
    expect(await interruptJob(interrupted)).toMatchObject({
      exitCode: 130,
      stderr: expect.stringContaining('Generation 2 is not complete, and the current one is unchanged;') as string,
    });
    expect(await job.generation()).toBe(1);
    expect(await job.isComplete()).toBe(true);

    const next = job.consume('--migrate');
    await next.says('Resuming generation 2 of the windows');
    await next.says('Generation 2 has caught up');
    expect(await job.isComplete()).toBe(true);
    await job.produce(50, 0, 200);
    await expect.poll(() => job.isComplete(), { timeout: 20_000 }).toBe(true);
    expect(await job.audit()).toMatchObject({ closes: true, sent: 250 - sum(partitions.map(({ offset }) => +offset)) });
    const { stdout } = await interruptJob(next);
    // The display also has the windows of the previous generation.
    const table = new WindowTable({ windowDuration: 10, slideDuration: 5 });
    for (const row of await job.windows()) table.upsert({ key: row.window_start, row });
    expect(stdout.trimEnd().split('\n').at(-1)).toContain(`"record_count":${table.totals.records},`);
    // The query of the dead letters has resumed where the one of the previous generation had ended.
    expect(await job.deadLetters()).toBe(job.malformed);
  });

  test('keeps the windows of a topic that was recreated and has grown past the checkpoint, also after the next one', async () => {
    const job = new TestJob('recreated');
    await job.produce(30, 0);
    const sentAt = performance.now();
    const old = job.consume();
    await old.says('"type":"progress"');
    await expect.poll(() => job.isComplete(), { timeout: 20_000 }).toBe(true);
    await interruptJob(old);
    await admin.deleteTopics({ topics: [job.topic] });
    // No window has records of both topics.
    await sleep(Math.max(0, sentAt + windowDuration - performance.now()));
    await job.produce(100, 0);

    const second = job.consume('--migrate');
    await second.says('Generation 2 has caught up');
    expect(await job.isComplete()).toBe(true);
    await interruptJob(second);
    const third = job.consume('--migrate');
    await third.says('Generation 3 has caught up');
    expect(await job.isComplete()).toBe(true);
    const account = await job.audit();
    await interruptJob(third);
    expect(account).toMatchObject({ closes: true, sent: 100, pending: 0 });
    expect(account.windows).toBeLessThan((await job.windows()).length);
  });
});

function counts(rows: readonly WindowRow[]): ReadonlyMap<string, number> {
  return new Map(rows.map(({ window_start, record_count }) => [window_start, record_count]));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
