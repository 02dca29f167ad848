import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { startJobProcess, type JobResult } from '../../jobs/job-process.ts';
import { WindowTable } from '../../jobs/monitor/window-table.ts';
import { produceTransactions } from '../../jobs/produce/produce-transactions.ts';
import { windowFromJson, type WindowJson } from '../../jobs/windows/window-row.ts';
import { googleProject, startGoogleFakes, type GoogleFakes } from '../support/cloud/google-fakes.ts';
import { proxiedPlatforms } from '../support/cloud/platforms.ts';
import { RotatingToken } from '../support/cloud/rotating-token.ts';

const kafkaServers = inject('kafkaServers');
const sparkPort = Number(/:(\d+)/.exec(inject('sparkRemote'))?.[1]);
const folder = mkdtempSync(join(tmpdir(), 'serverless-'));
const { signal } = new AbortController();
let token: RotatingToken;
let google: GoogleFakes;

beforeAll(async () => {
  token = new RotatingToken(2000);
  google = await startGoogleFakes({ sparkPort, token, cutEvery: 4000, folder });
});
afterAll(async () => {
  await google.close();
  token.stop();
  rmSync(folder, { recursive: true });
});

/** Counts the records in the windows that a consumer has printed. */
function recordsIn(output: string): number {
  const table = new WindowTable({ windowDuration: 10, slideDuration: 5 });
  for (const line of output.split('\n').slice(0, -1)) {
    const { type, ...row } = JSON.parse(line) as WindowJson & { readonly type: string };
    if (type === 'window') table.upsert({ key: row.window_start, row: windowFromJson(row) });
  }
  return table.totals.records;
}

function consume(args: readonly string[], records = Infinity): Promise<JobResult> {
  const place = ['--serverless', '--project-id', googleProject, '--region', 'us-central1'];
  return startJobProcess(
    ['consume', ...place, '--kafka-servers', kafkaServers, '--json', ...args],
    (output, job) => {
      if (!job.killed && recordsIn(output) >= records) job.kill('SIGINT');
    },
    { ...process.env, ...google.env },
  ).ended;
}

describe('spark:consume --serverless', () => {
  it('counts every record while tokens expire and the bridge cuts, and ends its session', async () => {
    const topic = `serverless-${process.pid}`;
    const before = google.bridge.statuses.length;
    const sent = produceTransactions(
      {
        kafkaServers: [kafkaServers],
        topic,
        dataFile: 'data/customer_transactions_1200.csv',
        batchSize: 10,
        sleepSeconds: 0.2,
        maxRecords: 300,
      },
      { signal },
    );
    const kafka = ['--spark-kafka-servers', kafkaServers, '--topic', topic];
    const { exitCode, stdout, stderr } = await consume([...kafka, '--session', 'job-1'], 300);
    await sent;
    expect({ exitCode, records: recordsIn(stdout) }, stderr).toEqual({ exitCode: 130, records: 300 });
    const page = 'https://console.cloud.google.com/dataproc/interactive/us-central1/job-1';
    expect(stderr).toContain(`Creating the session job-1: ${page}?project=${googleProject}`);
    expect(stderr).toMatch(/The query in Google's console: \S+;associatedSqlOperationId=[0-9a-f-]{36}\?project=/);
    expect(google.bridge.statuses.slice(before).filter((code) => code === 101).length).toBeGreaterThan(1);
    const name = `projects/${googleProject}/locations/us-central1/sessions/job-1`;
    expect(google.dataproc.sessions.get(name)?.state).toBe('TERMINATED');
  });

  it.each([
    [
      'without --spark-kafka-servers',
      [],
      '--serverless needs a Kafka that Google Cloud can reach: set --spark-kafka-servers',
    ],
    ['with --status', ['--status'], '--status does not connect to a session of Dataproc Serverless.'],
  ])('fails with one sentence %s', async (_name, args, sentence) => {
    const { exitCode, stderr } = await consume(args);
    expect({ exitCode, lines: stderr.trim().split('\n').length }).toEqual({ exitCode: 1, lines: 1 });
    expect(stderr).toContain(sentence);
  });

  it('takes the addresses of Kafka from a file, and fails with one sentence when Google denies the session', async () => {
    const kafkaConfig = join(folder, 'client.properties');
    writeFileSync(kafkaConfig, `bootstrap.servers=${kafkaServers}\nsecurity.protocol=PLAINTEXT\n`);
    const { behavior } = google.dataproc;
    const normal = { ...behavior };
    behavior.refuse = () => ({ code: status.PERMISSION_DENIED, details: 'No dataproc.sessions.create' });
    const { exitCode, stderr } = await consume(['--kafka-config', kafkaConfig]);
    Object.assign(behavior, normal);
    expect(exitCode).toBe(1);
    expect(stderr.trim().split('\n').at(-1)).toMatch(
      /^Google denied the creation of session \S+ in project my-project: No dataproc\.sessions\.create\. Grant the role/,
    );
  });
});

describe('a session of a platform whose tokens expire', () => {
  beforeAll(() => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });

  it.each(Object.entries(proxiedPlatforms))('returns every row: %s', async (_name, connectTo) => {
    const tokens = new RotatingToken(2000);
    const platform = await connectTo({ sparkPort, token: tokens });
    const { builder, proxy } = platform;
    const spark = await builder.config('spark.sql.execution.arrow.maxRecordsPerBatch', 1000).getOrCreate();
    // Most tokens are replaced before they expire, so it is a matter of time until a call meets an expired one.
    while (tokens.count <= 2 || proxy.rejected + proxy.expired === 0) {
      let next = 0n;
      for await (const { id } of spark.range(0, 20_000, 1, 2).toLocalIterator()) expect(BigInt(id)).toBe(next++);
      expect(next).toBe(20_000n);
    }
    await spark.stop();
    await platform.close();
    tokens.stop();
  });
});
