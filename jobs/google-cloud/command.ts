import { createInterface } from 'node:readline/promises';
import { Command, InvalidArgumentError } from 'commander';
import { createJobCommand, runJob, toSentence, type JobContext } from '../../command-line/job-command.ts';
import { nonNegativeInteger, positiveInteger, wholeNumber } from '../../command-line/option-parsers.ts';
import { UserError } from '../../command-line/user-error.ts';
import { waitFor } from '../../command-line/wait-for.ts';
import { clusterDefaults, costFacts, defaultBucket, type ClusterName, type ClusterOptions } from './cluster-options.ts';
import type { CreateOptions } from './create-cluster.ts';
import type { GoogleClients } from './google-clients.ts';
import { isGcsUri } from '../cloud-storage/gcs-uri.ts';
import { projectOption, regionOption } from './on-cluster.ts';
import { submitDefaults, type SubmitOptions } from './submit-options.ts';

/** The options that all commands about a cluster have. */
interface SharedOptions extends ClusterName {
  readonly dryRun: boolean;
  readonly verbose: boolean;
}

type CreateCommandOptions = SharedOptions &
  Omit<ClusterOptions, 'labels' | 'bucket' | 'workerMachineType'> & {
    readonly bucket?: string;
    readonly workerMachineType?: string;
    readonly label: Readonly<Record<string, string>>;
    readonly sparkVersion?: readonly string[];
    readonly keepOnFailure: boolean;
    readonly timeoutMinutes: number;
    readonly yes: boolean;
  };

/** `npm run dataproc`. */
export const dataprocCommand: Command = new Command('dataproc')
  .description('Runs the job on a Dataproc cluster of Google Cloud, with Spark Connect and Kafka on it.')
  .configureHelp({ commandUsage: () => 'npm run dataproc -- <command>' })
  .configureOutput({
    outputError: (text, write) => write(`${toSentence(text)} See "npm run dataproc -- --help".\n`),
  })
  .exitOverride();

function command(name: string, description: string): Command {
  const created = createJobCommand({ name, runAs: `npm run dataproc -- ${name}`, description })
    .addOption(projectOption().makeOptionMandatory())
    .addOption(regionOption().makeOptionMandatory())
    .option('--cluster <name>', 'name of the cluster', clusterName, clusterDefaults.cluster)
    .option('--dry-run', 'print the requests as JSON, one a line, and change nothing', false);
  dataprocCommand.addCommand(created);
  return created;
}

function addCreateOptions(created: Command): Command {
  return created
    .option('--bucket <name>', 'bucket for jars, logs and data (default: <project>-transactions-streaming)')
    .option('--image-version <version>', "version of Dataproc's image", clusterDefaults.imageVersion)
    .option('--zone <zone>', 'zone of the machines (default: Dataproc chooses one)')
    .option('--machine-type <type>', 'machine type of the master', clusterDefaults.machineType)
    .option('--workers <n>', 'worker nodes besides the master, 0 or 2 and more', workerCount, clusterDefaults.workers)
    .option('--worker-machine-type <type>', 'machine type of the workers (default: that of the master)')
    .option(
      '--disk-size <gb>',
      'boot disk of each node, in gigabytes',
      wholeNumber(30, 65_536),
      clusterDefaults.diskSize,
    )
    .option('--subnet <name>', 'subnetwork of the nodes (default: that of the default network)')
    .option('--service-account <email>', 'service account of the nodes (default: that of Compute Engine)')
    .option(
      '--no-external-address',
      'give the nodes internal addresses only; the subnetwork needs Private Google Access',
    )
    .option(
      '--max-idle <duration>',
      'delete the cluster after this time without work, such as 30m',
      ttl(300),
      clusterDefaults.maxIdle,
    )
    .option(
      '--max-age <duration>',
      'delete the cluster after this time in any case, such as 8h',
      ttl(600),
      clusterDefaults.maxAge,
    )
    .option(
      '--checkpoint <uri>',
      'folder for checkpoints, such as gs://bucket/checkpoints (default: HDFS of the cluster)',
      checkpointUri,
    )
    .option('--driver-memory <size>', 'heap of the Spark Connect server', clusterDefaults.driverMemory)
    .option(
      '--kafka-tunnel-port <port>',
      'port of Kafka for clients behind a tunnel',
      wholeNumber(1024, 65_535),
      clusterDefaults.kafkaTunnelPort,
    )
    .option('--label <key=value>', 'label of the cluster; can be repeated', label, {})
    .option(
      '--spark-version <version,…>',
      'versions of Spark 3.5 to bring jars for (default: those that image 2.3 can have)',
      versions,
    )
    .option('--timeout-minutes <n>', 'give up on a cluster that is not ready by then', positiveInteger, 20)
    .option('--keep-on-failure', 'keep a cluster that fails to start, to look at it', false)
    .option('--yes', 'do not ask before creating what costs money', false);
}

