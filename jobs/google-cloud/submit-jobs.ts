import { setTimeout as sleep } from 'node:timers/promises';
import { basename } from 'node:path';
import type { protos } from '@google-cloud/dataproc';
import { UserError } from '../../command-line/user-error.ts';
import { gcsUri, isGcsUri } from '../cloud-storage/gcs-uri.ts';
import { googleError } from '../cloud-storage/google-error.ts';
import { clusterDefaults, connectPort } from './cluster-options.ts';
import { jobPage } from './console-links.ts';
import type { CreateObserver, PlannedRequest } from './create-cluster.ts';
import { clusterAccess } from './find-cluster.ts';
import { followOutput } from './follow-output.ts';
import type { GoogleClients } from './google-clients.ts';
import { programFiles, type ProgramFiles } from './program-files.ts';
import type { SubmitOptions } from './submit-options.ts';
import { dataFolder } from './upload-command.ts';
import { uploadFiles } from './upload-files.ts';

type SubmitJobRequest = protos.google.cloud.dataproc.v1.ISubmitJobRequest;

/** The part that a job has in the pipeline. */
type Role = 'producer' | 'consumer';

/** The files of the jobs in Cloud Storage. */
interface JobFiles {
  readonly program: string;
  readonly runtime: string;
  readonly data: string;
}

const filesFolder = 'spark-connect-ts';
/** The class that starts a program in another language. It is in the jar of our server, among the node's own jars. */
const launcher = 'sparkconnectts.ProgramLauncher';
const tokenFile = '/etc/spark-connect/token';
/** Milliseconds for a canceled job to end. */
const cancelTimeout = 60_000;

/**
 * Returns the request that runs a part of the pipeline on the master. It is a Spark job, which every image can run, whose main class
 * starts Node.js: it creates no Spark application, so it uses neither YARN nor executors. The program reaches the server and the broker at
 * the loopback interface.
 */
export function submitJobRequest(
  role: Role,
  jobId: string,
  options: SubmitOptions,
  files: JobFiles,
  kafkaPort: number,
): SubmitJobRequest {
  const { projectId, region, cluster } = options;
  const program =
    role === 'producer'
      ? [
          ...['produce', '--data-file', `{data}/${basename(files.data)}`],
          ...['--max-records', String(options.maxRecords)],
          ...['--batch-size', String(options.batchSize), '--sleep-seconds', String(options.sleepSeconds)],
        ]
      : ['consume'];
  const seconds =
    role === 'consumer' && options.runSeconds !== undefined ? ['--seconds', String(options.runSeconds)] : [];
  return {
    projectId,
    region,
    job: {
      reference: { projectId, jobId },
      placement: { clusterName: cluster },
      labels: { application: 'spark-connect-ts', part: role },
      sparkJob: {
        mainClass: launcher,
        args: [
          ...['--runtime', files.runtime, '--program', files.program],
          ...(role === 'producer' ? ['--file', files.data] : []),
          ...['--token-file', tokenFile, '--connect-port', String(connectPort)],
          ...['--env', `KAFKA_SERVERS=127.0.0.1:${kafkaPort}`],
          ...seconds,
          '--',
          ...program,
        ],
      },
    },
  };
}

/** Returns the requests that {@link submitJobs} makes, without making any. */
export function plannedJobs(options: SubmitOptions): readonly PlannedRequest[] {
  const folder = gcsUri({ bucket: options.bucket, name: filesFolder });
  const files = {
    program: `${folder}/job/jobs-<digest>.mjs`,
    runtime: `${folder}/job/node-<version>-linux-x64`,
    data: dataUri(options),
  };
  return rolesOf(options).map((role) => ({
    service: 'dataproc',
    method: 'JobController.SubmitJob',
    request: submitJobRequest(role, `${role}-<id>`, options, files, clusterDefaults.kafkaTunnelPort),
  }));
}

