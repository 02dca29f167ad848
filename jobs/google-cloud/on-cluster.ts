import { Option, type Command } from 'commander';
import type { JobContext } from '../../command-line/job-command.ts';
import { UserError } from '../../command-line/user-error.ts';
import type { Location } from './google-clients.ts';

/** The options that choose a cluster instead of addresses. */
export interface OnClusterOptions extends Partial<Location> {
  readonly dataproc?: string;
}

/** Returns `--project-id` (GOOGLE_CLOUD_PROJECT). */
export function projectOption(): Option {
  return new Option('--project-id <id>', 'project in Google Cloud').env('GOOGLE_CLOUD_PROJECT');
}

/** Returns `--region` (CLOUDSDK_DATAPROC_REGION, as in gcloud). */
export function regionOption(): Option {
  return new Option('--region <region>', 'region of the cluster, such as europe-west1').env('CLOUDSDK_DATAPROC_REGION');
}

/** Adds `--dataproc`, and the options that it needs, to a command. */
export function addClusterOptions(command: Command): Command {
  return command
    .option('--dataproc <cluster>', 'use Spark and Kafka of this Dataproc cluster, through a tunnel')
    .addOption(projectOption())
    .addOption(regionOption());
}

/** The addresses that a cluster replaces. */
interface ServerOptions {
  readonly remote?: string;
  readonly kafkaServers: readonly string[];
  readonly kafkaConfig?: unknown;
}

/**
 * Runs a job with the servers of the cluster that its options name, or else with the given addresses. The tunnel to the cluster stays open
 * while the job runs. Nothing of Google Cloud is loaded without a cluster.
 */
export function onCluster<Options extends OnClusterOptions & ServerOptions>(
  body: (options: Options, context: JobContext) => Promise<void>,
  { spark }: { readonly spark: boolean },
): (options: Options, context: JobContext) => Promise<void> {
  return async (options, context) => {
    const { dataproc: cluster, projectId, region } = options;
    if (cluster === undefined) return body(options, context);
    if (projectId === undefined) throw new UserError('--dataproc needs --project-id (or GOOGLE_CLOUD_PROJECT).');
    if (region === undefined) throw new UserError('--dataproc needs --region (or CLOUDSDK_DATAPROC_REGION).');
    if (options.kafkaConfig !== undefined) {
      throw new UserError(
        '--dataproc uses the Kafka of the cluster, which needs no --kafka-config: omit one of them (or unset KAFKA_CONFIG).',
      );
    }
    const { openCluster } = await import('./open-cluster.ts');
    const say = (sentence: string): void => context.log.notice(sentence);
    const { signal } = context;
    const connection = await openCluster({ projectId, region, cluster }, { signal, say, spark });
    const { remote, kafkaServers, sparkVersion, ended } = connection;
    try {
      say(`Connected to cluster ${cluster}${sparkVersion === undefined ? '' : `, which has Spark ${sparkVersion}`}.`);
      // A tunnel that stays broken ends the job like a lost connection.
      const lost = ended.then(() => new Promise<never>(() => {}));
      await Promise.race([body({ ...options, ...(spark && { remote }), kafkaServers }, context), lost]);
    } finally {
      await connection.close();
    }
  };
}