addCreateOptions(command('create', 'Create a cluster that runs a Spark Connect server and a Kafka broker.')).action(
  runJob(async (given: CreateCommandOptions, context: JobContext) => {
    const options = await createOptions(given);
    const { createCluster, plannedRequests } = await import('./create-cluster.ts');
    if (given.dryRun) return printRequests(await plannedRequests(options));
    await confirm(costFacts(options), given.yes, context.signal);
    await withClients(given, async (clients) => {
      await createCluster(clients, options, observerOf(context));
      await printCreated(options);
    });
  }),
);

command('connect', 'Open a tunnel to Spark and Kafka of a cluster, and keep it open until Ctrl-C.').action(
  runJob(async (name: SharedOptions, { signal, log }: JobContext) => {
    const say = (sentence: string): void => log.notice(sentence);
    const { connectCommands } = await import('./connect-commands.ts');
    if (name.dryRun) return printRequests(connectCommands(name));
    const { openCluster } = await import('./open-cluster.ts');
    const connection = await openCluster(name, {
      signal,
      say,
      forOthers: true,
    });
    const { remote, kafkaServers, sparkVersion, ended } = connection;
    try {
      say(`Spark ${sparkVersion ?? ''} of cluster ${name.cluster} answers. The tunnel stays open until Ctrl-C.`);
      process.stdout.write(`export SPARK_REMOTE='${remote}'\nexport KAFKA_SERVERS='${kafkaServers.join(',')}'\n`);
      await Promise.race([waitFor(signal), ended]);
    } finally {
      await connection.close();
    }
    signal.throwIfAborted();
  }),
);

command('status', 'Show the state of a cluster, of its services and of the query.')
  .option('--json', 'print the state as one JSON object', false)
  .action(
    runJob(async (name: SharedOptions & { readonly json: boolean }, { signal, log }: JobContext) => {
      const { clusterRequest } = await import('./manage-cluster.ts');
      if (name.dryRun)
        return printRequests([
          { service: 'dataproc', method: 'ClusterController.GetCluster', request: clusterRequest(name) },
        ]);
      const { clusterStatus, formatClusterStatus, servicesCommand } = await import('./cluster-status.ts');
      const { clusterAccess, requireCluster } = await import('./find-cluster.ts');
      const { runOnMaster } = await import('./gcloud.ts');
      await withClients(name, async (clients) => {
        const found = await requireCluster(clients, name);
        const services = await clusterAccess(clients, name)
          .then(({ target }) => runOnMaster(target, servicesCommand, signal))
          .catch((error: unknown) => {
            signal.throwIfAborted();
            if (!(error instanceof UserError)) throw error;
            log.notice(`The services cannot be asked. ${error.message}`);
            return undefined;
          });
        const status = clusterStatus(name, found, services, new Date());
        process.stdout.write(name.json ? `${JSON.stringify(status)}\n` : formatClusterStatus(status));
      });
    }),
  );

command('logs', 'Show the recent log of the Spark Connect server.')
  .option('--service <name>', 'spark-connect or kafka-broker', service, 'spark-connect')
  .option('--lines <n>', 'number of lines', nonNegativeInteger, 100)
  .action(
    runJob(
      async (name: SharedOptions & { readonly service: string; readonly lines: number }, { signal }: JobContext) => {
        const { connectCommands, logCommand } = await import('./connect-commands.ts');
        const remoteCommand = logCommand(name.service, name.lines);
        if (name.dryRun) return printRequests(connectCommands(name, remoteCommand));
        const { clusterAccess } = await import('./find-cluster.ts');
        const { runOnMaster } = await import('./gcloud.ts');
        const { logsPage } = await import('./console-links.ts');
        await withClients(name, async (clients) => {
          const { target } = await clusterAccess(clients, name);
          process.stdout.write(await runOnMaster(target, remoteCommand, signal));
          process.stderr.write(`All logs of the cluster: ${logsPage(name, name.cluster)}\n`);
        });
      },
    ),
  );

