import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Partitioners } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { runJobProcess, startJobProcess, type JobResult } from '../../jobs/job-process.ts';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { ensureTopic } from '../../jobs/kafka/ensure-topic.ts';
import { faultShares } from '../../jobs/produce/fault-shares.ts';
import { injectFaults } from '../../jobs/produce/inject-faults.ts';
import type { ProduceOptions, ProduceStatistics } from '../../jobs/produce/produce-options.ts';
import { produceTransactions } from '../../jobs/produce/produce-transactions.ts';
import { toHeaders } from '../../jobs/produce/producer-headers.ts';
import { csvHeader } from '../../jobs/transactions/format-transaction.ts';
import { generateTransactions } from '../../jobs/transactions/generate-transactions.ts';
import { readTransactions } from '../../jobs/transactions/transaction-file.ts';
import { transactionsTopic } from '../../jobs/transactions/transactions-topic.ts';
import { writeTransactions } from '../../jobs/generate-data/write-transactions.ts';
import { collect } from '../support/collect.ts';
import { readProduced, type ProducedMessage } from './produced-messages.ts';

const kafkaServers = inject('kafkaServers');
const smallFile = 'data/customer_transactions_1200.csv';
const records = 3000;
const shares = 'late=5%,duplicate=10%,malformed=5%,out-of-order=20%,future=1%';
let folder: string;
let largeFile: string;
let topics = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'produce-resume-'));
  largeFile = join(folder, 'large.csv');
  await writeTransactions(largeFile, generateTransactions(records, 7), new AbortController().signal);
});
afterAll(() => rm(folder, { recursive: true }));

const newTopic = (): string => `resume-${process.pid}-${++topics}`;

function args(topic: string, options: readonly string[], servers = kafkaServers): readonly string[] {
  return ['produce', '--kafka-servers', servers, '--topic', topic, '--sleep-seconds', '0', '--json', ...options];
}

/** Runs the producer in this process. */
async function produce(
  topic: string,
  options: Partial<ProduceOptions>,
): Promise<{ readonly statistics: ProduceStatistics; readonly notices: readonly string[] }> {
  const notices: string[] = [];
  const all = {
    kafkaServers: [kafkaServers],
    topic,
    dataFile: smallFile,
    batchSize: 10,
    sleepSeconds: 0,
    maxRecords: 1000,
  };
  const statistics = await produceTransactions(
    { ...all, ...options },
    { signal: new AbortController().signal, onNotice: (sentence) => notices.push(sentence) },
  );
  return { statistics, notices };
}

