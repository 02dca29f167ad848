import { Option, type Command } from 'commander';
import { SparkSession } from '../../src/index.ts';
import { runJob, type JobContext } from '../../command-line/job-command.ts';
import {
  filePath,
  groupName,
  isoTime,
  positiveInteger,
  seconds,
  serverPath,
} from '../../command-line/option-parsers.ts';
import { UserError } from '../../command-line/user-error.ts';
import { waitFor } from '../../command-line/wait-for.ts';
import { archiveInterval, archiveOption } from '../archive/archive-options.ts';
import { jobDefaults, type JobOptions } from '../windows/job-options.ts';
import type { StartedQuery } from './consume-windows.ts';
import { addServerlessOptions, type ServerlessOptions } from '../google-cloud/serverless-options.ts';
import { onChosenServer } from './choose-server.ts';
import { createView, isLive } from './create-view.ts';
import { addClusterOptions, type OnClusterOptions } from '../google-cloud/on-cluster.ts';
import { localKafkaServers, schemaOption } from '../shared-options.ts';
import { readSchemaFile } from '../transactions/transaction-schema.ts';
import { migrateWindows } from './migrate-windows.ts';
import { createWindowCommand, withResultsTopic } from '../windows/window-options.ts';
import { windowQuery } from '../windows/window-query.ts';
import { readJobRecord, readJobRecords } from './job-file.ts';
import { consumerState, findJobState, formatJobList, formatJobState, jobStateToJson } from './job-status.ts';
import { createMonitor, keyOf, startWatchedQuery } from './watched-query.ts';
import { loadBatchFunction } from './window-batches.ts';
import { startWebServer } from '../web/start-web-server.ts';
import { webOption, webPort } from '../web/web-option.ts';
import { feedParent } from './feed-parent.ts';

type CommandOptions = Omit<JobOptions, 'resultsTopic' | 'verbose' | 'schema' | 'forEachBatch'> &
  OnClusterOptions &
  ServerlessOptions & {
    readonly schema?: string;
    readonly forEachBatch?: string;
    readonly resultsTopic?: string;
    readonly migrate: boolean;
    readonly lagGroup: string | boolean;
    readonly web?: number | true;
    readonly feed: boolean;
    readonly status: boolean;
    readonly list: boolean;
    readonly printPlan: boolean;
    readonly json: boolean;
  };

/** `npm run spark:consume`. */
export const consumeCommand: Command = addServerlessOptions(
  addClusterOptions(
    createWindowCommand({
      name: 'consume',
      runAs: 'npm run spark:consume --',
      description:
        'Run the streaming query on Spark and show its windows as they change. Ctrl-C stops it between two batches.',
    }),
  ),
)
  .option('--trigger <seconds>', 'how often Spark checks for new records', seconds, jobDefaults.trigger)
  .option(
    '--max-offsets-per-trigger <n>',
    'most messages in one batch, which bounds the memory while a backlog drains',
    positiveInteger,
    jobDefaults.maxOffsetsPerTrigger,
  )
  .option(
    '--max-ahead <seconds>',
    "how far a record may be ahead of the broker's clock; one that is further ahead is a dead letter",
    seconds,
    jobDefaults.maxAhead,
  )
  .option(
    '--earliest-time <date>',
    'earliest possible time of a record, in ISO 8601',
    isoTime,
    jobDefaults.earliestTime,
  )
  .addOption(schemaOption('description of the fields of a record; with it, all fields are checked'))
  .option(
    '--checkpoint <path>',
    "checkpoint path or URI on the server (default: the query's name in the checkpoint location of the server)",
    serverPath,
  )
  .addOption(archiveOption('archive in which to keep final windows and counted transactions as Parquet'))
  .option(
    '--archive-every <seconds>',
    'how often to archive what the job has finished',
    archiveInterval,
    jobDefaults.archiveEvery,
  )
  .option(
    '--for-each-batch <module>',
    'module whose default export gets each batch of windows that have changed, for example to write them to a database',
    filePath,
  )
  .option(
    '--migrate',
    'compute the windows again from the topic as a new generation, and switch to it once it has caught up',
    false,
  )
  .addOption(
    new Option(
      '--lag-group <name>',
      'consumer group to which the processed offsets are committed, so that tools for Kafka show the lag',
    )
      .default(true, 'the name of the query')
      .argParser(groupName),
  )
  .option('--no-lag-group', 'commit no offsets')
  .addOption(webOption())
  // For the demo: sends snapshots to the parent process instead of printing.
  .addOption(new Option('--feed').default(false).hideHelp())
  .option('--status', 'tell about the job that these options name, running or not, and exit', false)
  .option('--list', 'list all jobs that have run here, and exit', false)
  .option('--print-plan', 'print the plan as JSON with its SHA-256 hash and exit', false)
  .option('--json', 'print one JSON object per line', false)
  .action(runJob(consume));

