import { Command } from 'commander';
import { abortable } from '../../command-line/abortable.ts';
import { runJob, toSentence, type JobContext } from '../../command-line/job-command.ts';
import { wholeNumber } from '../../command-line/option-parsers.ts';
import type { SparkSession } from '../../src/index.ts';
import { createKafka, firstContactRetries } from '../kafka/create-kafka.ts';
import { readGenerations } from '../windows/generations.ts';
import { connectSpark, kafkaServersForSpark } from '../windows/connect-spark.ts';
import type { JobOptions } from '../windows/job-options.ts';
import { createWindowCommand, withResultsTopic } from '../windows/window-options.ts';
import { archiveError, requireDelta } from './archive-error.ts';
import { archiveOption } from './archive-options.ts';
import { archiveStatus, formatStatus, noArchive } from './archive-status.ts';
import { ArchiveTable, archiveReaderSettings, transactionsTable, windowsTable } from './archive-table.ts';

type CommandOptions = Omit<JobOptions, 'resultsTopic' | 'archive'> & {
  readonly resultsTopic?: string;
  readonly archive: string;
};

type CompactOptions = CommandOptions & { readonly olderThan: number };
type StatusOptions = CommandOptions & { readonly json: boolean };

const compactCommand = command(
  'compact',
  'Merge the small files of each day, and delete files that the archive no longer uses. Readers and the job can continue meanwhile.',
)
  .option(
    '--older-than <hours>',
    'delete unused files after this time; a query that runs longer can fail',
    wholeNumber(1, 8760),
    168,
  )
  .action(runJob(compact));

const statusCommand = command('status', 'Show the rows, days, files and size of an archive, and how far it is behind.')
  .option('--json', 'print the status as one JSON object', false)
  .action(runJob(status));

/** `npm run archive`. */
export const archiveCommand: Command = new Command('archive')
  .description('Maintains the archive that the streaming job writes with --archive.')
  .configureHelp({ commandUsage: () => 'npm run archive -- <command>' })
  .configureOutput({
    outputError: (text, write) => write(`${toSentence(text)} See "npm run archive -- --help".\n`),
  })
  .exitOverride();
for (const each of [compactCommand, statusCommand]) archiveCommand.addCommand(each);

function command(name: string, description: string): Command {
  const created = createWindowCommand({ name, runAs: `npm run archive -- ${name}`, description });
  return created.addOption(archiveOption('archive').makeOptionMandatory());
}

async function compact(options: CompactOptions, { signal }: JobContext): Promise<void> {
  const { archive, olderThan } = options;
  await withSpark(options, signal, async (spark) => {
    for (const definition of [transactionsTable, windowsTable]) {
      const table = new ArchiveTable(spark, archive, definition);
      if ((await table.latest(1)) === undefined) {
        if (definition === transactionsTable) throw noArchive(archive);
        continue;
      }
      const { removed, added } = await table.optimize();
      await table.vacuum(olderThan);
      const merged = removed === 0 ? 'no files to merge' : `merged ${removed} files into ${added}`;
      process.stdout.write(`${definition.name}: ${merged}; deleted unused files older than ${olderThan} hours.\n`);
    }
  });
}

async function status(given: StatusOptions, { signal }: JobContext): Promise<void> {
  const options = withResultsTopic(given);
  await withSpark(options, signal, async (spark) => {
    const { kafkaServers, kafkaConfig: config, archive, verbose } = options;
    const kafka = createKafka(kafkaServers, { verbose, config, retries: firstContactRetries });
    const { generation, resultsTopic } = (await readGenerations(kafka, options.resultsTopic, signal)).current;
    const settings = { ...options, sparkKafkaServers: await kafkaServersForSpark(spark, options), resultsTopic };
    const found = await archiveStatus({ spark, settings, archive, generation });
    process.stdout.write(options.json ? `${JSON.stringify(found)}\n` : formatStatus(found));
  });
}

async function withSpark(
  { remote, archive, kafkaServers }: CommandOptions,
  signal: AbortSignal,
  work: (spark: SparkSession) => Promise<void>,
): Promise<void> {
  const spark = await connectSpark({ remote }, signal, archiveReaderSettings);
  try {
    await abortable(requireDelta(spark), signal);
    await abortable(work(spark), signal);
  } catch (error) {
    signal.throwIfAborted();
    throw archiveError(error, archive, kafkaServers);
  } finally {
    await spark.stop();
  }
}
