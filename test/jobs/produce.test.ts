import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigResourceTypes } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { Interruption } from '../../command-line/interruption.ts';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { ensureTopic } from '../../jobs/kafka/ensure-topic.ts';
import { collect } from '../support/collect.ts';
import { readTopic } from '../support/read-topic.ts';
import { runJobProcess, startJobProcess } from '../../jobs/job-process.ts';
import { readTransactions } from '../../jobs/transactions/transaction-file.ts';
import { parseSchema } from '../../jobs/transactions/transaction-schema.ts';
import type { TransactionMessage } from '../../jobs/transactions/transaction.ts';
import type { ProducedBatch, ProduceOptions, ProduceStatistics } from '../../jobs/produce/produce-options.ts';
import { produceTransactions } from '../../jobs/produce/produce-transactions.ts';

const dataFile = 'data/customer_transactions_1200.csv';
const kafkaServers = [inject('kafkaServers')];
let topics = 0;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'produce-'));
});
afterAll(() => rm(folder, { recursive: true }));

function produceOptions(options: Partial<ProduceOptions> = {}): ProduceOptions {
  const topic = `produce-${process.pid}-${++topics}`;
  return { kafkaServers, topic, dataFile, batchSize: 10, sleepSeconds: 0, maxRecords: 1000, ...options };
}

async function fileWithBrokenLine6(): Promise<string> {
  const lines = (await readFile(dataFile, 'utf8')).split('\n').slice(0, 9);
  const path = join(folder, 'broken.csv');
  await writeFile(path, lines.toSpliced(5, 0, 'not,a,transaction').join('\n'));
  return path;
}

