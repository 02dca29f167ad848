import type { protos } from '@google-cloud/dataproc';
import { UserError } from '../../command-line/user-error.ts';
import { nodeMetadata, clusterDefaults, type ClusterName } from './cluster-options.ts';
import type { SshTarget } from './gcloud.ts';
import type { GoogleClients } from './google-clients.ts';
import { googleError, isNotFound } from '../cloud-storage/google-error.ts';

type Cluster = protos.google.cloud.dataproc.v1.ICluster;

/** Returns a cluster, or undefined if there is none of this name. */
export async function findCluster(clients: GoogleClients, name: ClusterName): Promise<Cluster | undefined> {
  const { projectId, region, cluster } = name;
  try {
    const client = await clients.clusters();
    const [found] = await client.getCluster({ projectId, region, clusterName: cluster });
    return found;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw googleError(error, {
      projectId,
      region,
      action: `look at cluster ${cluster}`,
      role: 'roles/dataproc.viewer',
    });
  }
}

/**
 * Returns a cluster.
 *
 * @throws UserError when there is none of this name.
 */
export async function requireCluster(clients: GoogleClients, name: ClusterName): Promise<Cluster> {
  const found = await findCluster(clients, name);
  if (found !== undefined) return found;
  const { projectId, region, cluster } = name;
  throw new UserError(
    `Region ${region} of project ${projectId} has no cluster ${cluster}: create it with "npm run dataproc -- create --project-id ${projectId} --region ${region} --cluster ${cluster}", or choose another --cluster or --region.`,
  );
}

/** What a program needs to know of a running cluster to use it. */
export interface ClusterAccess {
  readonly target: SshTarget;
  readonly kafkaTunnelPort: number;
  readonly imageVersion: string;
}

/**
 * Returns how to reach a cluster.
 *
 * @throws UserError when it is not running, or was not created by this program.
 */
export async function clusterAccess(clients: GoogleClients, name: ClusterName): Promise<ClusterAccess> {
  const { status, config } = await requireCluster(clients, name);
  const state = stateOf(status?.state);
  if (state !== 'RUNNING') {
    const hint = state === 'STOPPED' ? ' Start it with "npm run dataproc -- start".' : '';
    throw new UserError(`Cluster ${name.cluster} is not running: its state is ${state}.${hint}`);
  }
  const metadata = config?.gceClusterConfig?.metadata ?? {};
  if (metadata[nodeMetadata.files] === undefined) {
    throw new UserError(
      `Cluster ${name.cluster} has no Spark Connect server of ours: it was not created with "npm run dataproc -- create". Choose another --cluster.`,
    );
  }
  return {
    target: { ...name, zone: (config?.gceClusterConfig?.zoneUri ?? '').replace(/^.*\//, '') },
    kafkaTunnelPort: Number(metadata[nodeMetadata.kafkaTunnelPort] ?? clusterDefaults.kafkaTunnelPort),
    imageVersion: config?.softwareConfig?.imageVersion ?? 'unknown',
  };
}

/** The names of `ClusterStatus.State`, by number. */
const states = [
  'UNKNOWN',
  'CREATING',
  'RUNNING',
  'ERROR',
  'DELETING',
  'UPDATING',
  'STOPPING',
  'STOPPED',
  'STARTING',
  'ERROR_DUE_TO_UPDATE',
  'REPAIRING',
  'SCHEDULED',
];

/** Returns the name of a state of a cluster. */
export function stateOf(state: string | number | null | undefined): string {
  return typeof state === 'string' ? state : (states[state ?? 0] ?? 'UNKNOWN');
}
