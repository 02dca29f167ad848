import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../jobs/google-cloud/tunnel.ts';
import { SparkSession } from '../../src/index.ts';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { interruptJob, startJobProcess, type JobResult } from '../../jobs/job-process.ts';
import { startOwnServer, type OwnServer } from '../support/own-server.ts';
import { findJava } from '../../scripts/setup/java.mjs';
import { FakeDataproc } from '../support/google-cloud/fake-dataproc.ts';
import { FakeMaster } from './fake-master.ts';
import { FakeGcloud, type FakeGcloudSettings } from '../support/google-cloud/fake-gcloud.ts';
import { FakeStorage } from '../support/google-cloud/fake-storage.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A token as the initialization action creates it. */
const token = 'Rk3vHq0c_-fJ7aE1tXw9sLz2';
const folder = temporaryFolder();
const where = ['--project-id', 'p', '--region', 'europe-west1'];

let dataproc: FakeDataproc;
let storage: FakeStorage;
let gcloud: FakeGcloud;
let server: OwnServer;
let settings: FakeGcloudSettings;
let env: NodeJS.ProcessEnv;

function clusterOf(
  clusterName: string,
  kafkaTunnelPort: number,
): NonNullable<ReturnType<FakeDataproc['clusters']['get']>> {
  return {
    clusterName,
    clusterUuid: `uuid-${clusterName}`,
    status: { state: 'RUNNING' },
    config: {
      configBucket: 'b',
      gceClusterConfig: {
        zoneUri: 'https://www.googleapis.com/compute/v1/projects/p/zones/europe-west1-b',
        metadata: {
          'spark-connect-files': 'gs://b/spark-connect-ts',
          'spark-connect-kafka-tunnel-port': String(kafkaTunnelPort),
        },
      },
    },
  };
}

function portOf(address: string): number {
  return Number(/:(\d+)/.exec(address)?.[1]);
}

beforeAll(async () => {
  [dataproc, storage, server] = await Promise.all([
    FakeDataproc.start(),
    FakeStorage.start(),
    startOwnServer('dataproc', { token }),
  ]);
  const kafkaPort = portOf(server.kafkaServers);
  settings = {
    ports: { 15002: portOf(server.sparkRemote), [kafkaPort]: kafkaPort },
    outputs: {
      'cat /etc/spark-connect/token': `${token}\n`,
      'systemctl show': 'unit=spark-connect\nActiveState=active\nSubState=running\nlog=\n',
    },
  };
  gcloud = new FakeGcloud(folder, settings);
  env = {
    ...process.env,
    PATH: [gcloud.path, process.env['PATH']].join(delimiter),
    DATAPROC_EMULATOR_HOST: dataproc.address,
    STORAGE_EMULATOR_HOST: storage.url,
    METADATA_SERVER_DETECTION: 'none',
    // What Dataproc's machines have in their network is not the address of the tunnel.
    SPARK_KAFKA_SERVERS: server.kafkaServers,
    JOBS_DIR: join(folder, 'jobs'),
  };
  dataproc.clusters.set('c', clusterOf('c', kafkaPort));
});
afterAll(async () => {
  dataproc?.stop();
  await Promise.all([storage?.stop(), server?.stop()]);
});

async function run(args: readonly string[], changes: NodeJS.ProcessEnv = {}): Promise<JobResult> {
  return startJobProcess(args, undefined, { ...env, ...changes }).ended;
}