/** Runs the producer and kills it with SIGKILL once it has reported a number of records. */
async function produceUntil(count: number, command: readonly string[]): Promise<JobResult> {
  const result = await runJobProcess(command, (stdout, job) => {
    const lines = stdout.slice(0, stdout.lastIndexOf('\n')).split('\n');
    const { total_records = 0 } = JSON.parse(lines.at(-1) || '{}') as { readonly total_records?: number };
    if (total_records >= count) job.kill('SIGKILL');
  });
  expect(result.exitCode).toBeNull();
  return result;
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const sequences = (messages: readonly ProducedMessage[]): readonly number[] =>
  messages.map(({ sequence }) => sequence).toSorted((one, other) => one - other);

/** Copies messages to the end of a topic, with the headers and partitions that they have. */
async function copyTo(topic: string, messages: readonly ProducedMessage[]): Promise<void> {
  const kafka = createKafka([kafkaServers]);
  await ensureTopic(kafka, { topic, ...transactionsTopic });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({
    topic,
    messages: messages.map(({ key, value, headers, partition }) => ({ key, value, headers, partition })),
  });
  await producer.disconnect();
}

// The tests with several processes take minutes on a busy machine.
describe('produce --resume', { timeout: 300_000 }, () => {
  test('after a kill, the topic holds each message of the run exactly once', async () => {
    const topic = newTopic();
    const command = args(topic, ['--data-file', largeFile, '--batch-size', '50', '--max-records', `${records}`]);
    await produceUntil(1000, command);
    const last = await runJobProcess([...command, '--resume']);
    expect(last).toMatchObject({ exitCode: 0 });
    expect(last.stderr).toMatch(/^Resuming run [0-9a-f]{12}: topic \S+ holds messages of it up to number \d+\.\n$/);

    const messages = await readProduced([kafkaServers], topic);
    expect(sequences(messages)).toEqual(numbers(records));
    const transactions = await collect(readTransactions(largeFile));
    for (const { sequence, value } of messages) {
      expect(JSON.parse(value!)).toMatchObject({
        ...transactions[sequence],
        batch_number: Math.floor(sequence / 50) + 1,
        batch_position: (sequence % 50) + 1,
      });
    }
  });

  test('after several kills, the topic holds exactly the injected sequence, with identical duplicates', async () => {
    const topic = newTopic();
    const options = ['--data-file', largeFile, '--batch-size', '20', '--inject', shares, '--seed', '3'];
    const command = args(topic, [...options, '--max-records', `${records}`]);
    await produceUntil(500, command);
    for (const count of [1, 400]) await produceUntil(count, [...command, '--resume']);
    expect(await runJobProcess([...command, '--resume'])).toMatchObject({ exitCode: 0 });

    const messages = await readProduced([kafkaServers], topic);
    expect(sequences(messages)).toEqual(numbers(records));
    const bySequence = new Map(messages.map((message) => [message.sequence, message]));
    const plan = injectFaults(faultShares(shares), 3);
    const planned = [...generateTransactions(records, 7)].flatMap((each) => plan.add(each)).slice(0, records);
    for (const { sequence, transaction, fault } of planned) {
      const { key, value } = bySequence.get(sequence)!;
      expect(key).toBe(transaction.customer_id);
      if (fault?.kind === 'duplicate') expect(value).toBe(bySequence.get(fault.original)!.value);
      else if (fault?.kind !== 'malformed') expect(JSON.parse(value!)).toMatchObject(transaction);
    }
  });

  test('sends the missing messages of the interrupted batch, and only those, before the rest', async () => {
    const complete = newTopic();
    await produce(complete, { maxRecords: 100 });
    const all = await readProduced([kafkaServers], complete);
    const isStored = ({ sequence, partition }: ProducedMessage): boolean =>
      sequence < 30 || (sequence < 40 && partition === 1);

    const topic = newTopic();
    await copyTo(topic, all.filter(isStored));
    const { statistics } = await produce(topic, { maxRecords: 100, resume: true });
    expect(statistics.records).toBe(100 - all.filter(isStored).length);
    const messages = await readProduced([kafkaServers], topic);
    expect(sequences(messages)).toEqual(numbers(100));
    for (const partition of [0, 1, 2]) {
      const ours = messages.filter((message) => message.partition === partition).map(({ sequence }) => sequence);
      expect(ours).toEqual(ours.toSorted((one, other) => one - other));
    }
  });

  test('finds the run behind messages of others, and reports when it is further back than --look-back', async () => {
    const topic = newTopic();
    await produce(topic, { maxRecords: 95 });
    const otherRun = toHeaders({ run: 'abcdefabcdef', sequence: 5000, pass: { startedAt: Date.now(), partitions: 3 } });
    const others = Array.from({ length: 9000 }, (_, index) => ({
      partition: index % 3,
      offset: 0,
      timestamp: 0,
      key: 'other',
      value: index % 2 === 0 ? 'not from this producer' : null,
      run: undefined,
      sequence: Number.NaN,
      headers: index % 5 === 0 ? otherRun : {},
    }));
    await copyTo(topic, others);
    const resumed = { maxRecords: 200, resume: true };
    await expect(produce(topic, { ...resumed, lookBack: 2000 })).rejects.toThrow(
      /^The last 2000 messages of partitions 0, 1, 2 each of topic \S+ contain none of run [0-9a-f]{12}\. Older messages were not read: increase --look-back, or send the run from the start without --resume\.$/,
    );
    expect((await produce(topic, resumed)).statistics.records).toBe(105);
    const messages = await readProduced([kafkaServers], topic);
    const run = messages[0]!.run;
    expect(sequences(messages.filter((message) => message.run === run))).toEqual(numbers(200));
  });

  test('continues the latest pass of a run that is sent twice', async () => {
    const topic = newTopic();
    const command = args(topic, ['--data-file', largeFile, '--batch-size', '10', '--max-records', '1500']);
    expect(await runJobProcess(command)).toMatchObject({ exitCode: 0 });
    await produceUntil(500, command);
    expect(await runJobProcess([...command, '--resume'])).toMatchObject({ exitCode: 0 });
    const messages = await readProduced([kafkaServers], topic);
    expect(sequences(messages)).toEqual(numbers(1500).flatMap((number) => [number, number]));
    expect(new Set(messages.map(({ headers }) => headers['producer-position']?.split('/')[1])).size).toBe(2);
  });

  test('says when the topic is empty, when the run is complete, and when it is another run', async () => {
    const topic = newTopic();
    const options = { batchSize: 100, maxRecords: 300, resume: true };
    const first = await produce(topic, options);
    const { run } = first.statistics;
    expect(first.notices).toEqual([`Topic ${topic} holds no messages of run ${run} yet: sending it from the start.`]);

    const again = await produce(topic, options);
    expect(again.statistics).toMatchObject({ run, records: 0, hasMore: true });
    expect(again.notices).toEqual([
      `Resuming run ${run}: topic ${topic} holds messages of it up to number 300.`,
      `Topic ${topic} holds all messages of run ${run} already: nothing was sent.`,
    ]);

    const others = [{ skipRecords: 1 }, { inject: faultShares('late=1%') }, { dataFile: largeFile }];
    for (const other of others) {
      await expect(produce(topic, { ...options, ...other })).rejects.toThrow(
        `, but of other runs, such as ${run}. A run is determined by the contents of `,
      );
    }
    expect((await produce(topic, { ...options, maxRecords: 500 })).statistics.records).toBe(200);
    expect(sequences(await readProduced([kafkaServers], topic))).toEqual(numbers(500));
  });

  test('rejects a pipe', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const job = startJobProcess(args(newTopic(), ['--data-file', pipe, '--resume']));
    await writeFile(pipe, `${csvHeader}\n`);
    expect(await job.ended).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `--resume needs a file that it can read again, but ${pipe} is a pipe.\n`,
    });
  });
});
