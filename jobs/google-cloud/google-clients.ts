import type * as Dataproc from '@google-cloud/dataproc';
import type { ClusterControllerClient, JobControllerClient } from '@google-cloud/dataproc';
import type { Storage } from '@google-cloud/storage';
import { createStorage } from '../cloud-storage/create-storage.ts';

/** The variable with the address of a local stand-in for Dataproc, as in Google's other libraries. Calls to it are not encrypted. */
const dataprocEmulator = 'DATAPROC_EMULATOR_HOST';

/** The clients of a command. Each is created, and its library loaded, when it is first used. */
export interface GoogleClients {
  readonly projectId: string;
  clusters(): Promise<ClusterControllerClient>;
  jobs(): Promise<JobControllerClient>;
  storage(): Promise<Storage>;
  close(): Promise<void>;
}

/** The project and the region of a command. */
export interface Location {
  readonly projectId: string;
  readonly region: string;
}

/** Returns clients that use application default credentials. */
export function createGoogleClients(
  { projectId, region }: Location,
  env: NodeJS.ProcessEnv = process.env,
): GoogleClients {
  let clusters: Promise<ClusterControllerClient> | undefined;
  let jobs: Promise<JobControllerClient> | undefined;
  let storage: Promise<Storage> | undefined;
  return {
    projectId,
    clusters: () => (clusters ??= dataproc((library, options) => new library.ClusterControllerClient(options))),
    jobs: () => (jobs ??= dataproc((library, options) => new library.JobControllerClient(options))),
    storage: () => (storage ??= createStorage(projectId, env)),
    async close() {
      const opened = await Promise.allSettled([clusters, jobs]);
      const clients = opened.flatMap((each) => (each.status === 'fulfilled' && each.value ? [each.value] : []));
      await Promise.allSettled(clients.map((client) => client.close()));
    },
  };

  async function dataproc<Client extends { initialize(): Promise<unknown> }>(
    create: (library: typeof Dataproc, options: ClientOptions) => Client,
  ): Promise<Client> {
    const client = create(await import('@google-cloud/dataproc'), await clientOptions({ projectId, region }, env));
    // A call would do this, too, but turn a missing login into an unhandled rejection.
    await client.initialize();
    return client;
  }
}

type ClientOptions = NonNullable<ConstructorParameters<typeof ClusterControllerClient>[0]>;

async function clientOptions({ projectId, region }: Location, env: NodeJS.ProcessEnv): Promise<ClientOptions> {
  const emulator = env[dataprocEmulator];
  // The global endpoint refuses calls about the clusters of a region.
  if (emulator === undefined || emulator === '') return { projectId, apiEndpoint: `${region}-dataproc.googleapis.com` };
  const { credentials } = await import('@grpc/grpc-js');
  const [host = '', port] = emulator.split(':');
  return { projectId, apiEndpoint: host, port: Number(port), sslCreds: credentials.createInsecure() };
}