test('dataproc connect prints addresses that work, and keeps the tunnel until Ctrl-C', async () => {
  const port = await freePort();
  dataproc.clusters.set('other', clusterOf('other', port));
  gcloud.set({ ...settings, ports: { ...settings.ports, [port]: portOf(server.kafkaServers) } });
  let ready = (): void => {};
  const isReady = new Promise<void>((resolve) => (ready = resolve));
  const connect = ['dataproc', 'connect', ...where, '--cluster', 'other'];
  let stdout = '';
  const job = startJobProcess(
    connect,
    (text) => ((stdout = text).includes('KAFKA_SERVERS') ? ready() : undefined),
    env,
  );
  await Promise.race([isReady, job.ended]);
  const remote = /^export SPARK_REMOTE='(.*)'$/m.exec(stdout)?.[1] ?? '';
  const spark = await SparkSession.builder.remote(remote).getOrCreate();
  expect(await spark.version()).toBe('3.5.7');
  await spark.stop();
  expect(stdout).toContain(`export KAFKA_SERVERS='127.0.0.1:${port}'\n`);
  const second = await run(connect);
  expect(second.stderr).toContain(
    `Port ${port} of this machine, at which Kafka of the cluster should appear, is in use`,
  );
  expect((await interruptJob(job)).exitCode).toBe(130);
  expect(gcloud.calls.filter(({ pid }) => isRunning(pid))).toEqual([]);
  gcloud.set(settings);
});

