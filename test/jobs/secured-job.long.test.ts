import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { interruptJob, runJobProcess, startJobProcess, type JobResult } from '../../jobs/job-process.ts';
import { startOwnServer, type OwnServer } from '../support/own-server.ts';
import {
  endpointHandler,
  loginModules,
  passwords,
  startSecuredKafka,
  type SecuredKafka,
} from '../support/secured-kafka.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

type Settings = Readonly<Record<string, string>>;

const folder = temporaryFolder();
const records = 60;
let broker: SecuredKafka;
let server: OwnServer;
/** Everything that a person, a log or a file has been told. */
const told: { readonly place: string; readonly text: string }[] = [];

beforeAll(async () => {
  [broker, server] = await Promise.all([
    startSecuredKafka('secured-job'),
    startOwnServer('secured-job-spark', { services: ['spark'] }),
  ]);
});
afterEach(() => void vi.unstubAllEnvs());
afterAll(() => Promise.all([broker?.stop(), server?.stop()]));

function withTls(address: string, protocol: string): Settings {
  const ca = { 'ssl.truststore.type': 'PEM', 'ssl.truststore.location': broker.files.ca };
  return { 'bootstrap.servers': address, 'security.protocol': protocol, ...ca };
}

const settings: Readonly<Record<string, () => Settings>> = {
  scram: () => ({
    ...withTls(broker.addresses.sasl, 'SASL_SSL'),
    'sasl.mechanism': 'SCRAM-SHA-512',
    'sasl.jaas.config': `${loginModules.scram} required username="alice" password="${passwords.alice}";`,
  }),
  // Each token is used for a few seconds only.
  tokens: () => ({
    ...withTls(broker.addresses.sasl, 'SASL_SSL'),
    'sasl.mechanism': 'OAUTHBEARER',
    'sasl.jaas.config': `${loginModules.oauthBearer} required clientId="jobs" clientSecret="${passwords.client}";`,
    'sasl.login.callback.handler.class': endpointHandler,
    'sasl.oauthbearer.token.endpoint.url': `${broker.tokens.url}/token`,
    'sasl.login.refresh.min.period.seconds': '1',
    'sasl.login.refresh.buffer.seconds': '1',
  }),
  mutualTls: () => ({
    ...withTls(broker.addresses.mutualTls, 'SSL'),
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': broker.files.client,
    'ssl.key.password': passwords.key,
  }),
};

/** Runs a job and keeps what it prints. */
async function run(...args: readonly string[]): Promise<JobResult> {
  const result = await runJobProcess(args);
  told.push({ place: args.join(' '), text: result.stdout + result.stderr });
  if (result.exitCode !== 0) throw new Error(result.stderr);
  return result;
}

/** Returns the page of a running job. */
async function pageOf(output: () => string): Promise<string> {
  return vi.waitFor(
    () => /The page of the job is at (\S+?)"?\}?\n/.exec(output())?.[1] ?? Promise.reject(new Error(output())),
    { timeout: 60_000, interval: 100 },
  );
}

