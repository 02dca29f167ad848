import { UserError } from '../../command-line/user-error.ts';
import type { Leftovers } from '../../command-line/leftovers.ts';
import { clusterFiles, nodeSetupName, type ClusterFile } from '../../stack/dataproc/cluster-files.ts';
import { bucketSettings, ensureBucket } from './bucket.ts';
import { createClusterRequest, type ClusterFiles, type ClusterOptions } from './cluster-options.ts';
import { clusterPage } from './console-links.ts';
import type { GoogleClients } from './google-clients.ts';
import { googleError, isAlreadyExists } from '../cloud-storage/google-error.ts';
import { finishOperation, StuckOperationError } from './operation-progress.ts';
import { setUpLog } from './set-up-log.ts';
import { jobTopicsText } from './topics-text.ts';
import { uploadFiles } from './upload-files.ts';

/** The options of {@link createCluster} beyond those of the cluster itself. */
export interface CreateOptions extends ClusterOptions {
  readonly sparkVersions: readonly string[];
  /** Whether to do without the versions that Maven's repository does not have. */
  readonly skipMissingVersions?: boolean;
  /** Whether to keep a cluster whose creation has failed, to look at it. */
  readonly keepOnFailure: boolean;
  /** Milliseconds after which a cluster that is still being created counts as stuck. */
  readonly timeout: number;
}

/** Receives what happens. */
export interface CreateObserver {
  readonly signal: AbortSignal;
  readonly leftovers: Leftovers;
  readonly say: (sentence: string) => void;
  /** Milliseconds between two looks at the operation. Default: 5 seconds. */
  readonly interval?: number;
}

/** The folder of the files of clusters in their bucket. */
const filesFolder = 'spark-connect-ts';

/** Milliseconds that the deletion of a cluster that has failed may take. */
const deletionTimeout = 15 * 60_000;

/** One request that a command makes, as `--dry-run` prints it. */
export interface PlannedRequest {
  readonly service: 'storage' | 'dataproc';
  readonly method: string;
  readonly request: object;
}

/** Returns the requests that {@link createCluster} makes, without making any. */
export async function plannedRequests(options: CreateOptions): Promise<readonly PlannedRequest[]> {
  const { projectId, bucket, region } = options;
  const files = await filesOf(options, () => {});
  return [
    {
      service: 'storage',
      method: 'buckets.insert (if missing)',
      request: { project: projectId, name: bucket, ...bucketSettings({ projectId, bucket, location: region }) },
    },
    ...files.map(({ path, name }) => ({
      service: 'storage' as const,
      method: 'objects.insert (if it differs)',
      request: { bucket, name: `${filesFolder}/${name}`, file: path },
    })),
    {
      service: 'dataproc',
      method: 'ClusterController.CreateCluster',
      request: createClusterRequest(options, filesIn(options)),
    },
  ];
}