describe('produce', () => {
  test('sends the fields of a schema from columns in any order, and resumes only with the same schema', async () => {
    const needed = 'customer_id STRING, transaction_id STRING, final_amount DECIMAL(12,2)';
    const dataFile = join(folder, 'schema.csv');
    await writeFile(dataFile, 'tier,final_amount,transaction_id,paid_at,customer_id\n,1.50,T,2024-03-31T12:00:00Z,C\n');
    // The column of an optional field is missing.
    const schema = parseSchema(`${needed}, score DOUBLE, tier STRING, paid_at TIMESTAMP NOT NULL`, 'The schema');
    const options = produceOptions({ dataFile, schema });
    const { signal } = new AbortController();
    const { run } = await produceTransactions(options, { signal });
    const [received] = await readTopic(options.kafkaServers, options.topic, 1);
    expect(received?.key).toBe('C');
    expect(JSON.parse(received!.value)).toEqual({
      ...{ tier: null, final_amount: 1.5, transaction_id: 'T', paid_at: '2024-03-31T12:00:00Z', customer_id: 'C' },
      ...{ batch_number: 1, batch_position: 1, producer_timestamp: expect.any(Number) as number },
      producer_timestamp_str: expect.any(String) as string,
    });

    const resumed = await produceTransactions({ ...options, resume: true }, { signal });
    expect(resumed).toMatchObject({ run, records: 0 });
    const other = parseSchema(`${schema.toDDL()}, added INT`, 'The schema');
    await expect(produceTransactions({ ...options, schema: other, resume: true }, { signal })).rejects.toThrow(
      `repeat those of the interrupted command`,
    );
    await expect(produceTransactions({ ...options, schema: undefined }, { signal })).rejects.toThrow(
      /^The header of .*schema\.csv lacks transaction_date, .* and has unknown columns "tier", "paid_at"; /,
    );
  });

  test('sends 1,000 records in 100 batches with their fields, types and keys', async () => {
    const options = produceOptions();
    const batches: ProducedBatch[] = [];
    const statistics = await produceTransactions(options, {
      signal: new AbortController().signal,
      onBatch: (batch) => batches.push(batch),
    });
    expect(statistics).toMatchObject({ records: 1000, batches: 100, retries: 0, deadLetters: 0 });

    const received = await readTopic(kafkaServers, options.topic, 1000);
    const messages = received.map(({ value }) => JSON.parse(value) as TransactionMessage);
    const inOrder = messages.toSorted((a, b) => Number(a.record_id) - Number(b.record_id));
    expect(inOrder).toEqual(batches.flatMap((batch) => batch.messages));
    expect(received.map(({ key }) => key)).toEqual(messages.map((message) => message.customer_id));
    expect(statistics.bytes).toBe(received.reduce((sum, { key, value }) => sum + Buffer.byteLength(key + value), 0));

    const rows = (await collect(readTransactions(dataFile))).slice(0, 1000);
    for (const [index, row] of rows.entries()) {
      const { producer_timestamp, producer_timestamp_str, ...message } = inOrder[index] as TransactionMessage;
      expect(message).toEqual({ ...row, batch_number: Math.floor(index / 10) + 1, batch_position: (index % 10) + 1 });
      expect(Math.abs(Date.now() / 1000 - producer_timestamp)).toBeLessThan(60);
      expect(new Date(producer_timestamp * 1000).toISOString().slice(0, 19)).toBe(
        producer_timestamp_str.replace(' ', 'T'),
      );
    }
    const partitions = new Map(received.map(({ key, partition }) => [key, partition]));
    expect(received.every(({ key, partition }) => partitions.get(key) === partition)).toBe(true);
  });

  test('creates the topic with 3 partitions, a retention of 7 days and the timestamps of the broker', async () => {
    const options = produceOptions({ maxRecords: 1 });
    await produceTransactions(options, { signal: new AbortController().signal });
    const admin = createKafka(kafkaServers).admin();
    await admin.connect();
    try {
      const { topics: metadata } = await admin.fetchTopicMetadata({ topics: [options.topic] });
      expect(metadata[0]?.partitions.map(({ replicas }) => replicas.length)).toEqual([1, 1, 1]);
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [
          {
            type: ConfigResourceTypes.TOPIC,
            name: options.topic,
            configNames: ['retention.ms', 'message.timestamp.type'],
          },
        ],
      });
      const entries = resources[0]?.configEntries.map(({ configName, configValue }) => `${configName}=${configValue}`);
      expect(entries?.toSorted()).toEqual(['message.timestamp.type=LogAppendTime', 'retention.ms=604800000']);
    } finally {
      await admin.disconnect();
    }
  });

  test('sends the rows before a broken one and reports how to continue', async () => {
    const options = produceOptions({ dataFile: await fileWithBrokenLine6(), batchSize: 3 });
    let statistics: ProduceStatistics | undefined;
    const onGiveUp = vi.fn();
    const run = produceTransactions(options, {
      signal: new AbortController().signal,
      onGiveUp,
      onEnd: (final) => (statistics = final),
    });
    await expect(run).rejects.toThrow(
      `Line 6 of ${options.dataFile} is broken: the row has 3 fields instead of 23. ` +
        'Correct it, or use --dead-letter-file <path> to set malformed rows aside. ' +
        '4 records were acknowledged before; resume with --skip-records 4 --max-records 996.',
    );
    expect(onGiveUp.mock.calls).toEqual([[{ skipRecords: 4, maxRecords: 996, resume: false }]]);
    expect(statistics).toMatchObject({ records: 4, batches: 2 });
    expect(await readTopic(kafkaServers, options.topic, 4)).toHaveLength(4);
  });

  test('reports a batch that is too large for the topic, the options that help, and the records that may be in the topic', async () => {
    const options = produceOptions({ batchSize: 500 });
    const limit = { 'max.message.bytes': '20000' };
    await ensureTopic(createKafka(kafkaServers), { topic: options.topic, numPartitions: 3, configEntries: limit });
    const run = (batchSize: number): Promise<unknown> =>
      produceTransactions({ ...options, batchSize, maxRecords: 500 }, { signal: new AbortController().signal });
    await expect(run(500)).rejects.toThrow(
      `Kafka at ${kafkaServers.join()} rejects a batch of 500 records as too large. Use a smaller --batch-size, or increase max.message.bytes of topic ${options.topic}. ` +
        `0 records were acknowledged before. Some or all of the next 500 may also be in topic ${options.topic}; repeat the command with --resume to send the records that the topic lacks.`,
    );
    await expect(run(10)).resolves.toMatchObject({ records: 500, unconfirmed: 0 });
  });

  test('uses the port in KAFKA_PORT and rejects an invalid one', async () => {
    const { topic } = produceOptions();
    const KAFKA_PORT = kafkaServers[0]!.split(':')[1];
    const args = ['produce', '--topic', topic, '--max-records', '5', '--json'];
    const { ended } = startJobProcess(args, undefined, { ...process.env, KAFKA_PORT });
    expect(await ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await readTopic(kafkaServers, topic, 5)).toHaveLength(5);
    const wrong = startJobProcess(args, undefined, { ...process.env, KAFKA_PORT: 'kafka' });
    expect(await wrong.ended).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'KAFKA_PORT is "kafka", but a port is a number from 1 to 65535.\n',
    });
  });

  test('reports when --skip-records skips all records of the file, and rejects a higher number', async () => {
    const { topic } = produceOptions();
    const args = ['produce', '--kafka-servers', kafkaServers.join(), '--topic', topic, '--skip-records'];
    expect(await runJobProcess([...args, '1200'])).toMatchObject({
      exitCode: 0,
      stderr: `--skip-records 1200 skips all records of ${dataFile}: nothing was sent.\n`,
    });
    expect(await runJobProcess([...args, '1201'])).toMatchObject({
      exitCode: 1,
      stderr: `${dataFile} has 1200 records, fewer than --skip-records 1201; use a smaller number.\n`,
    });
  });

  test('writes a broken row to the dead-letter file and sends all others', async () => {
    const deadLetterFile = join(folder, 'dead.jsonl');
    const options = produceOptions({ dataFile: await fileWithBrokenLine6(), batchSize: 3, deadLetterFile });
    const statistics = await produceTransactions(options, { signal: new AbortController().signal });
    expect(statistics).toMatchObject({ records: 8, batches: 3, deadLetters: 1 });
    expect(JSON.parse(await readFile(deadLetterFile, 'utf8'))).toEqual({
      line: 6,
      error: 'the row has 3 fields instead of 23',
      raw: 'not,a,transaction',
    });
  });

  test('ends at once when interrupted between batches', async () => {
    const controller = new AbortController();
    const interruption = new Interruption('SIGINT');
    let statistics: ProduceStatistics | undefined;
    const run = produceTransactions(produceOptions({ sleepSeconds: 3600 }), {
      signal: controller.signal,
      onBatch: () => setTimeout(() => controller.abort(interruption), 100),
      onEnd: (final) => (statistics = final),
    });
    await expect(run).rejects.toBe(interruption);
    expect(statistics).toMatchObject({ records: 10, batches: 1 });
  });

  test('prints only JSON lines with --json, including the summary after SIGINT', async () => {
    const { topic } = produceOptions();
    const result = await runJobProcess(
      ['produce', '--json', '--kafka-servers', kafkaServers.join(), '--topic', topic, '--sleep-seconds', '0.2'],
      (stdout, job) => {
        if (stdout.split('\n').length === 4) job.kill('SIGINT');
      },
    );
    expect(result).toMatchObject({ exitCode: 130, stderr: '' });
    const lines = result.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly type: string; readonly records: number });
    const batches = lines.slice(0, -1);
    expect(batches.every(({ type, records }) => type === 'batch' && records === 10)).toBe(true);
    expect(lines.at(-1)).toMatchObject({ type: 'summary', records: batches.length * 10, batches: batches.length });
  });

  test('reports an unreachable Kafka in one sentence with exit code 1', async () => {
    // Nothing listens on port 1.
    expect(await runJobProcess(['produce', '--kafka-servers', '127.0.0.1:1'])).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'Cannot reach Kafka at 127.0.0.1:1. Start it with "npm run stack -- up" or "docker compose up -d --wait", or set --kafka-servers.\n',
    });
  });
});