/** Runs the producer and the consumer on a cluster, and shows their output until they end. */
export async function submitJobs(
  clients: GoogleClients,
  options: SubmitOptions,
  observer: CreateObserver,
): Promise<void> {
  const { projectId, region, cluster, bucket } = options;
  const { signal, say, leftovers, interval = 3000 } = observer;
  const { kafkaTunnelPort } = await clusterAccess(clients, options);
  const storage = await clients.storage();
  say('Packing the jobs …');
  const packed = await programFiles();
  const files = await upload(packed);
  const client = await clients.jobs();
  const id = Date.now().toString(36);
  const running: { readonly role: Role; readonly jobId: string }[] = [];
  const forget: (() => void)[] = [];
  try {
    for (const role of rolesOf(options)) {
      signal.throwIfAborted();
      const jobId = `${role}-${id}`;
      await client.submitJob(submitJobRequest(role, jobId, options, files, kafkaTunnelPort));
      running.push({ role, jobId });
      say(`The ${role} is job ${jobId}: ${jobPage(options, jobId)}`);
      forget.push(
        leftovers.add(`Job ${jobId} still runs on cluster ${cluster}. Cancel it at ${jobPage(options, jobId)}`),
      );
    }
    if (options.detach) {
      forget.forEach((each) => each());
      return;
    }
    await Promise.all(running.map(follow));
    forget.forEach((each) => each());
  } catch (error) {
    // One of the jobs is of no use without the other.
    await cancelAll();
    forget.forEach((each) => each());
    signal.throwIfAborted();
    if (error instanceof JobFailedError) throw new UserError(error.message, { cause: error });
    throw googleError(error, {
      projectId,
      region,
      action: `submit jobs to cluster ${cluster}`,
      role: 'roles/dataproc.editor',
    });
  }

  async function follow({ role, jobId }: (typeof running)[number]): Promise<void> {
    const output = followOutput(
      storage,
      (text) => void process.stdout.write(text.replaceAll(/^(?=.)/gm, `${role.padEnd(8)} | `)),
    );
    for (;;) {
      signal.throwIfAborted();
      const [job] = await client.getJob({ projectId, region, jobId });
      const state = jobState(job.status?.state);
      await output.readOn(job.driverOutputResourceUri ?? '');
      if (isFinal(state)) {
        if (state === 'DONE') return say(`The ${role} is done.`);
        if (state === 'CANCELLED') return say(`The ${role} was canceled.`);
        throw new JobFailedError(
          `The ${role}, job ${jobId}, has failed: ${(job.status?.details || 'see its output above').replace(/\.$/, '')}. See ${jobPage(options, jobId)}`,
        );
      }
      await sleep(interval, undefined, { signal });
    }
  }

  /** Cancels the jobs that are still running, and waits for their end. */
  async function cancelAll(): Promise<void> {
    await Promise.all(
      running.map(async ({ role, jobId }) => {
        const deadline = performance.now() + cancelTimeout;
        try {
          for (let isAsked = false; performance.now() < deadline; await sleep(Math.min(interval, 1000))) {
            const [job] = await client.getJob({ projectId, region, jobId });
            if (isFinal(jobState(job.status?.state)))
              return say(`The ${role} has ended: ${jobState(job.status?.state)}.`);
            if (!isAsked) await client.cancelJob({ projectId, region, jobId });
            isAsked = true;
          }
          say(
            `The ${role}, job ${jobId}, is still being canceled on cluster ${cluster}: see ${jobPage(options, jobId)}`,
          );
        } catch (error) {
          const why = error instanceof Error ? error.message : String(error);
          say(
            `The ${role}, job ${jobId}, could not be canceled (${why}) and may still run: see ${jobPage(options, jobId)}`,
          );
        }
      }),
    );
  }

  async function upload({ program, runtime }: ProgramFiles): Promise<JobFiles> {
    const { dataFile } = options;
    const named = [program, runtime].map(({ path, name }) => ({ path, name: `${filesFolder}/${name}` }));
    const data = isGcsUri(dataFile) ? [] : [{ path: dataFile, name: `${dataFolder}/${basename(dataFile)}` }];
    await uploadFiles(storage.bucket(bucket), [...named, ...data], { projectId, signal, say });
    const uri = (name: string): string => gcsUri({ bucket, name: `${filesFolder}/${name}` });
    return { program: uri(program.name), runtime: uri(runtime.name), data: dataUri(options) };
  }
}

class JobFailedError extends Error {
  override readonly name = 'JobFailedError';
}

function rolesOf({ only }: SubmitOptions): readonly Role[] {
  // The consumer first: it is ready when the first record arrives.
  return only === undefined ? ['consumer', 'producer'] : [only];
}

function dataUri({ dataFile, bucket }: SubmitOptions): string {
  return isGcsUri(dataFile) ? dataFile : gcsUri({ bucket, name: `${dataFolder}/${basename(dataFile)}` });
}

/** The names of `JobStatus.State`, by number. */
const states = [
  'STATE_UNSPECIFIED',
  'PENDING',
  'RUNNING',
  'CANCEL_PENDING',
  'CANCELLED',
  'DONE',
  'ERROR',
  'CANCEL_STARTED',
  'SETUP_DONE',
  'ATTEMPT_FAILURE',
];

function jobState(state: string | number | null | undefined): string {
  return typeof state === 'string' ? state : (states[state ?? 0] ?? 'STATE_UNSPECIFIED');
}

function isFinal(state: string): boolean {
  return state === 'DONE' || state === 'ERROR' || state === 'CANCELLED';
}
