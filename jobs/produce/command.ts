import type { Command } from 'commander';
import { createJobCommand, runJob } from '../../command-line/job-command.ts';
import {
  filePath,
  nonNegativeInteger,
  positiveInteger,
  seconds,
  wholeNumber,
} from '../../command-line/option-parsers.ts';
import { checkPortVariables, kafkaServersOption, topicOption } from '../shared-options.ts';
import { produceTransactions } from './produce-transactions.ts';
import type { ProduceOptions } from './produce-options.ts';
import { createProgressView } from './progress.ts';

/** A batch is one request, and Kafka rejects more than 1 MB per partition. */
const maxBatchSize = 1000;

/** `npm run produce`. */
export const produceCommand: Command = createJobCommand({
  name: 'produce',
  runAs: 'npm run produce --',
  description: 'Send the transactions of a CSV file to a Kafka topic in batches.',
})
  .addOption(kafkaServersOption())
  .addOption(topicOption('topic to fill; created if missing'))
  .option('--data-file <file>', 'CSV file to send', filePath, 'data/customer_transactions_1200.csv')
  .option('--batch-size <n>', `records per batch, 1 to ${maxBatchSize}`, wholeNumber(1, maxBatchSize), 10)
  .option('--sleep-seconds <s>', 'pause between batches', seconds, 10)
  .option('--max-records <n>', 'maximum number of records to send', positiveInteger, 1000)
  .option(
    '--skip-records <n>',
    'number of records to skip at the start, such as those that an earlier run has sent',
    nonNegativeInteger,
    0,
  )
  .option(
    '--dead-letter-file <path>',
    'append malformed rows to this file and continue; without it, the first one ends the run',
    filePath,
  )
  .option('--json', 'print one JSON object per line', false)
  .hook('preAction', checkPortVariables)
  .action(
    runJob(async (options: ProduceOptions & { readonly json: boolean }, { signal, leftovers }) => {
      const view = createProgressView({
        json: options.json,
        maxRecords: options.maxRecords,
        skipRecords: options.skipRecords ?? 0,
        columns: () => process.stderr.columns,
        isTerminal: process.stdout.isTTY && process.stderr.isTTY,
        toStdout: (text) => void process.stdout.write(text),
        toStderr: (text) => void process.stderr.write(text),
      });
      await produceTransactions(options, {
        signal,
        leftovers,
        onNotice: (sentence) => view.notice(sentence),
        onBatch: (batch) => view.batch(batch),
        onGiveUp: (resume) => view.giveUp(resume),
        onEnd: (statistics) => view.end(statistics),
      });
    }),
  );
