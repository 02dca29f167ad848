import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { context, propagation, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { LagGroup } from '../../jobs/consume/lag-group.ts';
import { interruptJob, runJobProcess, startJobProcess, type RunningJob } from '../../jobs/job-process.ts';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { faultShares } from '../../jobs/produce/fault-shares.ts';
import { produceTransactions } from '../../jobs/produce/produce-transactions.ts';
import type { JobSnapshot } from '../../jobs/monitor/job-snapshot.ts';
import { classPath } from '../../scripts/setup/jvm-jars.mjs';
import { readTopic } from '../support/read-topic.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const sparkRemote = inject('sparkRemote');
const kafkaServers = inject('kafkaServers');
const addresses = ['--remote', sparkRemote, '--kafka-servers', kafkaServers];
const jobsFolder = temporaryFolder();
const { signal } = new AbortController();

const produce = (topic: string, maxRecords: number, inject?: string): Promise<unknown> =>
  produceTransactions(
    {
      kafkaServers: [kafkaServers],
      topic,
      dataFile: 'data/customer_transactions_1200.csv',
      batchSize: 20,
      sleepSeconds: 0,
      maxRecords,
      ...(inject !== undefined && { inject: faultShares(inject) }),
    },
    { signal },
  );

/** Resolves to the lag of each partition, as Kafka's own tool prints it. */
async function lagsOf(group: string): Promise<readonly number[]> {
  const tool = 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand';
  const args = [
    '-cp',
    classPath('kafka').join(':'),
    tool,
    '--bootstrap-server',
    kafkaServers,
    '--describe',
    '--group',
    group,
  ];
  const java = process.env['JAVA_HOME'] === undefined ? 'java' : join(process.env['JAVA_HOME'], 'bin/java');
  const { stdout } = await promisify(execFile)(java, args);
  return [...stdout.matchAll(/^\S+ +\S+ +\d+ +\d+ +\d+ +(\d+) /gm)].map(([, lag]) => Number(lag));
}

/** Returns the committed offset of each partition, -1 if there is none. */
async function committed(group: string, topic: string): Promise<readonly number[]> {
  const admin = createKafka([kafkaServers]).admin();
  await admin.connect();
  try {
    const [offsets] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    const inOrder = (offsets?.partitions ?? []).toSorted((one, other) => one.partition - other.partition);
    return inOrder.map(({ offset }) => Number(offset));
  } finally {
    await admin.disconnect();
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** Waits until the job has written a text to stderr. */
async function stderrOf({ job }: RunningJob, pattern: RegExp): Promise<RegExpExecArray> {
  let text = '';
  job.stderr!.on('data', (part: string) => (text += part));
  return vi.waitFor(
    () => {
      const match = pattern.exec(text);
      if (match === null) throw new Error(`Not in stderr yet: ${String(pattern)}; it has: ${text}`);
      return match;
    },
    { timeout: 60_000, interval: 100 },
  );
}

describe('a job that can be observed', { timeout: 480_000 }, () => {
  test('tells about itself by page, metrics, consumer group, --status and --list, running, killed and stopped', async () => {
    vi.stubEnv('JOBS_DIR', jobsFolder);
    onTestFinished(() => void vi.unstubAllEnvs());
    const topic = `observed-${process.pid}`;
    const group = `${topic}-windows-10s-5s-30s`;
    const consume = ['consume', ...addresses, '--topic', topic];
    const status = async (): Promise<Record<string, unknown>> =>
      JSON.parse((await runJobProcess([...consume, '--status', '--json'])).stdout) as Record<string, unknown>;

    expect(await runJobProcess([...consume, '--status'])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(
        /^No job of topic \S+ with results in \S+ has run here against \S+\. .*\n$/,
      ) as string,
    });
    const running = startJobProcess([...consume, '--web', '0']);
    const [, url] = await stderrOf(running, /The page of the job is at (\S+)/);
    const snapshot = async (): Promise<JobSnapshot> =>
      (await (await fetch(`${url}api/snapshot`)).json()) as JobSnapshot;
    await produce(topic, 300, 'duplicate=5%,malformed=5%');
    const { account, totals, lag } = await vi.waitFor(
      async () => {
        const now = await snapshot();
        expect(now.account).toMatchObject({ state: 'adds up', sent: 300, pending: 0 });
        return now;
      },
      { timeout: 180_000, interval: 500 },
    );
    expect(account.dead).toBeGreaterThan(0);
    expect(account.duplicate).toBeGreaterThan(0);
    expect(sum(Object.values(account.deadByReason))).toBe(account.dead);
    expect(totals).toMatchObject({ countsOnce: true, records: account.counted });
    expect(lag.records).toBe(0);
    const audit = await runJobProcess(['audit', ...addresses, '--topic', topic, '--json']);
    expect(JSON.parse(audit.stdout)).toMatchObject({
      closes: true,
      sent: 300,
      in_windows: account.counted,
      late: account.late,
      duplicate: account.duplicate,
      dead: account.dead,
    });

    const metrics = await (await fetch(`${url}metrics`)).text();
    expect(metrics).toMatch(
      new RegExp(`^transactions_decided_records_total\\{fate="counted"\\} ${account.counted}$`, 'm'),
    );
    // On a busy machine, one slow answer of Spark or Kafka makes the job unready for a moment.
    await expect
      .poll(async () => (await fetch(`${url}readyz`)).text(), { timeout: 60_000, interval: 500 })
      .toBe('ok\n');
    await expect.poll(async () => sum(await committed(group, topic)), { timeout: 60_000, interval: 200 }).toBe(300);
    expect(await lagsOf(group)).toEqual([0, 0, 0]);

    expect(await status()).toMatchObject({
      name: group,
      topic,
      lag_group: group,
      query_is_active: true,
      consumer: { state: 'running', pid: running.job.pid },
      lag: { records: 0 },
    });
    running.job.kill('SIGKILL');
    await running.ended;
    expect(await status()).toMatchObject({ query_is_active: true, consumer: { state: 'gone' } });

    // The second consumer was not there for the first batches.
    const second = startJobProcess([...consume, '--web', '0', '--log-format', 'json']);
    const [, secondUrl] = await stderrOf(
      second,
      /^\{"time":"[^"]+","level":"notice","message":"The page of the job is at (\S+)"\}$/m,
    );
    await vi.waitFor(
      async () => {
        const now = (await (await fetch(`${secondUrl}api/snapshot`)).json()) as JobSnapshot;
        expect(now.account).toMatchObject({ ...account, auditedAt: expect.any(String) as string });
      },
      { timeout: 180_000, interval: 500 },
    );
    expect((await interruptJob(second)).exitCode).toBe(130);
    expect(await status()).toMatchObject({ query_is_active: false, consumer: { state: 'stopped' } });
    const list = await runJobProcess(['consume', '--list']);
    expect(list.stdout).toMatch(new RegExp(`^job +consumer .*\\n${group} +stopped +#\\d+ +0 `));
  });

  test('never moves the offsets of its consumer group back', async () => {
    const topic = `observed-${process.pid}-group`;
    await produce(topic, 60);
    const kafka = createKafka([kafkaServers]);
    const commit = async (offset: number): Promise<void> => {
      const group = new LagGroup(kafka, topic, `${topic}-lag`);
      await group.start();
      group.processed({ 0: offset });
      await group.stop();
    };
    const first = async (): Promise<number | undefined> => (await committed(`${topic}-lag`, topic))[0];
    await commit(5);
    expect(await first()).toBe(5);
    await commit(3);
    await commit(4);
    expect(await first()).toBe(5);
    await commit(7);
    expect(await first()).toBe(7);
  });

  test('--quiet hides notices, and --debug shows each call and batch', async () => {
    const topic = `observed-${process.pid}-log`;
    await produce(topic, 20);
    const run = (...args: readonly string[]): ReturnType<typeof runJobProcess> =>
      runJobProcess(['consume', ...addresses, '--topic', topic, '--json', ...args], (output, job) => {
        if (!job.killed && output.includes('"type":"progress"')) job.kill('SIGINT');
      });
    const debug = await run('--debug');
    expect(debug.exitCode).toBe(130);
    expect(debug.stderr).toMatch(/^spark: ExecutePlan, \d+ responses, \d+ ms$/m);
    expect(debug.stderr).toMatch(new RegExp(`^spark: batch \\d+ of ${topic}-windows-10s-5s-30s, \\d+ rows, `, 'm'));
    const both = await run('--quiet', '--debug');
    expect(both).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--quiet') as string });
  });
});

describe('the producer with an OpenTelemetry SDK', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  beforeAll(() => provider.register());
  afterAll(async () => {
    await provider.shutdown();
    for (const api of [trace, context, propagation]) api.disable();
  });

  test('gives each message the trace context of the span that sent it', async () => {
    const topic = `observed-${process.pid}-traced`;
    await produce(topic, 40);
    const spans = exporter.getFinishedSpans().filter(({ name }) => name === `send ${topic}`);
    expect(sum(spans.map(({ attributes }) => Number(attributes['messaging.batch.message_count'])))).toBe(40);
    const parents = new Set(spans.map((span) => `00-${span.spanContext().traceId}-${span.spanContext().spanId}-01`));
    const messages = await readTopic([kafkaServers], topic, 40);
    expect(new Set(messages.map(({ headers }) => String(headers['traceparent'])))).toEqual(parents);
  });
});