for (const verb of ['stop', 'start', 'delete'] as const) {
  const descriptions = {
    stop: 'Stop the machines of a cluster. Their disks are kept, and cost money.',
    start: 'Start a stopped cluster again.',
    delete: 'Delete a cluster with its disks, its HDFS and the records of its Kafka.',
  };
  command(verb, descriptions[verb])
    .option('--yes', 'do not ask', false)
    .action(
      runJob(async (name: SharedOptions & { readonly yes: boolean }, context: JobContext) => {
        const manage = await import('./manage-cluster.ts');
        if (name.dryRun) {
          const method = `ClusterController.${verb.charAt(0).toUpperCase()}${verb.slice(1)}Cluster`;
          return printRequests([{ service: 'dataproc', method, request: manage.clusterRequest(name) }]);
        }
        if (verb === 'delete') {
          const fact = `Cluster ${name.cluster} in ${name.region} will be deleted with its HDFS, where checkpoints may be, and the records of its Kafka.`;
          await confirm([fact], name.yes, context.signal);
        }
        const { signal, say } = observerOf(context);
        await withClients(name, async (clients) => {
          const left =
            verb === 'stop'
              ? await manage.stopCluster(clients, name, { signal, say })
              : verb === 'start'
                ? [await manage.startCluster(clients, name, { signal, say })]
                : await manage.deleteCluster(clients, name, { signal, say });
          process.stdout.write(left.map((sentence) => `${sentence}\n`).join(''));
        });
      }),
    );
}

function addSubmitOptions(created: Command): Command {
  return created
    .option('--data-file <file>', 'CSV file for the producer, a local path or gs://…', submitDefaults.dataFile)
    .option('--max-records <n>', 'maximum number of records to send', positiveInteger, submitDefaults.maxRecords)
    .option('--batch-size <n>', 'records per batch', positiveInteger, submitDefaults.batchSize)
    .option('--sleep-seconds <s>', 'pause between batches', Number, submitDefaults.sleepSeconds)
    .option(
      '--run-seconds <s>',
      'end the consumer after this time (default: it runs until it is canceled)',
      positiveInteger,
    )
    .option('--only <job>', 'submit only the producer or only the consumer', onlyJob)
    .option('--detach', 'do not follow the jobs; they continue without this program', false);
}

type SubmitCommandOptions = SharedOptions & Omit<SubmitOptions, 'bucket'> & { readonly bucket?: string };

addSubmitOptions(
  command(
    'submit',
    'Run the producer and the consumer on the cluster as Dataproc jobs, and follow their output. Ctrl-C cancels them.',
  ),
)
  .option('--bucket <name>', 'bucket of the cluster (default: <project>-transactions-streaming)')
  .action(
    runJob(async (given: SubmitCommandOptions, context: JobContext) => {
      const { plannedJobs, submitJobs } = await import('./submit-jobs.ts');
      const options = { ...given, bucket: given.bucket ?? defaultBucket(given.projectId) };
      if (given.dryRun) return printRequests(plannedJobs(options));
      await withClients(given, (clients) => submitJobs(clients, options, observerOf(context)));
    }),
  );

addSubmitOptions(
  addCreateOptions(
    command('deploy', 'Create a cluster, upload the data, submit the jobs and follow them, in one command.'),
  ),
).action(
  runJob(async (given: CreateCommandOptions & SubmitCommandOptions, context: JobContext) => {
    const options = await createOptions(given);
    const submit = { ...given, bucket: options.bucket };
    const [{ createCluster, plannedRequests }, { plannedJobs, submitJobs }, { findCluster }] = await Promise.all([
      import('./create-cluster.ts'),
      import('./submit-jobs.ts'),
      import('./find-cluster.ts'),
    ]);
    if (given.dryRun) return printRequests([...(await plannedRequests(options)), ...plannedJobs(submit)]);
    await withClients(given, async (clients) => {
      const { signal, say } = observerOf(context);
      if ((await findCluster(clients, given)) === undefined) {
        await confirm(costFacts(options), given.yes, signal);
        await createCluster(clients, options, observerOf(context));
      } else say(`Cluster ${given.cluster} exists; using it.`);
      try {
        await submitJobs(clients, submit, observerOf(context));
      } finally {
        const { projectId, region, cluster } = given;
        say(
          `Cluster ${cluster} is still running and costs money: delete it with "npm run dataproc -- delete --project-id ${projectId} --region ${region} --cluster ${cluster}".`,
        );
      }
    });
  }),
);

async function createOptions(given: CreateCommandOptions): Promise<CreateOptions> {
  const { clusterSparkVersions } = await import('../../stack/dataproc/cluster-files.ts');
  return {
    ...given,
    bucket: given.bucket ?? defaultBucket(given.projectId),
    workerMachineType: given.workerMachineType ?? given.machineType,
    labels: given.label,
    sparkVersions: given.sparkVersion ?? clusterSparkVersions,
    skipMissingVersions: given.sparkVersion === undefined,
    timeout: given.timeoutMinutes * 60_000,
  };
}

