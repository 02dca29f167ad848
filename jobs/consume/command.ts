import { Option, type Command } from 'commander';
import { SparkSession } from '../../src/index.ts';
import { runJob, type JobContext } from '../../command-line/job-command.ts';
import { groupName, isoTime, positiveInteger, seconds, serverPath } from '../../command-line/option-parsers.ts';
import { waitFor } from '../../command-line/wait-for.ts';
import { archiveInterval, archiveOption } from '../archive/archive-options.ts';
import { jobDefaults, type JobOptions } from '../windows/job-options.ts';
import { createLiveView } from './live-view.ts';
import { schemaOption } from '../shared-options.ts';
import { readSchemaFile } from '../transactions/transaction-schema.ts';
import { migrateWindows } from './migrate-windows.ts';
import { createWindowCommand, withResultsTopic } from '../windows/window-options.ts';
import { windowQuery } from '../windows/window-query.ts';
import { createMonitor, startWatchedQuery } from './watched-query.ts';
import { createJsonView, createTextView } from './window-view.ts';

type CommandOptions = Omit<JobOptions, 'resultsTopic' | 'verbose' | 'schema'> & {
  readonly schema?: string;
  readonly resultsTopic?: string;
  readonly migrate: boolean;
  readonly lagGroup: string | boolean;
  readonly printPlan: boolean;
  readonly json: boolean;
};

/** `npm run spark:consume`. */
export const consumeCommand: Command = createWindowCommand({
  name: 'consume',
  runAs: 'npm run spark:consume --',
  description:
    'Run the streaming query on Spark and show its windows as they change. Ctrl-C stops it between two batches.',
})
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
  .option('--print-plan', 'print the plan as JSON with its SHA-256 hash and exit', false)
  .option('--json', 'print one JSON object per line', false)
  .action(runJob(consume));

async function consume(given: CommandOptions & { readonly verbose: boolean }, context: JobContext): Promise<void> {
  const { signal, leftovers } = context;
  const schema = given.schema === undefined ? undefined : await readSchemaFile(given.schema);
  const options = { ...withResultsTopic(given), schema };
  if (given.printPlan) return await printPlan(options);

  const print = (text: string): void => void process.stdout.write(text);
  const monitor = createMonitor(options);
  const isLive = !given.json && process.stdout.isTTY;
  const view = given.json
    ? createJsonView(print, monitor)
    : isLive
      ? createLiveView(monitor, process.stdout)
      : createTextView(print, monitor);
  const say = (sentence: string): void => view.say(() => context.log.notice(sentence));
  try {
    const query = await startWatchedQuery(
      options,
      { signal, leftovers, onNotice: say },
      {
        monitor,
        view,
        account: isLive,
        lagGroup: given.lagGroup,
        ...(given.migrate && { start: migrateWindows }),
      },
    );
    if (!given.json && !isLive)
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
    view.end();
  }
  signal.throwIfAborted();
}

async function printPlan(options: JobOptions): Promise<void> {
  const { kafkaServers, sparkKafkaServers = kafkaServers } = options;
  const spark = SparkSession.builder.offline();
  const { writer } = await windowQuery(spark, undefined, { ...options, sparkKafkaServers });
  const plan = writer.toPlan();
  process.stdout.write(`${JSON.stringify({ sha256: plan.fingerprint, plan }, null, 2)}\n`);
}