async function consume(given: CommandOptions & { readonly verbose: boolean }, context: JobContext): Promise<void> {
  const { signal } = context;
  const schema = given.schema === undefined ? undefined : await readSchemaFile(given.schema);
  const forEachBatch = given.forEachBatch === undefined ? undefined : await loadBatchFunction(given.forEachBatch);
  const options = { ...withResultsTopic(given), schema, forEachBatch };
  const print = (text: string): void => void process.stdout.write(text);
  if (given.printPlan) return await printPlan(options);
  if (given.list) return print(listJobs(given.json));
  if (given.status) return print(await tellStatus(options, given.json, signal));

  await onChosenServer(runConsumer)({ ...given, ...options }, context);
}

type ConsumerOptions = JobOptions & Omit<CommandOptions, keyof JobOptions>;

async function runConsumer(given: ConsumerOptions, context: JobContext): Promise<void> {
  const { signal, leftovers } = context;
  const options: JobOptions = given;
  const monitor = createMonitor(options);
  const view = given.feed ? feedParent(monitor) : createView(monitor, given.json);
  const drawsAccount = given.feed || isLive(given.json);
  const say = (sentence: string): void => view.say(() => context.log.notice(sentence));
  let hasStarted = false;
  try {
    if (given.web !== undefined) {
      const { url } = await startWebServer({ source: monitor, port: webPort(given.web) }, signal);
      say(`The page of the job is at ${url}`);
    }
    const query = await startWatchedQuery(
      options,
      {
        signal,
        leftovers,
        onNotice: say,
        ...(given.dataproc !== undefined && {
          onStarted: (started) =>
            void tellPlan(started).then(say, () => say('The plan cannot be compared with the local one.')),
        }),
      },
      {
        monitor,
        view,
        account: drawsAccount || given.web !== undefined,
        lagGroup: given.lagGroup,
        record: !given.feed,
        ...(given.migrate && { start: migrateWindows }),
      },
    );
    hasStarted = true;
    if (!given.json && !drawsAccount)
      void query.spark
        .version()
        .then((version) => say(`The query is running on Spark ${version}. Press Ctrl-C to stop it.`));
    try {
      const successor = await Promise.race([query.ended, query.replaced, waitFor(signal)]);
      if (successor) {
        say(
          `Generation ${successor.generation} has replaced the windows of this query, so it ends. Run the command again with the options of that generation to resume it.`,
        );
        await query.stop();
      }
    } finally {
      if (signal.aborted) await query.stopNow();
    }
  } finally {
    if (hasStarted) view.end();
    else view.abandon?.();
  }
  signal.throwIfAborted();
}

/** Returns a sentence that compares the plan on a cluster with the local one. */
async function tellPlan(started: StartedQuery): Promise<string> {
  const { comparePlans } = await import('../google-cloud/compare-plans.ts');
  return comparePlans(started, localKafkaServers());
}

function listJobs(json: boolean): string {
  const records = readJobRecords();
  if (json)
    return records.map((record) => `${JSON.stringify({ ...record, status: consumerState(record) })}\n`).join('');
  if (records.length === 0) throw new UserError('No job has run here yet. Start one with npm run spark:consume.');
  return `${formatJobList(records)}\n`;
}

async function tellStatus(
  options: JobOptions & OnClusterOptions & ServerlessOptions,
  json: boolean,
  signal: AbortSignal,
): Promise<string> {
  if (options.serverless)
    throw new UserError(
      '--status does not connect to a session of Dataproc Serverless. See the job in the console, or with --list.',
    );
  if (options.dataproc !== undefined)
    throw new UserError(
      `--status does not connect to a cluster. See the job with "npm run dataproc -- status --cluster ${options.dataproc}", or with --list.`,
    );
  const key = keyOf(options);
  const record = readJobRecord(key);
  if (record === undefined) {
    throw new UserError(
      `No job of topic ${key.topic} with results in ${key.resultsTopic} has run here against ${key.remote}. See the others with --list.`,
    );
  }
  const state = await findJobState(record, options, signal);
  return json ? `${JSON.stringify(jobStateToJson(state))}\n` : `${formatJobState(state, process.stdout.columns)}\n`;
}

async function printPlan(options: JobOptions): Promise<void> {
  const { kafkaServers, sparkKafkaServers = kafkaServers } = options;
  const spark = SparkSession.builder.offline();
  const { writer } = await windowQuery(spark, undefined, { ...options, sparkKafkaServers });
  const plan = writer.toPlan();
  process.stdout.write(`${JSON.stringify({ sha256: plan.fingerprint, plan }, null, 2)}\n`);
}