function filesBelow(top: string): readonly string[] {
  return readdirSync(top, { recursive: true, encoding: 'utf8' })
    .map((name) => join(top, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

/** Fails if a secret is anywhere: in what jobs have printed, in files, in command lines, or on Spark's pages. */
function expectNoSecrets(): void {
  const files = [...filesBelow(join(folder, 'jobs')), ...filesBelow(server.stateDir)];
  const all = [
    ...told,
    ...files.map((file) => ({ place: file, text: readFileSync(file, 'latin1') })),
    { place: 'ps', text: execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }) },
  ];
  const secrets = [...Object.values(passwords), broker.keyText];
  const found = all.flatMap(({ place, text }) => secrets.filter((secret) => text.includes(secret)).map(() => place));
  expect(found).toEqual([]);
}

describe('a job on a secured Kafka', { timeout: 400_000 }, () => {
  test.each(['scram', 'tokens', 'mutualTls'] as const)('counts every record with %s', async (kind) => {
    broker.tokens.lifetime = kind === 'tokens' ? 6 : 3600;
    vi.stubEnv('JOBS_DIR', join(folder, 'jobs'));
    const topic = `job-${kind.toLowerCase()}`;
    const access = ['--kafka-config', broker.properties(kind, settings[kind]!())];
    const places = ['--topic', topic, ...access];
    const spark = ['--remote', server.sparkRemote];
    const produce = ['produce', ...places, '--sleep-seconds', '0', '--inject', 'malformed=10%', '--debug'];
    await run(...produce, '--max-records', String(records));

    const running = startJobProcess(['consume', ...places, ...spark, '--web', '0', '--debug', '--log-format', 'json']);
    onTestFinished(() => void running.job.kill('SIGKILL'));
    let output = '';
    for (const stream of [running.job.stdout!, running.job.stderr!])
      stream.on('data', (text: string) => (output += text));
    const url = await pageOf(() => output);
    await vi.waitFor(
      async () => {
        const page = await (await fetch(`${url}api/snapshot`)).text();
        told.push({ place: 'snapshot', text: page });
        expect(JSON.parse(page)).toMatchObject({ account: { state: 'adds up', sent: records, pending: 0 } });
      },
      { timeout: 120_000, interval: 500 },
    );
    // More records after several tokens have expired.
    if (kind === 'tokens') await new Promise((resolve) => setTimeout(resolve, 20_000));
    await run(...produce, '--skip-records', String(records), '--max-records', '20');
    await vi.waitFor(
      async () => {
        const page = await (await fetch(`${url}api/snapshot`)).text();
        expect(JSON.parse(page)).toMatchObject({ account: { state: 'adds up', sent: records + 20, pending: 0 } });
      },
      { timeout: 120_000, interval: 500 },
    );
    told.push({ place: 'metrics', text: await (await fetch(`${url}metrics`)).text() });
    for (const path of ['connect/', 'SQL/', 'jobs/', 'StreamingQuery/', 'environment/', 'api/v1/applications']) {
      const answer = await fetch(`${server.sparkUi}/${path}`);
      expect([path, answer.status]).toEqual([path, 200]);
      told.push({ place: path, text: await answer.text() });
    }
    const [{ id }] = JSON.parse(told.at(-1)!.text) as [{ readonly id: string }];
    const sql = await fetch(
      `${server.sparkUi}/api/v1/applications/${id}/sql?details=true&planDescription=true&length=1000`,
    );
    told.push({ place: 'sql', text: await sql.text() });
    expect(told.at(-1)!.text).toContain('planDescription');

    await run('audit', ...places, ...spark, '--verbose');
    const count = 'SELECT count(*) AS n FROM records';
    const query = await run('query', ...places, ...spark, '--format', 'csv', count);
    expect(query.stdout).toBe(`n\n${records + 20}\n`);
    expect((await run('dead-letters', 'list', ...places)).stdout).toContain('not_json');
    const status = await run('consume', ...places, ...spark, '--status');
    expect(status.stdout).toMatch(/lag now +0 records/);
    expect((await interruptJob(running)).exitCode).toBe(130);
    told.push({ place: 'consume', text: output });
    expectNoSecrets();
  });

  test('ends with one sentence when Spark cannot connect, and resumes once it can', async () => {
    vi.stubEnv('JOBS_DIR', join(folder, 'jobs'));
    const topic = 'job-refused';
    const access = ['--kafka-config', broker.properties('scram', settings['scram']!())];
    const places = ['--topic', topic, ...access];
    await run('produce', ...places, '--sleep-seconds', '0', '--max-records', '20');
    const consume = async (changes: Settings): Promise<JobResult> => {
      const file = broker.properties('for-spark', { ...settings['scram']!(), ...changes });
      const args = ['consume', ...places, '--remote', server.sparkRemote, '--json', '--spark-kafka-config', file];
      return runJobProcess(args, (output, job) => {
        if (output.includes('"record_count":20')) job.kill('SIGINT');
      });
    };
    const inFile = 'in the file of --kafka-config or --spark-kafka-config';
    for (const [changes, sentence] of [
      [
        { 'ssl.truststore.location': broker.files.otherCa },
        `Spark does not trust the certificate of Kafka. Set ssl.truststore.location ${inFile} to the certificate of its authority.`,
      ],
      [
        { 'bootstrap.servers': broker.addresses.sasl.replace('localhost', '127.0.0.1') },
        "The certificate of Kafka is for another host name than the one that Spark uses. Use the name in the certificate in --spark-kafka-servers and in the broker's advertised.listeners.",
      ],
      [
        withTls(broker.addresses.mutualTls, 'SSL'),
        `Kafka requires a client certificate of Spark that it trusts. Set ssl.keystore.location ${inFile} to the key and certificate.`,
      ],
      [
        { 'sasl.jaas.config': `${loginModules.scram} required username="alice" password="wrong";` },
        `Kafka refuses the user name or password of Spark. Check sasl.mechanism and sasl.jaas.config ${inFile}.`,
      ],
    ] as const) {
      const { exitCode, stderr } = await consume(changes);
      expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: `${sentence}\n` });
    }
    const { exitCode, stderr, stdout } = await consume({});
    expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: '' });
    expect(stdout).toContain('"record_count":20');
  });
});
