import { Argument, Option, type Command } from 'commander';
import type { SparkSession } from '../../src/index.ts';
import { abortable } from '../../command-line/abortable.ts';
import { dataFormats, inFormat } from '../../command-line/in-format.ts';
import { runJob, type JobContext } from '../../command-line/job-command.ts';
import { positiveInteger } from '../../command-line/option-parsers.ts';
import { writeAll } from '../../command-line/write-all.ts';
import { archiveError, requireDelta } from '../archive/archive-error.ts';
import { archiveOption } from '../archive/archive-options.ts';
import { archiveReaderSettings } from '../archive/archive-table.ts';
import { connectSpark } from '../windows/connect-spark.ts';
import type { JobOptions } from '../windows/job-options.ts';
import { querySettings } from '../windows/session-settings.ts';
import { sparkError } from '../windows/spark-error.ts';
import { createWindowCommand, withResultsTopic } from '../windows/window-options.ts';
import { isKafkaError, kafkaError } from '../kafka/kafka-error.ts';
import { createViews, viewNames } from './job-views.ts';

const formats = ['table', ...dataFormats] as const;

type QueryOptions = Omit<JobOptions, 'resultsTopic' | 'verbose'> & {
  readonly resultsTopic?: string;
  readonly format: (typeof formats)[number];
  readonly limit: number;
  readonly verbose: boolean;
};

/** `npm run query`. */
export const queryCommand: Command = createWindowCommand({
  name: 'query',
  runAs: 'npm run query --',
  description: `Run a SQL query over what the job has read and written: ${viewNames.join(', ')}.`,
})
  .addArgument(new Argument('<sql>', 'a query such as "SELECT * FROM late ORDER BY late_by DESC"'))
  .addOption(archiveOption('archive whose rows windows and transactions include'))
  .addOption(new Option('--format <format>', 'how to print the rows').choices(formats).default('table'))
  .option('--limit <n>', 'most rows to print as a table', positiveInteger, 100)
  .action((sql: string, options: QueryOptions) => runJob(runQuery(sql))(options));

function runQuery(sql: string) {
  return async (given: QueryOptions, { signal }: JobContext): Promise<void> => {
    const options = withResultsTopic(given);
    const settings = options.archive === undefined ? querySettings : archiveReaderSettings;
    const spark = await connectSpark(options, signal, settings);
    try {
      await abortable(prepareViews(spark, options), signal);
      await abortable(print(spark, sql, options, signal), signal);
    } catch (error) {
      signal.throwIfAborted();
      throw isKafkaError(error) ? kafkaError(error, options.kafkaServers) : sparkError(error);
    } finally {
      await spark.stop();
    }
  };
}

async function prepareViews(spark: SparkSession, options: Parameters<typeof createViews>[1]): Promise<void> {
  const { archive, kafkaServers } = options;
  if (archive === undefined) return createViews(spark, options);
  await requireDelta(spark);
  await createViews(spark, options).catch((error: unknown) => {
    throw archiveError(error, archive, kafkaServers);
  });
}

async function print(
  spark: SparkSession,
  sql: string,
  { format, limit }: QueryOptions,
  signal: AbortSignal,
): Promise<void> {
  const rows = await spark.sql(sql);
  if (format === 'table') return rows.show(limit, false);
  await writeAll(inFormat(rows, format), process.stdout, signal);
}
