import { connectPort, masterOf, type ClusterName } from './cluster-options.ts';

/** Returns the command that prints the recent log of a service on the master. */
export function logCommand(service: string, lines: number): string {
  return `sudo journalctl --unit ${service} --output short-iso --no-pager --lines ${lines}`;
}

/** Returns the requests and commands with which a cluster is reached, as `--dry-run` prints them. */
export function connectCommands(name: ClusterName, remoteCommand?: string): readonly object[] {
  const { projectId, region, cluster } = name;
  const ssh = ['gcloud', 'compute', 'ssh', masterOf(cluster), '--project', projectId, '--tunnel-through-iap'];
  const tunnel = ['--', '-N', '-L', `127.0.0.1:<port>:127.0.0.1:${connectPort}`];
  return [
    {
      service: 'dataproc',
      method: 'ClusterController.GetCluster',
      request: { projectId, region, clusterName: cluster },
    },
    { command: remoteCommand === undefined ? [...ssh, ...tunnel] : [...ssh, '--command', remoteCommand] },
  ];
}
