import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeDataproc } from '../../test/support/google-cloud/fake-dataproc.ts';
import { clusterAccess } from './find-cluster.ts';
import { createGoogleClients, type GoogleClients } from './google-clients.ts';
import { deleteCluster, startCluster, stopCluster } from './manage-cluster.ts';

process.env['METADATA_SERVER_DETECTION'] = 'none';
const name = { projectId: 'p', region: 'europe-west1', cluster: 'c' };

let dataproc: FakeDataproc;
let clients: GoogleClients;
let said: string[];
const options = {
  signal: new AbortController().signal,
  say: (sentence: string) => void said.push(sentence),
  interval: 20,
};
beforeEach(async () => {
  dataproc = await FakeDataproc.start();
  clients = createGoogleClients(name, { DATAPROC_EMULATOR_HOST: dataproc.address });
  said = [];
  dataproc.clusters.set('c', {
    clusterName: 'c',
    clusterUuid: 'uuid-c',
    status: { state: 'RUNNING' },
    config: {
      configBucket: 'b',
      masterConfig: { numInstances: 1, diskConfig: { bootDiskSizeGb: 100 } },
      workerConfig: { numInstances: 2 },
    },
  });
});
afterEach(async () => {
  await clients.close();
  dataproc.stop();
});

describe('stopCluster()', () => {
  test('stops the machines and says that disks and bucket still cost money', async () => {
    const left = (await stopCluster(clients, name, options)).join(' ');
    expect(left).toMatch(
      /^Cluster c is stopped\. Its machines cost nothing now, but its 3 disks of 100 GB and bucket b still do\./,
    );
    expect(dataproc.clusters.get('c')?.status?.state).toBe('STOPPED');
    expect((await stopCluster(clients, name, options))[0]).toBe('Cluster c is stopped already.');
    await expect(clusterAccess(clients, name)).rejects.toThrow(
      'Cluster c is not running: its state is STOPPED. Start it with "npm run dataproc -- start".',
    );
  });

  test('startCluster() undoes it', async () => {
    await stopCluster(clients, name, options);
    expect(await startCluster(clients, name, options)).toMatch(/^Cluster c is running\./);
    expect(await startCluster(clients, name, options)).toBe('Cluster c is running already.');
  });
});

describe('deleteCluster()', () => {
  test('deletes exactly this cluster and names what is left', async () => {
    const left = (await deleteCluster(clients, name, options)).join(' ');
    expect(left).toMatch(/^Cluster c is deleted, with its disks.* Bucket b is left and costs money/);
    expect(dataproc.calls.find(({ method }) => method === 'DeleteCluster')?.request).toMatchObject({
      clusterUuid: 'uuid-c',
    });
    expect(said.at(-1)).toMatch(/s: DONE: DELETE cluster$/);
  });

  test('explains a missing permission and a missing cluster', async () => {
    dataproc.faults = { refuse: { DeleteCluster: { code: 7, message: 'denied' } } };
    await expect(deleteCluster(clients, name, options)).rejects.toThrow(
      'You may not delete cluster c in project p: denied.',
    );
    await expect(deleteCluster(clients, { ...name, cluster: 'd' }, options)).rejects.toThrow(
      'Region europe-west1 of project p has no cluster d',
    );
  });
});

test('clusterAccess() rejects a cluster that this program has not created', async () => {
  await expect(clusterAccess(clients, name)).rejects.toThrow(
    'Cluster c has no Spark Connect server of ours: it was not created with "npm run dataproc -- create".',
  );
});
