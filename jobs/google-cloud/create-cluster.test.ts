import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Leftovers } from '../../command-line/leftovers.ts';
import { FakeDataproc } from '../../test/support/google-cloud/fake-dataproc.ts';
import { FakeStorage } from '../../test/support/google-cloud/fake-storage.ts';
import { clusterDefaults } from './cluster-options.ts';
import { createCluster, plannedRequests, type CreateOptions } from './create-cluster.ts';
import { createGoogleClients, type GoogleClients } from './google-clients.ts';

// The jars of Spark 3.5.7 are those of the set-up; the real ones are checked by test/google-cloud/node-setup.long.test.ts.
vi.mock(import('../../stack/dataproc/cluster-files.ts'), async (importOriginal) => ({
  ...(await importOriginal()),
  clusterFiles: (versions: readonly string[]) =>
    Promise.resolve(versions.map((version) => ({ path: 'package.json', name: `jars/${version}/a.jar` }))),
}));

process.env['METADATA_SERVER_DETECTION'] = 'none';

const options: CreateOptions = {
  ...clusterDefaults,
  projectId: 'p',
  region: 'europe-west1',
  cluster: 'c',
  bucket: 'p-transactions-streaming',
  workerMachineType: clusterDefaults.machineType,
  externalAddress: true,
  labels: { team: 'a' },
  sparkVersions: ['3.5.3', '3.5.7'],
  keepOnFailure: false,
  timeout: 60_000,
};

let dataproc: FakeDataproc;
let storage: FakeStorage;
let clients: GoogleClients;
let said: string[];
beforeEach(async () => {
  [dataproc, storage] = await Promise.all([FakeDataproc.start(), FakeStorage.start()]);
  const env = { DATAPROC_EMULATOR_HOST: dataproc.address, STORAGE_EMULATOR_HOST: storage.url };
  clients = createGoogleClients(options, env);
  said = [];
});
afterEach(async () => {
  await clients.close();
  dataproc.stop();
  await storage.stop();
});

function create(changes: Partial<CreateOptions> = {}, signal = new AbortController().signal): Promise<void> {
  const say = (sentence: string): void => void said.push(sentence);
  return createCluster(clients, { ...options, ...changes }, { signal, leftovers: new Leftovers(), say, interval: 20 });
}

/** Returns the message of the error with which a promise rejects. */
async function failureOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error('It succeeded.'),
    (reason: unknown) => reason as Error,
  );
  return `${error.name}: ${error.message}`;
}

