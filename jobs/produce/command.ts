import type { Command } from 'commander';
import { createJobCommand, runJob, type JobContext } from '../../command-line/job-command.ts';
import {
  dataFile,
  filePath,
  nonNegativeInteger,
  positiveInteger,
  seconds,
  wholeNumber,
} from '../../command-line/option-parsers.ts';
import { addClusterOptions, onCluster, type OnClusterOptions } from '../google-cloud/on-cluster.ts';
import {
  checkPortVariables,
  kafkaConfigOption,
  kafkaServersOption,
  schemaOption,
  takeServersFromConfig,
  topicOption,
} from '../shared-options.ts';
import { readSchemaFile } from '../transactions/transaction-schema.ts';
import { faultKinds, faultShares } from './fault-shares.ts';
import { defaultSeed } from './identify-run.ts';
import { produceTransactions } from './produce-transactions.ts';
import { defaultLookBack } from './start-pass.ts';
import type { ProduceOptions } from './produce-options.ts';
import { createProgressView } from './progress.ts';

type CommandOptions = Omit<ProduceOptions, 'schema'> &
  OnClusterOptions & { readonly schema?: string; readonly json: boolean };

/** A batch is one request, and Kafka rejects more than 1 MB per partition. */
const maxBatchSize = 1000;

/** `npm run produce`. */
export const produceCommand: Command = addClusterOptions(
  createJobCommand({
    name: 'produce',
    runAs: 'npm run produce --',
    description: 'Send the transactions of a CSV file to a Kafka topic in batches.',
  }),
)
  .addOption(kafkaServersOption())
  .addOption(kafkaConfigOption())
  .addOption(topicOption('topic to fill; created if missing'))
  .option('--data-file <file>', 'CSV file to send, a path or gs://…', dataFile, 'data/customer_transactions_1200.csv')
  .addOption(schemaOption('description of the fields of the file'))
  .option('--batch-size <n>', `records per batch, 1 to ${maxBatchSize}`, wholeNumber(1, maxBatchSize), 10)
  .option('--sleep-seconds <s>', 'pause between batches', seconds, 10)
  .option('--max-records <n>', 'maximum number of records to send, including injected ones', positiveInteger, 1000)
  .option('--skip-records <n>', 'number of records of the file to skip at the start', nonNegativeInteger, 0)
  .option('--resume', 'send only the records that the topic lacks because this command was interrupted', false)
  .option(
    '--look-back <n>',
    'maximum number of messages to read from the end of each partition for --resume',
    positiveInteger,
    defaultLookBack,
  )
  .option('--inject <kind=share%,…>', `make records faulty; the kinds are ${faultKinds.join(', ')}`, faultShares)
  .option('--seed <n>', 'seed from which --inject draws the faults', nonNegativeInteger, defaultSeed)
  .option(
    '--dead-letter-file <path>',
    'append malformed rows to this file and continue; without it, the first one ends the run',
    filePath,
  )
  .option('--json', 'print one JSON object per line', false)
  .hook('preAction', takeServersFromConfig)
  .hook('preAction', checkPortVariables)
  .action(runJob(onCluster(produce, { spark: false })));

async function produce(options: CommandOptions, { signal, leftovers, log }: JobContext): Promise<void> {
  const schema = options.schema === undefined ? undefined : await readSchemaFile(options.schema);
  const view = createProgressView({
    json: options.json,
    maxRecords: options.maxRecords,
    columns: () => process.stderr.columns,
    isTerminal: process.stdout.isTTY && process.stderr.isTTY,
    toStdout: (text) => void process.stdout.write(text),
    toStderr: (text) => void process.stderr.write(text),
    log: (sentence) => log.notice(sentence),
  });
  await produceTransactions(
    { ...options, schema },
    {
      signal,
      leftovers,
      onNotice: (sentence) => view.notice(sentence),
      onBatch: (batch) => view.batch(batch),
      onGiveUp: (resume) => view.giveUp(resume),
      onEnd: (statistics) => view.end(statistics),
    },
  );
}
