import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { loadPackageDefinition, Server, ServerCredentials, status, type ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { protos } from '@google-cloud/dataproc';

const v1 = protos.google.cloud.dataproc.v1;
type Cluster = protos.google.cloud.dataproc.v1.ICluster;
type Job = protos.google.cloud.dataproc.v1.IJob;

/** An error of a call or of an operation. */
export interface Fault {
  readonly code: number;
  readonly message: string;
}

/** What goes wrong, and how long things take. */
export interface DataprocFaults {
  /** Refuses a call, by the name of its method. */
  readonly refuse?: Readonly<Record<string, Fault>>;
  /** Lets the operation of creating a cluster fail. The cluster stays, in state ERROR. */
  readonly creation?: Fault;
  /** Whether the creation of a cluster never ends. */
  readonly neverReady?: boolean;
  /** Looks at an operation until it is done. Default: 2. */
  readonly polls?: number;
}

interface Call {
  readonly request: unknown;
}
type Reply = (error: Fault | null, value?: object) => void;
type Handler = (call: Call, reply: Reply) => void;

/** The refusal of a call. */
class CallError extends Error {
  readonly code: number;

  constructor({ code, message }: Fault) {
    super(message);
    this.code = code;
  }
}

interface RunningOperation {
  readonly name: string;
  readonly verb: string;
  readonly clusterName: string;
  polls: number;
}

/** Dataproc in this process: its gRPC services, built from the protos of Google's package. */
export class FakeDataproc {
  readonly clusters = new Map<string, Cluster>();
  readonly jobs = new Map<string, Job>();
  /** Each call: its method and request. */
  readonly calls: { readonly method: string; readonly request: unknown }[] = [];
  faults: DataprocFaults = {};
  /** Runs a submitted job. The job changes its own state. */
  runJob: (job: Job) => void = (job) => {
    job.status = { state: 'DONE' };
  };
  /** Called when the cancellation of a job is requested. */
  cancelJob: (job: Job) => void = (job) => {
    job.status = { state: 'CANCELLED' };
  };
  /** Called when a cluster has been asked for. */
  onCreate: (cluster: Cluster) => void = () => {};
  readonly #operations = new Map<string, RunningOperation>();
  readonly #server = new Server();
  address = '';

  static async start(port = 0, credentials = ServerCredentials.createInsecure()): Promise<FakeDataproc> {
    const fake = new FakeDataproc();
    fake.#addServices();
    const bound = await new Promise<number>((resolve, reject) => {
      fake.#server.bindAsync(`127.0.0.1:${port}`, credentials, (error, found) =>
        error ? reject(error) : resolve(found),
      );
    });
    fake.address = `127.0.0.1:${bound}`;
    return fake;
  }

  stop(): void {
    this.#server.forceShutdown();
  }

  #addServices(): void {
    const { ClusterController, JobController, Operations } = loadServices();
    const logged =
      (method: string, run: (request: never) => object): Handler =>
      ({ request }, reply) => {
        this.calls.push({ method, request });
        try {
          const refused = this.faults.refuse?.[method];
          if (refused !== undefined) throw new CallError(refused);
          reply(null, run(request as never));
        } catch (error) {
          reply(error as Fault);
        }
      };
    this.#server.addService(ClusterController, {
      CreateCluster: logged('CreateCluster', (request: { readonly cluster: Cluster }) =>
        this.#createCluster(request.cluster),
      ),
      GetCluster: logged('GetCluster', ({ clusterName }: { readonly clusterName: string }) =>
        this.#cluster(clusterName),
      ),
      DeleteCluster: logged('DeleteCluster', ({ clusterName }: { readonly clusterName: string }) =>
        this.#change('DELETE', clusterName),
      ),
      StopCluster: logged('StopCluster', ({ clusterName }: { readonly clusterName: string }) =>
        this.#change('STOP', clusterName),
      ),
      StartCluster: logged('StartCluster', ({ clusterName }: { readonly clusterName: string }) =>
        this.#change('START', clusterName),
      ),
    });
    this.#server.addService(JobController, {
      SubmitJob: logged('SubmitJob', ({ job }: { readonly job: Job }) => {
        const stored: Job = { ...job, status: { state: 'RUNNING' } };
        this.jobs.set(job.reference?.jobId ?? '', stored);
        this.runJob(stored);
        return stored;
      }),
      GetJob: logged('GetJob', ({ jobId }: { readonly jobId: string }) => this.#job(jobId)),
      CancelJob: logged('CancelJob', ({ jobId }: { readonly jobId: string }) => {
        const job = this.#job(jobId);
        job.status = { state: 'CANCEL_PENDING' };
        this.cancelJob(job);
        return job;
      }),
    });
    this.#server.addService(Operations, {
      GetOperation: logged('GetOperation', ({ name }: { readonly name: string }) => this.#look(name)),
    });
  }

  #cluster(name: string): Cluster {
    const found = this.clusters.get(name);
    if (found === undefined)
      throw new CallError({
        code: status.NOT_FOUND,
        message: `Not found: Cluster projects/p/regions/r/clusters/${name}`,
      });
    return found;
  }

  #job(id: string): Job {
    const found = this.jobs.get(id);
    if (found === undefined)
      throw new CallError({ code: status.NOT_FOUND, message: `Not found: Job projects/p/regions/r/jobs/${id}` });
    return found;
  }

  #createCluster(cluster: Cluster): object {
    const name = cluster.clusterName ?? '';
    if (this.clusters.has(name)) {
      throw new CallError({
        code: status.ALREADY_EXISTS,
        message: `Already exists: Failed to create cluster: Cluster projects/p/regions/r/clusters/${name}`,
      });
    }
    const config = cluster.config ?? {};
    const gceClusterConfig = {
      ...config.gceClusterConfig,
      zoneUri: 'https://www.googleapis.com/compute/v1/projects/p/zones/europe-west1-b',
    };
    const created: Cluster = {
      ...cluster,
      clusterUuid: `uuid-${name}`,
      config: { ...config, gceClusterConfig },
      status: { state: 'CREATING' },
    };
    this.clusters.set(name, created);
    this.onCreate(created);
    return this.#begin('CREATE', name);
  }

  #change(verb: string, name: string): object {
    this.#cluster(name);
    return this.#begin(verb, name);
  }

  #begin(verb: string, clusterName: string): object {
    const name = `projects/p/regions/r/operations/${this.#operations.size}`;
    this.#operations.set(name, { name, verb, clusterName, polls: 0 });
    return { name, done: false, metadata: this.#metadata(verb, clusterName, 'PENDING', '') };
  }

  #look(name: string): object {
    const operation = this.#operations.get(name)!;
    const { verb, clusterName } = operation;
    operation.polls += 1;
    const isStuck = verb === 'CREATE' && this.faults.neverReady === true;
    if (isStuck || operation.polls < (this.faults.polls ?? 2)) {
      return { name, done: false, metadata: this.#metadata(verb, clusterName, 'RUNNING', 'waiting for the nodes') };
    }
    const metadata = this.#metadata(verb, clusterName, 'DONE', '');
    if (verb === 'CREATE' && this.faults.creation !== undefined) {
      this.#cluster(clusterName).status = { state: 'ERROR', detail: this.faults.creation.message };
      return { name, done: true, metadata, error: this.faults.creation };
    }
    if (verb === 'DELETE') {
      this.clusters.delete(clusterName);
      return {
        name,
        done: true,
        metadata,
        response: { type_url: 'type.googleapis.com/google.protobuf.Empty', value: Buffer.alloc(0) },
      };
    }
    const cluster = this.#cluster(clusterName);
    cluster.status = { state: verb === 'STOP' ? 'STOPPED' : 'RUNNING' };
    const value = Buffer.from(v1.Cluster.encode(v1.Cluster.fromObject(cluster)).finish());
    return {
      name,
      done: true,
      metadata,
      response: { type_url: 'type.googleapis.com/google.cloud.dataproc.v1.Cluster', value },
    };
  }

  #metadata(operationType: string, clusterName: string, state: string, innerState: string): object {
    const metadata = v1.ClusterOperationMetadata.fromObject({
      operationType,
      clusterName,
      description: `${operationType} cluster`,
      status: { state, innerState },
    });
    return {
      type_url: 'type.googleapis.com/google.cloud.dataproc.v1.ClusterOperationMetadata',
      value: Buffer.from(v1.ClusterOperationMetadata.encode(metadata).finish()),
    };
  }
}

function loadServices(): Readonly<Record<'ClusterController' | 'JobController' | 'Operations', ServiceDefinition>> {
  const require = createRequire(import.meta.url);
  const dataproc = join(dirname(require.resolve('@google-cloud/dataproc/package.json')), 'build', 'protos');
  const gax = join(dirname(require.resolve('google-gax')), '..', 'protos');
  const definition = loadSync(
    ['clusters', 'jobs']
      .map((name) => `google/cloud/dataproc/v1/${name}.proto`)
      .concat('google/longrunning/operations.proto'),
    { includeDirs: [dataproc, gax], longs: String, enums: String, defaults: false, oneofs: true },
  );
  // Any is a message like the others here: its bytes are made above.
  const { google } = loadPackageDefinition(definition) as never as {
    readonly google: {
      readonly cloud: {
        readonly dataproc: { readonly v1: Readonly<Record<string, { readonly service: ServiceDefinition }>> };
      };
      readonly longrunning: { readonly Operations: { readonly service: ServiceDefinition } };
    };
  };
  return {
    ClusterController: google.cloud.dataproc.v1['ClusterController']!.service,
    JobController: google.cloud.dataproc.v1['JobController']!.service,
    Operations: google.longrunning.Operations.service,
  };
}
