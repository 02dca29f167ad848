import { beforeAll, describe, expect, inject, test } from 'vitest';
import { sumFile } from '../../jobs/demo/summary.ts';
import { produceTransactions } from '../../jobs/produce/produce-transactions.ts';
import { runJobProcess, type JobResult } from '../../jobs/job-process.ts';
import { WindowTable } from '../../jobs/monitor/window-table.ts';
import { windowFromJson, type WindowJson } from '../../jobs/windows/window-row.ts';

const sparkRemote = inject('sparkRemote');
const kafkaServers = inject('kafkaServers');
const dataFile = 'data/customer_transactions_1200.csv';
const addresses = ['--remote', sparkRemote, '--kafka-servers', kafkaServers];
const { signal } = new AbortController();
let csv: Awaited<ReturnType<typeof sumFile>>;

beforeAll(async () => {
  csv = await sumFile(dataFile);
});

const consume = (topic: string): string[] => ['consume', ...addresses, '--topic', topic, '--json'];
const produce = (topic: string, maxRecords: number, skipRecords = 0): Promise<unknown> =>
  produceTransactions(
    { kafkaServers: [kafkaServers], topic, dataFile, batchSize: 10, sleepSeconds: 0.02, maxRecords, skipRecords },
    { signal },
  );

/** Collects the latest row of each window from the output of one or more runs. */
function windowsOf(...outputs: readonly string[]): WindowTable {
  const table = new WindowTable({ windowDuration: 10, slideDuration: 5 });
  for (const line of outputs.join('').split('\n').slice(0, -1)) {
    if (!line.endsWith('}')) continue; // The last line of a killed run may be incomplete.
    const { type, ...row } = JSON.parse(line) as WindowJson & { readonly type: string };
    if (type === 'window') table.upsert({ key: row.window_start, row: windowFromJson(row) });
  }
  return table;
}

/** Whether all records are counted. */
const complete = (output: string, records: number): boolean => windowsOf(output).totals.records >= records;

