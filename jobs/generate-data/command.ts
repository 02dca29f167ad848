import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { createJobCommand, runJob } from '../../command-line/job-command.ts';
import { dataFile, positiveInteger, wholeNumber } from '../../command-line/option-parsers.ts';
import { isGcsUri } from '../cloud-storage/gcs-uri.ts';
import { schemaOption } from '../shared-options.ts';
import { withSchema } from '../transactions/generate-fields.ts';
import { generateTransactions } from '../transactions/generate-transactions.ts';
import { builtInSchema, formatSchema, readSchemaFile } from '../transactions/transaction-schema.ts';
import { writeTransactions } from './write-transactions.ts';

interface GenerateDataOptions {
  readonly records: number;
  readonly seed: number;
  readonly out: string;
  readonly schema?: string;
  readonly printSchema: boolean;
}

/** `npm run generate-data`. */
export const generateDataCommand: Command = createJobCommand({
  name: 'generate-data',
  runAs: 'npm run generate-data --',
  description: 'Write a CSV file of generated customer transactions. The same seed produces the same file.',
})
  .option('--records <n>', 'number of transactions', positiveInteger, 1200)
  .option('--seed <n>', 'seed of the random numbers, 0 to 4294967295', wholeNumber(0, 2 ** 32 - 1), 42)
  .option('--out <file>', 'file to write, a path or gs://…', dataFile, 'data/customer_transactions_1200.csv')
  .addOption(schemaOption('description of the fields to write'))
  .option('--print-schema', 'print the description of the fields as DDL and exit', false)
  .action(
    runJob(async ({ records, seed, out, schema: path, printSchema }: GenerateDataOptions, { signal }) => {
      const schema = path === undefined ? builtInSchema : await readSchemaFile(path);
      if (printSchema) return void process.stdout.write(formatSchema(schema));
      const generated = generateTransactions(records, seed);
      const transactions = path === undefined ? generated : withSchema(generated, schema, seed);
      if (isGcsUri(out)) {
        const { writeObject } = await import('../google-cloud/write-object.ts');
        const written = await writeObject(out, (file) => writeTransactions(file, transactions, signal, schema), signal);
        const size = (written.bytes / 1e6).toFixed(1);
        const what = `${records} transactions (${size} MB, seed ${seed})`;
        console.log(written.isNew ? `Wrote ${what} to ${out}.` : `${out} has these ${what} already.`);
        return;
      }
      await writeTransactions(out, transactions, signal, schema);
      const { size } = await stat(out);
      console.log(`Wrote ${records} transactions (${(size / 1e6).toFixed(1)} MB, seed ${seed}) to ${out}.`);
    }),
  );
