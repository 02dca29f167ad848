import type { protos } from '@google-cloud/dataproc';
import { UserError } from '../../command-line/user-error.ts';
import type { ClusterName } from './cluster-options.ts';
import { bucketPage, clusterPage } from './console-links.ts';
import { requireCluster, stateOf } from './find-cluster.ts';
import type { GoogleClients } from './google-clients.ts';
import { googleError } from '../cloud-storage/google-error.ts';
import { finishOperation, StuckOperationError, type ClusterOperation } from './operation-progress.ts';

type Cluster = protos.google.cloud.dataproc.v1.ICluster;

/** How to wait for a change of a cluster. */
export interface ManageOptions {
  readonly signal: AbortSignal;
  readonly say: (sentence: string) => void;
  /** Milliseconds between two looks. Default: 5 seconds. */
  readonly interval?: number;
}

/** Milliseconds after which a change counts as stuck. */
const timeout = 15 * 60_000;

/** The requests about an existing cluster, as `--dry-run` prints them. */
export function clusterRequest({ projectId, region, cluster }: ClusterName): {
  readonly projectId: string;
  readonly region: string;
  readonly clusterName: string;
} {
  return { projectId, region, clusterName: cluster };
}

/** Stops the machines of a cluster. Returns sentences about what is left. */
export async function stopCluster(
  clients: GoogleClients,
  name: ClusterName,
  options: ManageOptions,
): Promise<readonly string[]> {
  const found = await requireCluster(clients, name);
  if (stateOf(found.status?.state) === 'STOPPED')
    return [`Cluster ${name.cluster} is stopped already.`, ...leftAfterStop(found)];
  await change(clients, name, options, 'stop', async (client) => (await client.stopCluster(clusterRequest(name)))[0]);
  return [`Cluster ${name.cluster} is stopped.`, ...leftAfterStop(found)];
}

/** Starts the machines of a stopped cluster. */
export async function startCluster(clients: GoogleClients, name: ClusterName, options: ManageOptions): Promise<string> {
  const found = await requireCluster(clients, name);
  if (stateOf(found.status?.state) === 'RUNNING') return `Cluster ${name.cluster} is running already.`;
  await change(clients, name, options, 'start', async (client) => (await client.startCluster(clusterRequest(name)))[0]);
  return `Cluster ${name.cluster} is running. Spark Connect and Kafka start with it, with the records and the token they had.`;
}

/** Deletes a cluster with its disks. Returns sentences about what is left. */
export async function deleteCluster(
  clients: GoogleClients,
  name: ClusterName,
  options: ManageOptions,
): Promise<readonly string[]> {
  const found = await requireCluster(clients, name);
  const bucket = found.config?.configBucket;
  await change(clients, name, options, 'delete', async (client) => {
    // The UUID protects a new cluster with the same name.
    const [operation] = await client.deleteCluster({ ...clusterRequest(name), clusterUuid: found.clusterUuid ?? '' });
    return operation;
  });
  return [
    `Cluster ${name.cluster} is deleted, with its disks, its HDFS and the records of its Kafka.`,
    bucket === undefined || bucket === null || bucket === ''
      ? 'Its staging bucket, which Dataproc chose, is left and costs money.'
      : `Bucket ${bucket} is left and costs money: the files and logs of the cluster, uploaded data, and checkpoints if they were there. Delete it at ${bucketPage(name.projectId, bucket)} or with "gcloud storage rm --recursive gs://${bucket}".`,
  ];
}

function leftAfterStop({ config, clusterName }: Cluster): readonly string[] {
  const nodes = (config?.masterConfig?.numInstances ?? 1) + (config?.workerConfig?.numInstances ?? 0);
  const size = config?.masterConfig?.diskConfig?.bootDiskSizeGb ?? 0;
  const bucket = config?.configBucket;
  return [
    `Its machines cost nothing now, but ${nodes === 1 ? 'its disk' : `its ${nodes} disks`} of ${size} GB${bucket ? ` and bucket ${bucket}` : ''} still do. Scheduled deletion does not apply while it is stopped.`,
    `Start it again with "npm run dataproc -- start --cluster ${clusterName ?? ''}", or delete it with "npm run dataproc -- delete".`,
  ];
}

type ClusterClient = Awaited<ReturnType<GoogleClients['clusters']>>;

async function change(
  clients: GoogleClients,
  name: ClusterName,
  { signal, say, interval }: ManageOptions,
  verb: string,
  begin: (client: ClusterClient) => Promise<ClusterOperation>,
): Promise<void> {
  const { projectId, region, cluster } = name;
  try {
    const operation = await begin(await clients.clusters());
    await finishOperation(operation, {
      signal,
      timeout,
      ...(interval !== undefined && { interval }),
      onProgress: (state, seconds) => say(`${seconds.toFixed(0)} s: ${state}`),
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof StuckOperationError) {
      throw new UserError(
        `Cluster ${cluster} did not ${verb} within ${timeout / 60_000} minutes (${error.message}), and may still cost money: see ${clusterPage(name, cluster)}.`,
        { cause: error },
      );
    }
    throw googleError(error, {
      projectId,
      region,
      action: `${verb} cluster ${cluster}`,
      role: 'roles/dataproc.editor',
    });
  }
}
