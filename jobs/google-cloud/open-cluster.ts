import { setTimeout as sleep } from 'node:timers/promises';
import { SparkSession } from '../../src/index.ts';
import { abortable } from '../../command-line/abortable.ts';
import { UserError } from '../../command-line/user-error.ts';
import { routeKafka } from '../kafka/kafka-routes.ts';
import { connectPort, type ClusterName } from './cluster-options.ts';
import { clusterAccess, type ClusterAccess } from './find-cluster.ts';
import { runOnMaster } from './gcloud.ts';
import { createGoogleClients } from './google-clients.ts';
import { freePort, isPortFree, openTunnel, type Forwarding } from './tunnel.ts';

/** The file with the token of the server, on the master. */
const tokenFile = '/etc/spark-connect/token';

/** The local port of Spark, unless it is in use. A fixed one lets `--status` find the job again. */
const preferredSparkPort = 15_102;

/** Milliseconds to wait for a server that is still starting. It waits for YARN, which is ready minutes after the cluster. */
const startTimeout = 300_000;
const pollInterval = 2000;

/** How to open a connection to a cluster. */
export interface OpenOptions {
  readonly signal: AbortSignal;
  readonly say: (sentence: string) => void;
  /** Whether other programs use the tunnel, so that Kafka must be at the local port that the broker names. */
  readonly forOthers?: boolean;
  /** Whether Spark is needed, besides Kafka. Default: true. */
  readonly spark?: boolean;
}

/** A connection to a cluster through a tunnel. */
export interface OpenCluster {
  /** The connection string of the Spark Connect server, with its token. Empty if Spark is not needed. */
  readonly remote: string;
  /** The address of Kafka for the clients of this process. */
  readonly kafkaServers: readonly string[];
  readonly sparkVersion: string | undefined;
  /** Rejects when the tunnel cannot be opened again. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** Opens a tunnel to a cluster, gets the token of its Spark Connect server, and checks that it answers. */
export async function openCluster(name: ClusterName, options: OpenOptions): Promise<OpenCluster> {
  const { signal, say, forOthers = false, spark: needsSpark = true } = options;
  const clients = createGoogleClients(name);
  let access: ClusterAccess;
  try {
    access = await abortable(clusterAccess(clients, name), signal);
  } finally {
    await clients.close();
  }
  const { target, kafkaTunnelPort } = access;
  say(`Opening a tunnel to cluster ${name.cluster} …`);
  const token = needsSpark ? await fetchToken(access, signal) : '';
  const sparkPort = (await isPortFree(preferredSparkPort)) ? preferredSparkPort : await freePort();
  const kafkaPort = forOthers ? kafkaTunnelPort : await freePort();
  const forwardings: readonly Forwarding[] = [
    ...(needsSpark ? [{ name: 'Spark', localPort: sparkPort, remotePort: connectPort }] : []),
    { name: 'Kafka', localPort: kafkaPort, remotePort: kafkaTunnelPort },
  ];
  const tunnel = await openTunnel({ target, forwardings, signal, say });
  const advertised = { host: '127.0.0.1', port: kafkaTunnelPort };
  const endRoute = routeKafka(advertised, { host: '127.0.0.1', port: kafkaPort });
  const close = async (): Promise<void> => {
    endRoute();
    await tunnel.close();
  };
  try {
    const remote = needsSpark ? `sc://127.0.0.1:${sparkPort}/;authorization=Bearer%20${encodeURIComponent(token)}` : '';
    const sparkVersion = needsSpark ? await checkServer(remote, name, { signal, say }) : undefined;
    return {
      remote,
      kafkaServers: [`${advertised.host}:${advertised.port}`],
      sparkVersion,
      ended: tunnel.ended,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function fetchToken({ target }: ClusterAccess, signal: AbortSignal): Promise<string> {
  const token = (await runOnMaster(target, `sudo cat ${tokenFile}`, signal)).trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new UserError(
    `The master of cluster ${target.cluster} has no token in ${tokenFile}: its initialization action did not finish. See "npm run dataproc -- logs".`,
  );
}

/** Waits until the server answers, and returns its version. */
async function checkServer(
  remote: string,
  { cluster }: ClusterName,
  { signal, say }: Pick<OpenOptions, 'signal' | 'say'>,
): Promise<string> {
  const deadline = performance.now() + startTimeout;
  for (let attempt = 1; ; attempt++) {
    try {
      const version = await abortable(serverVersion(remote), signal);
      if (/^3\.5\./.test(version)) return version;
      throw new UserError(
        `The Spark Connect server of cluster ${cluster} is Spark ${version}, but this program is made for 3.5: create the cluster with --image-version 2.3.`,
      );
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof UserError) throw error;
      const { code } = error as { readonly code?: unknown };
      if (code === 'UNAUTHENTICATED') {
        throw new UserError(
          `The Spark Connect server of cluster ${cluster} does not accept the token in ${tokenFile}: restart it on the master with "sudo systemctl restart spark-connect".`,
          { cause: error },
        );
      }
      if (performance.now() > deadline) {
        throw new UserError(
          `The Spark Connect server of cluster ${cluster} has not answered for ${startTimeout / 60_000} minutes. See "npm run dataproc -- logs".`,
          { cause: error },
        );
      }
      if (attempt === 1) say('The Spark Connect server does not answer yet; waiting for it.');
      await sleep(pollInterval, undefined, { signal });
    }
  }
}

async function serverVersion(remote: string): Promise<string> {
  const spark = await SparkSession.builder
    .remote(remote)
    .connectTimeout(5000)
    .retryPolicy({ maxRetries: 0 })
    .getOrCreate();
  try {
    return await spark.version();
  } finally {
    await spark.stop();
  }
}