/** Creates a cluster that runs a Spark Connect server and a Kafka broker, and waits until it is running. */
export async function createCluster(
  clients: GoogleClients,
  options: CreateOptions,
  observer: CreateObserver,
): Promise<void> {
  const { projectId, region, cluster, bucket } = options;
  const { signal, leftovers, say } = observer;
  const context = { projectId, region, action: `create cluster ${cluster}`, role: 'roles/dataproc.editor' };
  say('Resolving the jars for the nodes …');
  const files = await filesOf(options, say);
  const storage = await clients.storage();
  if (await ensureBucket(storage, { projectId, bucket, location: region }))
    say(`Created bucket ${bucket} in ${region}.`);
  const { uploaded, bytes } = await uploadFiles(
    storage.bucket(bucket),
    files.map(({ path, name }) => ({ path, name: `${filesFolder}/${name}` })),
    { projectId, signal, say },
  );
  say(
    uploaded === 0
      ? `Bucket ${bucket} has all ${files.length} files for the nodes.`
      : `Uploaded ${uploaded} of ${files.length} files for the nodes (${(bytes / 1e6).toFixed(0)} MB) to bucket ${bucket}.`,
  );

  const client = await clients.clusters();
  signal.throwIfAborted();
  const forget = leftovers.add(
    `Cluster ${cluster} may still be being created, and costs money. Delete it with "npm run dataproc -- delete --project-id ${projectId} --region ${region} --cluster ${cluster}".`,
  );
  try {
    const [operation] = await client.createCluster(createClusterRequest(options, filesIn(options)));
    await finishOperation(operation, {
      signal,
      timeout: options.timeout,
      ...(observer.interval !== undefined && { interval: observer.interval }),
      onProgress: (state, seconds) => say(`${seconds.toFixed(0)} s: ${state}`),
    });
    forget();
  } catch (error) {
    signal.throwIfAborted();
    if (isAlreadyExists(error)) {
      forget();
      throw new UserError(
        `Cluster ${cluster} exists already in ${region}: use it with "npm run dataproc -- connect", delete it first, or choose another --cluster.`,
        { cause: error },
      );
    }
    const reason =
      error instanceof StuckOperationError
        ? new UserError(
            `Cluster ${cluster} was not ready after ${Math.round(options.timeout / 60_000)} minutes (its last state was ${error.message}).`,
          )
        : googleError(error, context);
    throw await cleanUp(clients, options, observer, reason).finally(forget);
  }
}

/** Shows why a cluster has failed, deletes it or says that it is kept, and returns the error to report. */
async function cleanUp(
  clients: GoogleClients,
  options: CreateOptions,
  { say, signal, interval }: CreateObserver,
  reason: unknown,
): Promise<unknown> {
  const { projectId, region, cluster, bucket, keepOnFailure } = options;
  const client = await clients.clusters();
  const found = await client.getCluster({ projectId, region, clusterName: cluster }).catch(() => undefined);
  const message = reason instanceof Error ? reason.message : String(reason);
  const kept = `Bucket ${bucket} and the files in it are kept.`;
  if (found === undefined) return new UserError(`${message} No cluster was created. ${kept}`, { cause: reason });
  const uuid = found[0].clusterUuid ?? '';
  const log = await setUpLog(await clients.storage(), bucket, uuid).catch(() => undefined);
  if (log !== undefined) say(`The end of the log of the initialization action, ${log.uri}:\n${log.lines.join('\n')}`);
  const where = log === undefined ? '' : ` The log of its initialization action is ${log.uri}.`;
  if (keepOnFailure) {
    return new UserError(
      `${message}${where} Cluster ${cluster} is kept, and costs money: see ${clusterPage(options, cluster)}. ${kept}`,
      { cause: reason },
    );
  }
  try {
    const [operation] = await client.deleteCluster({ projectId, region, clusterName: cluster, clusterUuid: uuid });
    await finishOperation(operation, { signal, timeout: deletionTimeout, ...(interval !== undefined && { interval }) });
    return new UserError(`${message}${where} Cluster ${cluster} was deleted. ${kept}`, { cause: reason });
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    return new UserError(
      `${message}${where} Cluster ${cluster} could not be deleted (${why}), and costs money: delete it at ${clusterPage(options, cluster)}. ${kept}`,
      { cause: reason },
    );
  }
}

function filesOf(
  { sparkVersions, skipMissingVersions }: CreateOptions,
  say: (sentence: string) => void,
): Promise<readonly ClusterFile[]> {
  const onMissing = (version: string): void =>
    say(`Maven's repository lacks jars of Spark ${version}: a node with exactly this version could not be set up.`);
  return clusterFiles(sparkVersions, skipMissingVersions ? onMissing : undefined);
}

function filesIn({ bucket }: ClusterOptions): ClusterFiles {
  const folder = `gs://${bucket}/${filesFolder}`;
  return { folder, nodeSetup: `${folder}/${nodeSetupName()}`, topics: jobTopicsText() };
}