describe('consume', () => {
  test('counts every record sent while it runs, and prints the totals on SIGINT', async () => {
    const topic = `consume-${process.pid}-live`;
    const sent = produce(topic, 1000);
    const { exitCode, stdout, stderr } = await runJobProcess(consume(topic), (output, job) => {
      if (!job.killed && complete(output, 1000)) job.kill('SIGINT');
    });
    await sent;
    expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: '' });
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(new Set(lines.map(({ type }) => type))).toEqual(new Set(['query', 'window', 'progress', 'summary']));
    expect(lines.at(-1)).toMatchObject({ type: 'summary', record_count: 1000 });
    const rows = windowsOf(stdout).rows;
    expect(Math.min(...rows.map((row) => row.min_batch_number))).toBe(1);
    expect(Math.max(...rows.map((row) => row.max_batch_number))).toBe(100);
  });

  test('produces windows that equal the sums of the file after being killed and restarted', async () => {
    const topic = `consume-${process.pid}-killed`;
    const producing: Promise<unknown> = produce(topic, 600);
    const first: JobResult = await runJobProcess(consume(topic), (output, job) => {
      if (windowsOf(output).totals.windows > 0) job.kill('SIGKILL');
    });
    expect(first.exitCode).toBeNull();
    await producing;
    const rest = produce(topic, 1200 - 600, 600);
    const second = await runJobProcess(consume(topic), (output, job) => {
      if (!job.killed && complete(output, csv.records)) job.kill('SIGINT');
    });
    await rest;
    expect({ exitCode: second.exitCode, stderr: second.stderr }).toEqual({ exitCode: 130, stderr: '' });
    // The second run prints everything: the windows of the first run come again as restored.
    const { records, value } = windowsOf(second.stdout).totals;
    expect(records).toBe(csv.records);
    expect(String(value)).toBe(String(csv.totalValue));
  });

  test('rejects different windows on the same checkpoint and names the difference', async () => {
    const topic = `consume-${process.pid}-other-windows`;
    const place = [
      ...consume(topic),
      '--checkpoint',
      `${inject('checkpointDir')}/${topic}`,
      '--results-topic',
      `${topic}-results`,
    ];
    await produce(topic, 20);
    const first = await runJobProcess(place, (output, job) => {
      if (!job.killed && complete(output, 20)) job.kill('SIGINT');
    });
    expect(first.exitCode).toBe(130);
    const second = await runJobProcess([...place, '--window-duration', '20']);
    expect(second).toMatchObject({ exitCode: 1, stdout: '' });
    expect(second.stderr).toMatch(
      /^The checkpoint at .* was created by a different plan: the window was "10 seconds, every 5 seconds, of event_time" and is now "20 seconds, .*"\. Restore the previous options, or run the command with --migrate to compute the windows again from the topic\.\n$/,
    );
  });

  test('--print-plan needs no server and prints the same plan each time', async () => {
    const plan = ['consume', '--print-plan', '--remote', 'sc://127.0.0.1:1', '--kafka-servers', '127.0.0.1:1'];
    const [first, second] = await Promise.all([runJobProcess(plan), runJobProcess(plan)]);
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toBe(second.stdout);
    const { sha256, plan: json } = JSON.parse(first.stdout) as { sha256: string; plan: unknown };
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(json).toMatchObject({
      command: {
        writeStreamOperationStart: {
          format: 'kafka',
          outputMode: 'update',
          processingTimeInterval: '0.2 seconds',
          options: { topic: 'customer-transactions-windows-10s-5s-30s' },
        },
      },
    });
  });

  test.each([
    {
      name: 'an unreachable Spark',
      args: ['--remote', 'sc://127.0.0.1:1', '--kafka-servers', kafkaServers],
      exitCode: 1,
      sentence:
        /^Cannot reach Spark Connect at 127\.0\.0\.1:1: .*Start Spark with "npm run stack -- up" or "docker compose up -d --wait", or set --remote\.\n$/,
    },
    {
      name: 'an unreachable Kafka',
      args: ['--remote', sparkRemote, '--kafka-servers', '127.0.0.1:1'],
      exitCode: 1,
      sentence:
        /^Cannot reach Kafka at 127\.0\.0\.1:1\. Start it with "npm run stack -- up" or "docker compose up -d --wait", or set --kafka-servers\.\n$/,
    },
    {
      name: 'an invalid connection string',
      args: ['--remote', 'http://127.0.0.1:15002'],
      exitCode: 1,
      sentence: /^The connection string must have the form sc:.*\n$/,
    },
    {
      name: 'an invalid option value',
      args: ['--window-duration', 'ten'],
      exitCode: 2,
      sentence: /^Option '--window-duration <seconds>' argument 'ten' is invalid\. .*\n$/,
    },
    {
      name: 'windows that overlap too often',
      args: ['--window-duration', '86400', '--slide-duration', '1'],
      exitCode: 1,
      sentence:
        /^With .* each record belongs to 86400 \/ 1 = 86400 windows, but the maximum is 100\. Use a --slide-duration of 864 or more, or --i-know if Spark can hold that many\.\n$/,
    },
    {
      name: 'a results topic that equals the input topic',
      args: ['--topic', 'same', '--results-topic', 'same'],
      exitCode: 1,
      sentence: /^--results-topic same is also the topic with the transactions, .*\n$/,
    },
    {
      name: 'windows with gaps',
      args: ['--slide-duration', '20'],
      exitCode: 1,
      sentence: /^--slide-duration 20 is longer than --window-duration 10: .*\n$/,
    },
  ])('reports $name in one sentence', async ({ args, exitCode, sentence }) => {
    const result = await runJobProcess(['consume', ...args]);
    expect(result).toMatchObject({ exitCode, stdout: '' });
    expect(result.stderr).toMatch(sentence);
  });
});