async function printCreated(options: CreateOptions): Promise<void> {
  const { clusterPage } = await import('./console-links.ts');
  const { projectId, region, cluster } = options;
  const where = `--project-id ${projectId} --region ${region}`;
  process.stdout.write(
    `Cluster ${cluster} is running: ${clusterPage(options, cluster)}\n` +
      `Run the job on it:   npm run spark:consume -- --dataproc ${cluster} ${where}\n` +
      `Send records to it:  npm run produce -- --dataproc ${cluster} ${where}\n` +
      `Delete it:           npm run dataproc -- delete ${where} --cluster ${cluster}\n`,
  );
}

function observerOf({ signal, leftovers, log }: JobContext): {
  readonly signal: AbortSignal;
  readonly leftovers: JobContext['leftovers'];
  readonly say: (sentence: string) => void;
} {
  return { signal, leftovers, say: (sentence) => log.notice(sentence) };
}

async function withClients(name: ClusterName, work: (clients: GoogleClients) => Promise<void>): Promise<void> {
  const { createGoogleClients } = await import('./google-clients.ts');
  const clients = createGoogleClients(name);
  try {
    await work(clients);
  } finally {
    await clients.close();
  }
}

function printRequests(requests: readonly object[]): void {
  process.stdout.write(requests.map((request) => `${JSON.stringify(request)}\n`).join(''));
}

/** Prints facts and asks whether to continue. */
async function confirm(facts: readonly string[], yes: boolean, signal: AbortSignal): Promise<void> {
  process.stderr.write(facts.map((fact) => `${fact}\n`).join(''));
  if (yes) return;
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UserError(
      'Nobody can be asked here, because this is not a terminal. Nothing was changed: run the command again with --yes.',
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question('Continue? [y/N] ', { signal });
    if (/^y(es)?$/i.test(answer.trim())) return;
  } finally {
    terminal.close();
  }
  throw new UserError('Nothing was changed.');
}

/** Parses the name of a cluster, which becomes a part of the names of its machines. */
function clusterName(text: string): string {
  if (/^[a-z]([a-z0-9-]{0,49}[a-z0-9])?$/.test(text)) return text;
  throw new InvalidArgumentError(
    'It must start with a letter and have up to 51 lowercase letters, digits and hyphens.',
  );
}

function workerCount(text: string): number {
  const count = wholeNumber(0, 1000)(text);
  if (count !== 1) return count;
  throw new InvalidArgumentError('A cluster has no workers, and runs everything on its master, or at least 2.');
}

/** Returns a parser for a duration such as 90s, 30m, 8h or 2d, in seconds, from a minimum to 14 days. */
export function ttl(min: number): (text: string) => number {
  return (text) => {
    const [, digits, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
    const value = Number(digits) * { s: 1, m: 60, h: 3600, d: 86_400 }[(unit ?? 's') as 's' | 'm' | 'h' | 'd'];
    if (value >= min && value <= 14 * 86_400) return value;
    throw new InvalidArgumentError(`It must be a duration such as 30m or 8h, from ${min / 60} minutes to 14 days.`);
  };
}

function checkpointUri(text: string): string {
  if (isGcsUri(text) || /^hdfs:\/\//.test(text)) return text.replace(/\/$/, '');
  throw new InvalidArgumentError('It must be a URI that all nodes can reach: gs://bucket/folder or hdfs:///folder.');
}

function label(text: string, before: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, key, value] = /^([a-z][a-z0-9_-]{0,62})=([a-z0-9_-]{0,63})$/.exec(text) ?? [];
  if (key !== undefined && value !== undefined) return { ...before, [key]: value };
  throw new InvalidArgumentError('It must be key=value, in lowercase letters, digits, hyphens and underscores.');
}

function versions(text: string): readonly string[] {
  const list = text.split(',');
  if (list.every((version) => /^3\.5\.\d+$/.test(version))) return list;
  throw new InvalidArgumentError('It must be a version of Spark 3.5, or a list such as 3.5.3,3.5.5.');
}

function service(text: string): string {
  if (text === 'spark-connect' || text === 'kafka-broker') return text;
  throw new InvalidArgumentError('It must be spark-connect or kafka-broker.');
}

function onlyJob(text: string): string {
  if (text === 'producer' || text === 'consumer') return text;
  throw new InvalidArgumentError('It must be producer or consumer.');
}