test('the job runs on a cluster: same plan, a tunnel that breaks, and a graceful end', async () => {
  const consumer = startJobProcess(['consume', '--dataproc', 'c', ...where, '--json'], undefined, env);
  let stdout = '';
  let stderr = '';
  consumer.job.stdout!.on('data', (text: string) => (stdout += text));
  consumer.job.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const until = async (condition: () => boolean, what: string): Promise<void> => {
    for (const deadline = Date.now() + 60_000; !condition();) {
      if (Date.now() > deadline || consumer.job.exitCode !== null)
        throw new Error(`${what} is missing:\n${stderr}\n${stdout.slice(-2000)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await until(
    () => stderr.includes('This plan is the local one but for addresses and URIs'),
    'the comparison of plans',
  );
  const produce = ['produce', '--dataproc', 'c', ...where, '--batch-size', '50', '--sleep-seconds', '0'];
  expect(await run([...produce, '--max-records', '50'])).toMatchObject({ exitCode: 0 });
  await until(() => recordsIn(stdout) === 50, 'the first half');

  const tunnel = gcloud.calls.find(({ args, pid }) => args.includes('-N') && isRunning(pid))!;
  process.kill(tunnel.pid, 'SIGKILL');
  await until(() => stderr.includes('The tunnel is open again after'), 'the second tunnel');
  expect(await run([...produce, '--max-records', '50', '--skip-records', '50'])).toMatchObject({ exitCode: 0 });
  await until(() => recordsIn(stdout) === 100, 'the second half');

  const { exitCode } = await interruptJob(consumer);
  expect(exitCode).toBe(130);
  expect(stderr).not.toContain(token);
  expect(stderr).toContain('Connected to cluster c, which has Spark 3.5.7.');
  const second = gcloud.calls.filter(({ args }) => args.includes('-N')).map(({ pid }) => pid);
  expect(second.filter(isRunning)).toEqual([]);
});

describe('dataproc deploy', () => {
  const bucket = 'deployed';
  const deploy = (cluster: string, ...args: readonly string[]): readonly string[] => [
    ...['dataproc', 'deploy', ...where, '--cluster', cluster, '--bucket', bucket, '--yes'],
    // Of the versions that a cluster can have, only this one is that of the stack, whose jars are here.
    ...['--spark-version', '3.5.7', '--kafka-tunnel-port', String(portOf(server.kafkaServers))],
    ...['--sleep-seconds', '0', '--max-records', '50', ...args],
  ];
  const costs = (cluster: string): string =>
    `Cluster ${cluster} is still running and costs money: delete it with "npm run dataproc -- delete --project-id p --region europe-west1 --cluster ${cluster}".\n`;

  async function recordsInTopic(): Promise<number> {
    const admin = createKafka([server.kafkaServers]).admin();
    await admin.connect();
    try {
      const offsets = await admin.fetchTopicOffsets('customer-transactions');
      return offsets.reduce((sum, { high }) => sum + Number(high), 0);
    } finally {
      await admin.disconnect();
    }
  }

  beforeAll(() => {
    dataproc.faults = { polls: 1 };
  });
  afterEach(() => {
    dataproc.faults = { polls: 1 };
  });
  afterAll(() => {
    dataproc.faults = {};
  });

  test('names what exists and what costs money when the cluster fails to start', async () => {
    dataproc.faults = { polls: 1, creation: { code: status.UNAVAILABLE, message: 'No resources are available.' } };
    const { exitCode, stdout, stderr } = await run(deploy('e'));
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(`Created bucket ${bucket} in europe-west1.\n`);
    expect(stderr).toMatch(
      /: No resources are available\..* Cluster e was deleted\. Bucket deployed and the files in it are kept\.\n$/,
    );
    expect(dataproc.clusters.has('e')).toBe(false);
  });

  test('names the cluster that is being created when it is interrupted', async () => {
    dataproc.faults = { neverReady: true };
    const job = startJobProcess(deploy('e'), undefined, env);
    await expect.poll(() => dataproc.clusters.has('e'), { timeout: 60_000 }).toBe(true);
    expect(await interruptJob(job)).toMatchObject({
      exitCode: 130,
      stderr: expect.stringMatching(
        /\nCluster e may still be being created, and costs money\. Delete it with "npm run dataproc -- delete --project-id p --region europe-west1 --cluster e"\.\n$/,
      ) as string,
    });
    dataproc.clusters.delete('e');
  });

  test.runIf(process.platform === 'linux' && process.arch === 'x64')(
    'creates a cluster, uploads the packed jobs and runs them, and the windows have every record',
    async () => {
      // Other records than those of the test above, which the query would drop as duplicates.
      const [header = '', ...rows] = readFileSync('data/customer_transactions_1200.csv', 'utf8').trim().split('\n');
      const dataFile = join(folder, 'transactions.csv');
      writeFileSync(dataFile, [header, ...rows.slice(200)].join('\n'));
      const master = new FakeMaster({
        ...{ storage, bucket, folder: join(folder, 'master'), token, connectPort: portOf(server.sparkRemote) },
        env: { ...process.env, JOBS_DIR: join(folder, 'jobs') },
      });
      dataproc.runJob = (job) => master.run(job);
      dataproc.cancelJob = (job) => master.cancel(job);
      // The consumer runs until somebody cancels it, here as on the page of the job.
      const cancelConsumer = (): void => {
        const consumer = [...dataproc.jobs.values()].find(({ labels }) => labels?.['part'] === 'consumer');
        if (consumer?.status?.state === 'RUNNING') master.cancel(consumer);
      };
      const all = new RegExp(`^consumer \\| .* ${(await recordsInTopic()) + 50} records`, 'm');
      try {
        const { exitCode, stdout, stderr } = await startJobProcess(
          deploy('f', '--data-file', dataFile),
          (output) => (all.test(output) ? cancelConsumer() : undefined),
          env,
        ).ended;
        expect({ exitCode, stderr: exitCode === 0 ? '' : stderr + stdout }).toEqual({ exitCode: 0, stderr: '' });
        expect(stdout).toMatch(/^producer \| Sent 50 records/m);
        expect(stdout).toMatch(all);
        expect(stderr).toContain('The producer is done.\n');
        expect(stderr).toContain('The consumer was canceled.\n');
        expect(stderr).toMatch(new RegExp(`${costs('f').replaceAll('.', '\\.')}$`));
        const methods = dataproc.calls.map(({ method }) => method);
        expect(methods.indexOf('SubmitJob')).toBeGreaterThan(methods.lastIndexOf('CreateCluster'));
      } finally {
        master.stop();
      }
    },
  );

  test('uses a cluster that exists, and says that it costs money when a job cannot be submitted', async () => {
    dataproc.faults = { refuse: { SubmitJob: { code: status.PERMISSION_DENIED, message: 'denied' } } };
    const { exitCode, stderr } = await run(deploy('c'));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^Cluster c exists; using it\.\n/);
    expect(stderr).toContain(costs('c'));
    expect(stderr).toMatch(/\nYou may not submit jobs to cluster c in project p: denied\. .*\n$/);
  });
});

describe('a cluster that cannot be reached', () => {
  const consume = ['consume', '--dataproc', 'c', ...where];

  test('explains a missing gcloud', async () => {
    const { exitCode, stderr } = await run(consume, { PATH: '/nonexistent', JAVA_HOME: findJava(process.env).home });
    expect({ exitCode, stderr: stderr.trim().split('\n').at(-1) }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining(
        'gcloud is missing (no gcloud on the PATH), and the tunnel to the cluster needs it: install',
      ) as string,
    });
  });

  test('explains an expired login of gcloud, a wrong token, and a missing cluster', async () => {
    gcloud.set({ failure: 'ERROR: (gcloud.compute.ssh) You do not currently have an active account selected.\n' });
    expect((await run(consume)).stderr).toContain(
      'gcloud is not logged in, or its login has expired: run "gcloud auth login".',
    );
    gcloud.set({ ...settings, outputs: { 'cat /etc/spark-connect/token': 'wrong\n' } });
    expect((await run(consume)).stderr).toContain(
      'The Spark Connect server of cluster c does not accept the token in /etc/spark-connect/token',
    );
    gcloud.set(settings);
    const { stderr } = await run(['consume', '--dataproc', 'd', ...where]);
    expect(stderr).toContain(
      'Region europe-west1 of project p has no cluster d: create it with "npm run dataproc -- create',
    );
  });
});

test('consume --status names the command that tells about a job on a cluster', async () => {
  const { exitCode, stderr } = await run(['consume', '--dataproc', 'c', ...where, '--status']);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /^--status does not connect to a cluster\. See the job with "npm run dataproc -- status --cluster c", .*\n$/,
  );
});

test('dataproc status shows the services, and delete changes nothing without an answer', async () => {
  const named = [...where, '--cluster', 'c'];
  const [status, refused, dry] = await Promise.all([
    run(['dataproc', 'status', ...named, '--json']),
    run(['dataproc', 'delete', ...named]),
    run(['dataproc', 'delete', ...named, '--dry-run']),
  ]);
  expect(JSON.parse(status.stdout)).toMatchObject({
    state: 'RUNNING',
    services: [{ unit: 'spark-connect', state: 'active (running)' }],
  });
  expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Nobody can be asked here') as string });
  expect(JSON.parse(dry.stdout)).toEqual({
    service: 'dataproc',
    method: 'ClusterController.DeleteCluster',
    request: { projectId: 'p', region: 'europe-west1', clusterName: 'c' },
  });
  expect(dataproc.clusters.has('c')).toBe(true);
});

test('gcs:upload uploads the data once, and the producer reads it', async () => {
  const upload = ['gcs-upload', '--project-id', 'p'];
  const uri = 'gs://p-transactions-streaming/input-data/customer_transactions_1200.csv';
  expect(await run(upload)).toMatchObject({
    exitCode: 0,
    stdout: `Created bucket p-transactions-streaming in US.\nUploaded data/customer_transactions_1200.csv to ${uri}.\n`,
  });
  const produce = [
    'produce',
    '--kafka-servers',
    server.kafkaServers,
    '--topic',
    'from-gcs',
    '--sleep-seconds',
    '0',
    '--json',
  ];
  const [again, produced] = await Promise.all([
    run(upload),
    run([...produce, '--max-records', '100', '--data-file', uri]),
  ]);
  expect(again).toMatchObject({ exitCode: 0, stdout: `${uri} is up to date: nothing was uploaded.\n` });
  expect(produced).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('"records":100,') as string });
});

function recordsIn(output: string): number {
  const latest = new Map<string, number>();
  for (const line of output.split('\n')) {
    if (!line.includes('"window_start"')) continue;
    try {
      const { window_start: start, record_count: records } = JSON.parse(line) as {
        window_start: string;
        record_count: number;
      };
      if (new Date(start).getSeconds() % 10 === 0) latest.set(start, records);
    } catch {
      // The last line is not complete yet.
    }
  }
  return [...latest.values()].reduce((sum, records) => sum + records, 0);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
