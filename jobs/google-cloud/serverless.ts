import { tracingChannel } from 'node:diagnostics_channel';
import { channelNames, type OperationTrace } from '../../src/index.ts';
import { CloudError, connect, type CloudConnection, type CloudProgress } from '../../src/cloud.ts';
import type { Leftovers } from '../../command-line/leftovers.ts';
import { UserError } from '../../command-line/user-error.ts';
import type { JobOptions } from '../windows/job-options.ts';
import type { ServerlessOptions } from './serverless-options.ts';

/** What the start of a session needs besides the options. */
export interface ServerlessContext {
  readonly signal: AbortSignal;
  readonly leftovers: Leftovers;
  readonly say: (sentence: string) => void;
}

/** A session of Dataproc Serverless for a job. */
export interface ServerlessJob {
  /** The options that say where the job runs. */
  readonly options: Pick<JobOptions, 'remote' | 'builder'>;
  /** Ends the session, unless it is to be kept. */
  close(): Promise<void>;
}

/** Milliseconds between two messages about the same step. */
const progressInterval = 10_000;

/**
 * Opens a session for a job.
 *
 * @throws UserError when an option is missing, or Google refuses.
 */
export async function openServerless(
  options: ServerlessOptions & Pick<JobOptions, 'sparkKafkaServers' | 'kafkaConfig'>,
  { signal, leftovers, say }: ServerlessContext,
): Promise<ServerlessJob> {
  const { projectId, region, session, keep, subnetwork, serviceAccount, containerImage, ttl } = options;
  if (projectId === undefined || region === undefined) {
    throw new UserError('--serverless needs a project and a region: set --project-id and --region.');
  }
  if ((options.sparkKafkaServers ?? options.kafkaConfig?.servers) === undefined) {
    throw new UserError(
      '--serverless needs a Kafka that Google Cloud can reach: set --spark-kafka-servers to its address in the network of the session, or --kafka-config to a file that has it.',
    );
  }
  const google = {
    projectId,
    region,
    keep,
    ...(session !== undefined && { session }),
    ...(subnetwork !== undefined && { subnetwork }),
    ...(serviceAccount !== undefined && { serviceAccount }),
    ...(containerImage !== undefined && { containerImage }),
    ...(ttl !== undefined && { ttl: ttl * 3600 }),
    ...(options.sessionProperty && { properties: options.sessionProperty }),
  };
  const cloud = await connect({ google }, { signal, onProgress: sparingly(say) }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw userError(error);
  });
  const forget = keep
    ? (): void => {}
    : leftovers.add(`The session ${cloud.session} may still run and cost money; end it at ${cloud.consoleUrl}`);
  say(`Spark runs in the session ${cloud.session}: ${cloud.consoleUrl}`);
  const stopLinks = linkQueries(cloud, say);
  return {
    options: { remote: `dataproc-serverless:${projectId}/${region}/${cloud.session}`, builder: cloud.builder },
    async close() {
      stopLinks();
      await cloud.close().catch((error: unknown) => {
        throw userError(error);
      });
      forget();
      if (keep) say(`The session ${cloud.session} goes on running and costs money; end it at ${cloud.consoleUrl}`);
    },
  };
}

function userError(error: unknown): unknown {
  return error instanceof CloudError ? new UserError(error.message, { cause: error }) : error;
}

/** Passes on each new step at once, and a repeated one at intervals. */
function sparingly(say: (sentence: string) => void): (progress: CloudProgress) => void {
  let last: CloudProgress | undefined;
  return (progress) => {
    const isRepeated = progress.message === last?.message;
    if (isRepeated && progress.milliseconds - last!.milliseconds < progressInterval) return;
    last = progress;
    const elapsed = isRepeated ? ` ${Math.round(progress.milliseconds / 1000)} seconds so far.` : '';
    say(`${progress.message}${elapsed}`);
  };
}

/** Tells the console's page of each streaming query that this process starts. */
function linkQueries(cloud: CloudConnection, say: (sentence: string) => void): () => void {
  const channel = tracingChannel<unknown, OperationTrace>(channelNames.operation);
  const onStart = (message: unknown): void => {
    const { name, operationId } = message as OperationTrace;
    if (name === 'writeStreamOperationStart') say(`The query in Google's console: ${cloud.operationUrl(operationId)}`);
  };
  channel.start.subscribe(onStart);
  return () => void channel.start.unsubscribe(onStart);
}
