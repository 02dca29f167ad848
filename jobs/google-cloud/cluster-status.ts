import type { protos } from '@google-cloud/dataproc';
import { duration, type ClusterName } from './cluster-options.ts';
import { clusterPage, logsPage } from './console-links.ts';
import { stateOf } from './find-cluster.ts';
import { queryProgress, type LoggedProgress } from './server-log.ts';

type Cluster = protos.google.cloud.dataproc.v1.ICluster;

/** The command whose output {@link parseServices} reads. `systemctl show` succeeds for services that do not exist, too. */
export const servicesCommand =
  'for unit in kafka-broker spark-connect; do echo "unit=$unit"; systemctl show "$unit" --property=ActiveState,SubState,NRestarts,ActiveEnterTimestamp; done; echo log=; sudo journalctl --unit spark-connect --output cat --no-pager --lines 400';

/** A service on the master. */
export interface ServiceState {
  readonly unit: string;
  /** As systemd says, such as `active (running)`. */
  readonly state: string;
  readonly restarts: number;
  readonly since: string | undefined;
}

/** The state of a cluster. */
export interface ClusterStatus {
  readonly cluster: string;
  readonly state: string;
  readonly detail: string | undefined;
  readonly since: string | undefined;
  readonly imageVersion: string | undefined;
  readonly machines: string;
  /** Seconds until the cluster is deleted in any case. Undefined if that is unknown. */
  readonly secondsLeft: number | undefined;
  readonly bucket: string | undefined;
  readonly services: readonly ServiceState[];
  /** The last batch of each query that the recent log tells about. */
  readonly queries: readonly LoggedProgress[];
  readonly links: readonly string[];
}

/** Puts together what Dataproc and the master tell. `output` is that of {@link servicesCommand}, if the master could be asked. */
export function clusterStatus(
  name: ClusterName,
  cluster: Cluster,
  output: string | undefined,
  now: Date,
): ClusterStatus {
  const { config, status } = cluster;
  const workers = config?.workerConfig?.numInstances ?? 0;
  const machine = (uri: string | null | undefined): string => (uri ?? 'unknown').replace(/^.*\//, '');
  const deletion = timeOf(config?.lifecycleConfig?.autoDeleteTime);
  const { services, log } = parseServices(output ?? '');
  return {
    cluster: name.cluster,
    state: stateOf(status?.state),
    detail: status?.detail || undefined,
    since: timeOf(status?.stateStartTime)?.toISOString(),
    imageVersion: config?.softwareConfig?.imageVersion || undefined,
    machines:
      `1 × ${machine(config?.masterConfig?.machineTypeUri)}` +
      (workers > 0 ? `, ${workers} × ${machine(config?.workerConfig?.machineTypeUri)}` : ''),
    secondsLeft: deletion && Math.round((deletion.getTime() - now.getTime()) / 1000),
    bucket: config?.configBucket || undefined,
    services,
    queries: queryProgress(log),
    links: [clusterPage(name, name.cluster), logsPage(name, name.cluster)],
  };
}

/** Formats the state of a cluster, one fact a line. */
export function formatClusterStatus(status: ClusterStatus): string {
  const { services, queries, secondsLeft } = status;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Cluster', `${status.cluster}: ${status.state}${status.detail === undefined ? '' : ` (${status.detail})`}`],
    ['Since', status.since],
    ['Image', status.imageVersion],
    ['Machines', status.machines],
    ['Deleted in', secondsLeft === undefined ? undefined : duration(Math.max(0, secondsLeft))],
    ['Bucket', status.bucket],
    ...services.map(
      ({ unit, state, restarts, since }) =>
        [
          unit,
          `${state}${since === undefined ? '' : ` since ${since}`}${restarts > 0 ? `, restarted ${restarts} times` : ''}`,
        ] as const,
    ),
    ...queries.map(
      (query) =>
        [
          'Query',
          `${query.name}: batch ${query.batchId} at ${query.timestamp}, ${query.records} records, ${query.recordsPerSecond.toFixed(1)} records/s`,
        ] as const,
    ),
    ...status.links.map((link, index) => [index === 0 ? 'Console' : '', link] as const),
  ];
  return rows.flatMap(([title, value]) => (value === undefined ? [] : [`${title.padEnd(14)} ${value}\n`])).join('');
}

/** Reads the output of {@link servicesCommand}. */
export function parseServices(output: string): { readonly services: readonly ServiceState[]; readonly log: string } {
  const [head = '', log = ''] = output.split(/^log=$/m);
  const services = head
    .split(/^unit=/m)
    .slice(1)
    .map((text) => {
      const [unit = '', ...lines] = text.split('\n');
      const values = new Map(lines.map((line) => line.split('=', 2) as [string, string]));
      return {
        unit,
        state: `${values.get('ActiveState') ?? 'unknown'} (${values.get('SubState') ?? 'unknown'})`,
        restarts: Number(values.get('NRestarts') ?? 0),
        since: values.get('ActiveEnterTimestamp') || undefined,
      };
    });
  return { services, log };
}

function timeOf(time: protos.google.protobuf.ITimestamp | null | undefined): Date | undefined {
  return time?.seconds === undefined || time.seconds === null ? undefined : new Date(Number(time.seconds) * 1000);
}
