import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentials, Metadata } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { connect } from '../../src/cloud.ts';
import type { SparkSessionBuilder } from '../../src/index.ts';
import { startWindowQuery } from '../../jobs/consume/consume-windows.ts';
import { sumFile } from '../../jobs/demo/summary.ts';
import { WindowTable } from '../../jobs/monitor/window-table.ts';
import { produceTransactions } from '../../jobs/produce/produce-transactions.ts';
import { jobDefaults, type JobOptions } from '../../jobs/windows/job-options.ts';
import { localCertificate } from '../../scripts/checks/bridge/local-certificate.ts';
import { tokenFile } from '../../src/session/local-server.ts';
import { googleProject, startGoogleFakes } from '../support/cloud/google-fakes.ts';
import { proxiedPlatforms } from '../support/cloud/platforms.ts';
import { RotatingToken } from '../support/cloud/rotating-token.ts';
import { startOwnServer, type OwnServer } from '../support/own-server.ts';

const dataFile = 'data/customer_transactions_1200.csv';
const kafkaServers = inject('kafkaServers');
const folder = mkdtempSync(join(tmpdir(), 'cloud-job-'));
const { signal } = new AbortController();
const minute = 60;
let server: OwnServer;
let sparkPort: number;

beforeAll(async () => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  server = await startOwnServer('cloud-job', { services: ['spark'], token: 'token-1' });
  sparkPort = Number(/:(\d+)/.exec(server.sparkRemote)?.[1]);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  await server.stop();
});

/** Runs the job for a minute. Its windows must equal the sums of the file. */
async function runJob(name: string, builder: SparkSessionBuilder): Promise<void> {
  const topic = `cloud-job-${process.pid}-${name.replaceAll(' ', '-')}`;
  const options: JobOptions = {
    ...jobDefaults,
    remote: name,
    builder,
    kafkaServers: [kafkaServers],
    topic,
    resultsTopic: `${topic}-windows`,
    windowDuration: 10,
    slideDuration: 5,
    watermark: 30,
    checkpoint: join(server.checkpointDir, topic),
    verbose: false,
  };
  const table = new WindowTable({ windowDuration: 10, slideDuration: 5 });
  const query = await startWindowQuery(options, { onWindow: (update) => void table.upsert(update) });
  const production = {
    kafkaServers: [kafkaServers],
    topic,
    dataFile,
    batchSize: 10,
    sleepSeconds: minute / 120,
    maxRecords: 1200,
  };
  await Promise.race([produceTransactions(production, { signal }), query.ended]);
  await query.processAllAvailable();
  await query.stop();
  const file = await sumFile(dataFile);
  expect(table.totals.records).toBe(file.records);
  expect(String(table.totals.value)).toBe(String(file.totalValue));
}

describe('the job outlives tokens of two seconds', { timeout: 300_000 }, () => {
  let token: RotatingToken;
  beforeEach(() => {
    token = new RotatingToken(2000, tokenFile(server.stateDir));
  });
  afterEach(() => token.stop());

  it.each(Object.entries(proxiedPlatforms))('on %s', async (name, connectTo) => {
    const platform = await connectTo({ sparkPort, token });
    await runJob(name, platform.builder);
    await platform.close();
    expect(token.count).toBeGreaterThan(minute / 2);
  });

  it('on Google, through a bridge that cuts', async () => {
    const google = await startGoogleFakes({ sparkPort, token, cutEvery: 5000, folder });
    for (const [name, value] of Object.entries(google.env)) vi.stubEnv(name, value);
    const { cert } = await localCertificate();
    const login = credentials.createFromMetadataGenerator((_options, done) => {
      const headers = new Metadata();
      headers.set('authorization', `Bearer ${token.current}`);
      done(null, headers);
    });
    const sslCreds = credentials.combineChannelCredentials(credentials.createSsl(Buffer.from(cert)), login);
    const cloud = await connect({
      google: { projectId: googleProject, region: 'us-central1', clientOptions: { sslCreds }, tls: { ca: cert } },
    });
    let cached = token.current;
    const builder = cloud.builder.token(({ refused }) => (refused === cached ? (cached = token.current) : cached), {
      plaintext: true,
    });
    await runJob('Google', builder);
    await cloud.close();
    expect([...google.dataproc.sessions.values()].map(({ state }) => state)).toEqual(['TERMINATED']);
    expect(google.bridge.statuses.filter((code) => code === 101).length).toBeGreaterThan(5);
    await google.close();
  });
});
