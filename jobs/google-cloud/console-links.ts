import type { Location } from './google-clients.ts';

const consoleUrl = 'https://console.cloud.google.com';

/** Returns the page of a cluster in the console. */
export function clusterPage({ projectId, region }: Location, cluster: string): string {
  return `${consoleUrl}/dataproc/clusters/${cluster}/monitoring?region=${region}&project=${projectId}`;
}

/** Returns the page of a Dataproc job in the console. */
export function jobPage({ projectId, region }: Location, jobId: string): string {
  return `${consoleUrl}/dataproc/jobs/${jobId}?region=${region}&project=${projectId}`;
}

/** Returns the page of a bucket in the console. */
export function bucketPage(projectId: string, bucket: string): string {
  return `${consoleUrl}/storage/browser/${bucket}?project=${projectId}`;
}

/** Returns the page of the logs of a cluster in the console. */
export function logsPage({ projectId }: Location, cluster: string): string {
  const query = `resource.type="cloud_dataproc_cluster"\nresource.labels.cluster_name="${cluster}"`;
  return `${consoleUrl}/logs/query;query=${encodeURIComponent(query)}?project=${projectId}`;
}
