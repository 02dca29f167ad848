import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Leftovers } from '../../command-line/leftovers.ts';
import { FakeDataproc } from '../../test/support/google-cloud/fake-dataproc.ts';
import { FakeStorage } from '../../test/support/google-cloud/fake-storage.ts';
import { createGoogleClients, type GoogleClients } from './google-clients.ts';
import { plannedJobs, submitJobs } from './submit-jobs.ts';
import { submitDefaults, type SubmitOptions } from './submit-options.ts';

// The program is really packed and run by test/google-cloud/node-setup.long.test.ts.
vi.mock(import('./program-files.ts'), () => ({
  programFiles: () =>
    Promise.resolve({
      program: { path: 'package.json', name: 'job/jobs-1.mjs' },
      runtime: { path: 'tsconfig.json', name: 'job/node-v22-linux-x64' },
    }),
}));
process.env['METADATA_SERVER_DETECTION'] = 'none';

const options: SubmitOptions = {
  ...submitDefaults,
  projectId: 'p',
  region: 'europe-west1',
  cluster: 'c',
  bucket: 'b',
  detach: false,
};

let dataproc: FakeDataproc;
let storage: FakeStorage;
let clients: GoogleClients;
let said: string[];
let shown: string;
beforeEach(async () => {
  [dataproc, storage] = await Promise.all([FakeDataproc.start(), FakeStorage.start()]);
  clients = createGoogleClients(options, {
    DATAPROC_EMULATOR_HOST: dataproc.address,
    STORAGE_EMULATOR_HOST: storage.url,
  });
  storage.put('b', 'x', '');
  const metadata = { 'spark-connect-files': 'gs://b/spark-connect-ts', 'spark-connect-kafka-tunnel-port': '19192' };
  dataproc.clusters.set('c', { status: { state: 'RUNNING' }, config: { gceClusterConfig: { metadata } } });
  said = [];
  shown = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    shown += String(text);
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await clients.close();
  dataproc.stop();
  await storage.stop();
});

function submit(changes: Partial<SubmitOptions> = {}, signal = new AbortController().signal): Promise<void> {
  const say = (sentence: string): void => void said.push(sentence);
  return submitJobs(clients, { ...options, ...changes }, { signal, leftovers: new Leftovers(), say, interval: 20 });
}

type Job = Parameters<FakeDataproc['runJob']>[0];

/** Writes the output of a job as Dataproc does: to an object that grows, followed by the next. */
function write(job: Job, ...texts: readonly string[]): void {
  const prefix = `google-cloud-dataproc-metainfo/uuid/jobs/${job.reference?.jobId}/driveroutput`;
  job.driverOutputResourceUri = `gs://b/${prefix}`;
  texts.forEach((text, index) => storage.put('b', `${prefix}.00000000${index}`, text));
}

describe('submitJobs()', () => {
  test('uploads program, runtime and data, and runs both parts with the launcher on the master', async () => {
    await submit({ runSeconds: 60 });
    expect([...storage.buckets.get('b')!.objects.keys()].sort()).toEqual([
      'input-data/customer_transactions_1200.csv',
      'spark-connect-ts/job/jobs-1.mjs',
      'spark-connect-ts/job/node-v22-linux-x64',
      'x',
    ]);
    const [consumer, producer] = [...dataproc.jobs.values()];
    expect(consumer).toMatchObject({
      placement: { clusterName: 'c' },
      labels: { application: 'spark-connect-ts', part: 'consumer' },
      sparkJob: { mainClass: 'sparkconnectts.ProgramLauncher' },
    });
    expect(consumer?.sparkJob?.args).toEqual(expect.arrayContaining(['--seconds', '60', '--', 'consume']));
    expect(producer?.sparkJob?.args).toEqual(
      expect.arrayContaining([
        ...['--file', 'gs://b/input-data/customer_transactions_1200.csv'],
        ...['--env', 'KAFKA_SERVERS=127.0.0.1:19192', '--', 'produce', '--data-file'],
        '{data}/customer_transactions_1200.csv',
      ]),
    );
    expect(said.slice(-2).sort()).toEqual(['The consumer is done.', 'The producer is done.']);
  });

  test('shows the output of each job line by line while it grows', async () => {
    dataproc.runJob = (job) => {
      write(job, 'one\ntw');
      setTimeout(() => write(job, 'one\ntwo\n', 'three\n'), 150);
      setTimeout(() => (job.status = { state: 'DONE' }), 300);
    };
    await submit({ only: 'producer' });
    expect(shown).toBe('producer | one\nproducer | two\nproducer | three\n');
  });

  test('cancels the jobs when it is interrupted', async () => {
    const controller = new AbortController();
    dataproc.runJob = () => void setTimeout(() => controller.abort(new Error('stop')), 100);
    await expect(submit({}, controller.signal)).rejects.toThrow('stop');
    expect([...dataproc.jobs.values()].map(({ status }) => status?.state)).toEqual(['CANCELLED', 'CANCELLED']);
    expect(said).toContain('The consumer has ended: CANCELLED.');
  });

  test('cancels the other job and gives the reason when one fails', async () => {
    dataproc.runJob = (job) => {
      if (job.labels?.['part'] === 'producer') job.status = { state: 'ERROR', details: 'Task was not acquired.' };
    };
    await expect(submit()).rejects.toThrow(
      /^The producer, job producer-\w+, has failed: Task was not acquired\. See https:\/\/console\.cloud\.google\.com\/dataproc\/jobs\/producer-/,
    );
    expect([...dataproc.jobs.values()].map(({ status }) => status?.state)).toEqual(['CANCELLED', 'ERROR']);
  });

  test('leaves the jobs alone with --detach', async () => {
    dataproc.runJob = () => {};
    await submit({ detach: true });
    expect([...dataproc.jobs.values()].map(({ status }) => status?.state)).toEqual(['RUNNING', 'RUNNING']);
  });

  test('explains a missing permission', async () => {
    dataproc.faults = { refuse: { SubmitJob: { code: 7, message: "Permission 'dataproc.jobs.create' denied." } } };
    await expect(submit()).rejects.toThrow(
      "You may not submit jobs to cluster c in project p: Permission 'dataproc.jobs.create' denied. Ask an administrator of the project for roles/dataproc.editor.",
    );
  });
});

test('plannedJobs() lists the requests, the consumer first', () => {
  const jobs = plannedJobs({ ...options, dataFile: 'gs://other/data.csv' }).map(({ request }) =>
    JSON.stringify(request),
  );
  expect(jobs).toHaveLength(2);
  expect(jobs[0]).toContain('"part":"consumer"');
  expect(jobs[1]).toContain('"--file","gs://other/data.csv"');
});
