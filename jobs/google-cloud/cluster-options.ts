import type { protos } from '@google-cloud/dataproc';
import type { Location } from './google-clients.ts';

/** The options that name a cluster. */
export interface ClusterName extends Location {
  readonly cluster: string;
}

/** The options of a new cluster. */
export interface ClusterOptions extends ClusterName {
  /** The bucket for the files of the cluster, its logs and, on request, its checkpoints. */
  readonly bucket: string;
  readonly imageVersion: string;
  readonly zone?: string;
  readonly machineType: string;
  readonly workers: number;
  readonly workerMachineType: string;
  /** The size of the boot disk of each node in gigabytes. */
  readonly diskSize: number;
  readonly subnet?: string;
  readonly serviceAccount?: string;
  /** Whether the nodes have external addresses. */
  readonly externalAddress: boolean;
  /** Seconds without a YARN application or Dataproc job after which the cluster is deleted. */
  readonly maxIdle: number;
  /** Seconds after which the cluster is deleted in any case. */
  readonly maxAge: number;
  /** Where streaming queries keep their checkpoints. Default: the HDFS of the cluster. */
  readonly checkpoint?: string;
  readonly driverMemory: string;
  /** The port at which the broker can be reached through a tunnel. */
  readonly kafkaTunnelPort: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** The defaults of {@link ClusterOptions} that do not depend on others. */
export const clusterDefaults = {
  cluster: 'spark-connect',
  imageVersion: '2.3',
  machineType: 'n2-standard-4',
  workers: 0,
  diskSize: 100,
  maxIdle: 2 * 3600,
  maxAge: 8 * 3600,
  driverMemory: '2g',
  kafkaTunnelPort: 19_092,
} as const;

/** The checkpoint folder of a cluster whose options name none. HDFS has no default port in this URI: the node fills in its name node. */
export const hdfsCheckpoint = 'hdfs:///user/spark/checkpoints';

/** The port of the Spark Connect server on the master, on its loopback interface. */
export const connectPort = 15_002;

/** Returns the default bucket of a project. */
export function defaultBucket(projectId: string): string {
  // The name of a project of an organization can be example.com:project, but that of a bucket cannot.
  return `${projectId.replace(/^.*:/, '')}-transactions-streaming`;
}

/** Returns the name of the master node. */
export function masterOf(cluster: string): string {
  return `${cluster}-m`;
}

/** The metadata keys with which the initialization action is configured. `stack/dataproc/node-setup.sh` reads them. */
export const nodeMetadata = {
  files: 'spark-connect-files',
  checkpoint: 'spark-connect-checkpoint',
  driverMemory: 'spark-connect-driver-memory',
  kafkaTunnelPort: 'spark-connect-kafka-tunnel-port',
  topics: 'spark-connect-topics',
} as const;

type CreateClusterRequest = protos.google.cloud.dataproc.v1.ICreateClusterRequest;

/** What a cluster gets besides its options. */
export interface ClusterFiles {
  /** The URI of the folder with the jars. */
  readonly folder: string;
  /** The URI of the initialization action. */
  readonly nodeSetup: string;
  /** The topics to create, as `name:partitions:setting=value;…`, separated by spaces. */
  readonly topics: string;
}

/** Seconds that the initialization action may take on a node. It downloads about 100 MB. */
const nodeSetupTimeout = 600;

/** Returns the request that creates a cluster. */
export function createClusterRequest(options: ClusterOptions, files: ClusterFiles): CreateClusterRequest {
  const { projectId, region, cluster, bucket, workers } = options;
  const diskConfig = { bootDiskSizeGb: options.diskSize, bootDiskType: 'pd-balanced' };
  return {
    projectId,
    region,
    cluster: {
      projectId,
      clusterName: cluster,
      labels: { application: 'spark-connect-ts', ...options.labels },
      config: {
        configBucket: bucket,
        gceClusterConfig: {
          ...(options.zone !== undefined && { zoneUri: options.zone }),
          ...(options.subnet !== undefined && { subnetworkUri: options.subnet }),
          ...(options.serviceAccount !== undefined && { serviceAccount: options.serviceAccount }),
          serviceAccountScopes: ['https://www.googleapis.com/auth/cloud-platform'],
          internalIpOnly: !options.externalAddress,
          metadata: {
            [nodeMetadata.files]: files.folder,
            [nodeMetadata.checkpoint]: options.checkpoint ?? hdfsCheckpoint,
            [nodeMetadata.driverMemory]: options.driverMemory,
            [nodeMetadata.kafkaTunnelPort]: String(options.kafkaTunnelPort),
            [nodeMetadata.topics]: files.topics,
          },
        },
        masterConfig: { numInstances: 1, machineTypeUri: options.machineType, diskConfig },
        ...(workers > 0 && {
          workerConfig: { numInstances: workers, machineTypeUri: options.workerMachineType, diskConfig },
        }),
        softwareConfig: {
          imageVersion: options.imageVersion,
          properties: {
            ...(workers === 0 && { 'dataproc:dataproc.allow.zero.workers': 'true' }),
            // The Connect server is a YARN application. A query that this program drives must not look idle.
            'dataproc:dataproc.cluster-ttl.consider-yarn-activity': 'true',
          },
        },
        initializationActions: [{ executableFile: files.nodeSetup, executionTimeout: { seconds: nodeSetupTimeout } }],
        lifecycleConfig: {
          idleDeleteTtl: { seconds: options.maxIdle },
          autoDeleteTtl: { seconds: options.maxAge },
        },
        endpointConfig: { enableHttpPortAccess: true },
      },
    },
  };
}

/** Returns sentences about what a cluster costs and what limits that. */
export function costFacts(options: ClusterOptions): readonly string[] {
  const { workers, machineType, workerMachineType, diskSize, region } = options;
  const nodes =
    workers === 0 ? `1 node (${machineType})` : `a master (${machineType}) and ${workers} × ${workerMachineType}`;
  return [
    `Cluster ${options.cluster} has ${nodes} with ${diskSize} GB of disk each, in ${region}.`,
    `Its machines, their disks and Dataproc's fee per vCPU are billed by the second until it is deleted.`,
    `It is deleted after ${duration(options.maxAge)} in any case, and after ${duration(options.maxIdle)} without a YARN application or Dataproc job; the Spark Connect server is such an application while it runs.`,
    options.checkpoint === undefined
      ? 'Checkpoints are on its HDFS, which is fast, and are deleted with the cluster. With --checkpoint gs://… they survive it, but each batch takes longer and makes billed requests.'
      : `Checkpoints are at ${options.checkpoint}, survive the cluster and make billed requests for each batch: use a --trigger of 10 seconds or more.`,
    `Bucket ${options.bucket} keeps the files of the cluster and its logs, about 0.2 GB, until you delete it.`,
  ];
}

/** Formats seconds as hours and minutes. */
export function duration(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.round((seconds % 3600) / 60)];
  const parts = [hours > 0 ? `${hours} h` : '', minutes > 0 ? `${minutes} min` : ''].filter((part) => part !== '');
  return parts.join(' ') || `${seconds} s`;
}
