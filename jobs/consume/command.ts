import { Option, type Command } from 'commander';
import { SparkSession } from '../../src/index.ts';
import { createJobCommand, runJob, type JobContext } from '../../command-line/job-command.ts';
import { filePath, hostPortList, positiveInteger, seconds, topicName } from '../../command-line/option-parsers.ts';
import { checkPortVariables, kafkaServersOption, remoteOption, topicOption } from '../shared-options.ts';
import { waitFor } from '../../command-line/wait-for.ts';
import { UserError } from '../../command-line/user-error.ts';
import type { ConsumeOptions } from './consume-options.ts';
import { startWindowQuery } from './consume-windows.ts';
import { queryName, windowQuery } from './window-query.ts';
import { createJsonView, createTextView } from './window-view.ts';

type CommandOptions = Omit<ConsumeOptions, 'resultsTopic' | 'verbose'> & {
  readonly resultsTopic?: string;
  readonly printPlan: boolean;
  readonly json: boolean;
};

/** `npm run spark:consume`. */
export const consumeCommand: Command = createJobCommand({
  name: 'consume',
  runAs: 'npm run spark:consume --',
  description:
    'Run the streaming query on Spark and show its windows as they change. Ctrl-C stops it between two batches.',
})
  .addOption(remoteOption())
  .addOption(kafkaServersOption())
  .addOption(
    new Option(
      '--spark-kafka-servers <host:port,…>',
      'address of Kafka for Spark (default: the setting of the server, or --kafka-servers)',
    )
      .env('SPARK_KAFKA_SERVERS')
      .argParser(hostPortList),
  )
  .addOption(topicOption('topic with the transactions'))
  .option(
    '--results-topic <name>',
    'topic to which Spark writes the windows (default: <topic>-windows-<duration>s-<slide>s-<watermark>s)',
    topicName,
  )
  .option('--window-duration <seconds>', 'length of a window', positiveInteger, 10)
  .option('--slide-duration <seconds>', 'interval between window starts', positiveInteger, 5)
  .option('--watermark <seconds>', 'how late a record may arrive', positiveInteger, 30)
  .option('--trigger <seconds>', 'how often Spark checks for new records', seconds, 1)
  .option(
    '--checkpoint <path>',
    "checkpoint path or URI on the server (default: the query's name in the checkpoint location of the server)",
    filePath,
  )
  .option('--print-plan', 'print the plan as JSON with its SHA-256 hash and exit', false)
  .option('--json', 'print one JSON object per line', false)
  .hook('preAction', checkPortVariables)
  .action(runJob(consume));

async function consume(given: CommandOptions & { verbose: boolean }, context: JobContext): Promise<void> {
  const { signal, leftovers } = context;
  const options = complete(given);
  if (given.printPlan) return await printPlan(options);

  const print = (text: string): void => void process.stdout.write(text);
  const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);
  const view = given.json ? createJsonView(print) : createTextView(print, () => process.stdout.columns);
  const query = await startWindowQuery(options, {
    signal,
    leftovers,
    onWindow: (update) => view.windows([update]),
    onProgress: (progress) => view.progress(progress),
    onNotice: say,
  });
  if (!given.json)
    void query.spark
      .version()
      .then((version) => say(`The query is running on Spark ${version}. Press Ctrl-C to stop it.`));
  try {
    await Promise.race([query.ended, waitFor(signal)]);
  } finally {
    if (signal.aborted) await query.stopNow();
    view.end();
  }
  signal.throwIfAborted();
}

/** Spark creates a row, and a part of the plan, for each window of a record. */
const maxWindowsOfRecord = 100;

/**
 * Fills in the defaults that depend on other options.
 *
 * @throws UserError when the options contradict each other.
 */
export function complete(options: CommandOptions & { readonly verbose: boolean }): ConsumeOptions {
  const { windowDuration, slideDuration, topic } = options;
  if (slideDuration > windowDuration) {
    throw new UserError(
      `--slide-duration ${slideDuration} is longer than --window-duration ${windowDuration}: records between two windows would be lost. Choose a shorter --slide-duration.`,
    );
  }
  const windowsOfRecord = Math.ceil(windowDuration / slideDuration);
  if (windowsOfRecord > maxWindowsOfRecord) {
    throw new UserError(
      `With --window-duration ${windowDuration} and --slide-duration ${slideDuration} each record belongs to ${windowDuration} / ${slideDuration} = ${windowsOfRecord} windows, but the maximum is ${maxWindowsOfRecord}. Use a --slide-duration of ${Math.ceil(windowDuration / maxWindowsOfRecord)} or more.`,
    );
  }
  const resultsTopic = options.resultsTopic ?? queryName(options);
  if (resultsTopic === topic) {
    throw new UserError(
      `--results-topic ${topic} is also the topic with the transactions, so Spark would read its own output. Choose a different topic.`,
    );
  }
  return { ...options, resultsTopic };
}

async function printPlan(options: ConsumeOptions): Promise<void> {
  const { kafkaServers, sparkKafkaServers = kafkaServers } = options;
  const spark = SparkSession.builder.offline();
  const { writer } = await windowQuery(spark, undefined, { ...options, sparkKafkaServers });
  const plan = writer.toPlan();
  process.stdout.write(`${JSON.stringify({ sha256: plan.fingerprint, plan }, null, 2)}\n`);
}
