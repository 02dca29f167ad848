import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { createJobCommand, runJob } from '../../command-line/job-command.ts';
import { filePath, positiveInteger, wholeNumber } from '../../command-line/option-parsers.ts';
import { generateTransactions } from '../transactions/generate-transactions.ts';
import { writeTransactions } from './write-transactions.ts';

interface GenerateDataOptions {
  readonly records: number;
  readonly seed: number;
  readonly out: string;
}

/** `npm run generate-data`. */
export const generateDataCommand: Command = createJobCommand({
  name: 'generate-data',
  runAs: 'npm run generate-data --',
  description: 'Write a CSV file of generated customer transactions. The same seed produces the same file.',
})
  .option('--records <n>', 'number of transactions', positiveInteger, 1200)
  .option('--seed <n>', 'seed of the random numbers, 0 to 4294967295', wholeNumber(0, 2 ** 32 - 1), 42)
  .option('--out <file>', 'file to write', filePath, 'data/customer_transactions_1200.csv')
  .action(
    runJob(async ({ records, seed, out }: GenerateDataOptions, { signal }) => {
      await writeTransactions(out, generateTransactions(records, seed), signal);
      const { size } = await stat(out);
      console.log(`Wrote ${records} transactions (${(size / 1e6).toFixed(1)} MB, seed ${seed}) to ${out}.`);
    }),
  );