describe('createCluster()', () => {
  test('uploads the files, asks for a single node with image 2.3, and reports each state', async () => {
    await create();
    expect(dataproc.clusters.get('c')).toMatchObject({
      status: { state: 'RUNNING' },
      labels: { application: 'spark-connect-ts', team: 'a' },
      config: {
        configBucket: 'p-transactions-streaming',
        masterConfig: { numInstances: 1, machineTypeUri: 'n2-standard-4' },
        softwareConfig: { imageVersion: '2.3', properties: { 'dataproc:dataproc.allow.zero.workers': 'true' } },
        lifecycleConfig: { idleDeleteTtl: { seconds: '7200' }, autoDeleteTtl: { seconds: '28800' } },
        gceClusterConfig: {
          metadata: {
            'spark-connect-files': 'gs://p-transactions-streaming/spark-connect-ts',
            'spark-connect-checkpoint': 'hdfs:///user/spark/checkpoints',
          },
        },
      },
    });
    expect(dataproc.clusters.get('c')?.config?.workerConfig ?? null).toBeNull();
    const names = [...storage.buckets.get('p-transactions-streaming')!.objects.keys()];
    expect(names.sort()).toEqual(['spark-connect-ts/jars/3.5.3/a.jar', 'spark-connect-ts/jars/3.5.7/a.jar']);
    expect(said.join('\n')).toMatch(
      /Created bucket .* in europe-west1\.[^]*0 s: RUNNING: waiting for the nodes\n\d+ s: DONE/,
    );
  });

  test('uploads nothing the second time', async () => {
    await create();
    await create({ cluster: 'd' });
    expect(said.filter((sentence) => /Bucket .* has all 2 files/.test(sentence))).toHaveLength(1);
  });

  test('sends the options for workers, checkpoints, network and deletion', async () => {
    await create({ workers: 2, checkpoint: 'gs://b/c', externalAddress: false, zone: 'europe-west1-c', maxIdle: 600 });
    expect(dataproc.clusters.get('c')?.config).toMatchObject({
      workerConfig: { numInstances: 2, machineTypeUri: 'n2-standard-4' },
      gceClusterConfig: { internalIpOnly: true, metadata: { 'spark-connect-checkpoint': 'gs://b/c' } },
      lifecycleConfig: { idleDeleteTtl: { seconds: '600' } },
    });
  });

  test.each([
    [
      status.PERMISSION_DENIED,
      "Permission 'dataproc.clusters.create' denied on resource 'projects/p'",
      "You may not create cluster c in project p: Permission 'dataproc.clusters.create' denied on resource 'projects/p'. Ask an administrator of the project for roles/dataproc.editor.",
    ],
    [
      status.RESOURCE_EXHAUSTED,
      "Insufficient 'CPUS' quota. Requested 4.0, available 2.0.",
      "A quota of project p does not allow to create cluster c: Insufficient 'CPUS' quota. Requested 4.0, available 2.0. Choose a smaller",
    ],
    [
      status.INVALID_ARGUMENT,
      "Image version '2.9' unsupported",
      "Google Cloud refuses to create cluster c: Image version '2.9' unsupported.",
    ],
  ])('explains a refusal with code %i and says that no cluster exists', async (code, message, sentence) => {
    dataproc.faults = { refuse: { CreateCluster: { code, message } } };
    const failure = await failureOf(create());
    expect(failure).toContain(`UserError: ${sentence}`);
    expect(failure).toContain('No cluster was created. Bucket p-transactions-streaming and the files in it are kept.');
  });

  test('names the existing cluster when the name is in use', async () => {
    await create();
    expect(await failureOf(create())).toContain('UserError: Cluster c exists already in europe-west1: use it with');
    expect(dataproc.clusters.has('c')).toBe(true);
  });

  describe('when the cluster fails to start', () => {
    const creation = {
      code: status.UNAVAILABLE,
      message: "The zone 'europe-west1-b' does not have enough resources available to fulfill the request.",
    };

    test('explains a region without capacity and deletes the cluster', async () => {
      dataproc.faults = { creation };
      const failure = await failureOf(create());
      expect(failure).toContain(
        'UserError: Region europe-west1 has no capacity for these machines at the moment: The zone',
      );
      expect(failure).toContain('Choose another --region or --zone, or another --machine-type. Cluster c was deleted.');
      expect(dataproc.clusters.size).toBe(0);
    });

    test('shows the log of the initialization action', async () => {
      dataproc.faults = { creation: { code: status.FAILED_PRECONDITION, message: 'Initialization action failed.' } };
      dataproc.onCreate = () =>
        storage.put(
          'p-transactions-streaming',
          'google-cloud-dataproc-metainfo/uuid-c/c-m/dataproc-initialization-script-0_output',
          'copying\nnode-setup: gs://b/jars has no jars for Spark 3.5.9\n',
        );
      expect(await failureOf(create())).toContain(
        'The log of its initialization action is gs://p-transactions-streaming/google-cloud-dataproc-metainfo/uuid-c/c-m/dataproc-initialization-script-0_output. Cluster c was deleted.',
      );
      expect(said.at(-1)).toContain('copying\nnode-setup: gs://b/jars has no jars for Spark 3.5.9');
    });

    test('keeps the cluster on request and says that it costs money', async () => {
      dataproc.faults = { creation };
      expect(await failureOf(create({ keepOnFailure: true }))).toContain(
        'Cluster c is kept, and costs money: see https://',
      );
      expect(dataproc.clusters.get('c')?.status?.state).toBe('ERROR');
    });

    test('says that it costs money when it cannot be deleted either', async () => {
      dataproc.faults = { creation, refuse: { DeleteCluster: { code: status.INTERNAL, message: 'try later' } } };
      expect(await failureOf(create())).toMatch(
        /Cluster c could not be deleted \(.*try later\), and costs money: delete it at https:/,
      );
    });
  });

  test('gives up on a cluster that is never ready, and deletes it', async () => {
    dataproc.faults = { neverReady: true };
    expect(await failureOf(create({ timeout: 300 }))).toMatch(
      /UserError: Cluster c was not ready after 0 minutes \(its last state was RUNNING: waiting for the nodes\)\. Cluster c was deleted\./,
    );
    expect(dataproc.clusters.size).toBe(0);
  });

  test('leaves a sentence about the cluster when it is interrupted', async () => {
    dataproc.faults = { neverReady: true };
    const controller = new AbortController();
    const leftovers = new Leftovers();
    const creating = createCluster(clients, options, {
      signal: controller.signal,
      leftovers,
      say: (sentence) => {
        if (sentence.includes('waiting for the nodes')) controller.abort(new Error('stop'));
      },
      interval: 20,
    });
    await expect(creating).rejects.toThrow('stop');
    expect(leftovers.sentences.join()).toContain('Cluster c may still be being created, and costs money.');
  });
});

test('plannedRequests() lists every request and makes none', async () => {
  const requests = await plannedRequests(options);
  expect(requests.map(({ method }) => method)).toEqual([
    'buckets.insert (if missing)',
    'objects.insert (if it differs)',
    'objects.insert (if it differs)',
    'ClusterController.CreateCluster',
  ]);
  expect(JSON.parse(JSON.stringify(requests.at(-1)))).toMatchObject({ request: { cluster: { clusterName: 'c' } } });
  expect([dataproc.calls, storage.requests]).toEqual([[], []]);
});
