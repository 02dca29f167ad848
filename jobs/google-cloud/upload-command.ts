import { basename } from 'node:path';
import type { Command } from 'commander';
import { createJobCommand, runJob, type JobContext } from '../../command-line/job-command.ts';
import { filePath } from '../../command-line/option-parsers.ts';
import { progressBar } from '../../command-line/progress-bar.ts';
import { UserError } from '../../command-line/user-error.ts';
import { gcsUri } from '../cloud-storage/gcs-uri.ts';
import { googleError } from '../cloud-storage/google-error.ts';
import { defaultBucket } from './cluster-options.ts';
import { projectOption } from './on-cluster.ts';

interface UploadOptions {
  readonly projectId: string;
  readonly bucket?: string;
  readonly location: string;
  readonly dataFile: string;
  readonly generateData: boolean;
  readonly dryRun: boolean;
}

/** The folder of data files in the bucket. */
export const dataFolder = 'input-data';

/** `npm run gcs:upload`. */
export const uploadCommand: Command = createJobCommand({
  name: 'gcs-upload',
  runAs: 'npm run gcs:upload --',
  description: 'Upload the CSV file of transactions to Cloud Storage, unless it is there already.',
})
  .addOption(projectOption().makeOptionMandatory())
  .option('--bucket <name>', 'bucket; created if missing (default: <project>-transactions-streaming)')
  .option('--location <location>', 'region or multi-region of a new bucket, such as europe-west1', 'US')
  .option('--data-file <file>', 'CSV file to upload', filePath, 'data/customer_transactions_1200.csv')
  .option('--generate-data', 'generate the file first, with 1200 transactions', false)
  .option('--dry-run', 'print the requests as JSON, one a line, and change nothing', false)
  .action(runJob(upload));

async function upload(options: UploadOptions, { signal, log }: JobContext): Promise<void> {
  const { projectId, location, dataFile, bucket = defaultBucket(options.projectId) } = options;
  const name = `${dataFolder}/${basename(dataFile)}`;
  const { bucketSettings, ensureBucket, uploadFile } = await import('./bucket.ts');
  if (options.dryRun) {
    const settings = bucketSettings({ projectId, bucket, location });
    const requests = [
      {
        service: 'storage',
        method: 'buckets.insert (if missing)',
        request: { project: projectId, name: bucket, ...settings },
      },
      { service: 'storage', method: 'objects.insert (if it differs)', request: { bucket, name, file: dataFile } },
    ];
    return void process.stdout.write(requests.map((request) => `${JSON.stringify(request)}\n`).join(''));
  }
  if (options.generateData) await generate(dataFile, signal);
  const { createStorage } = await import('../cloud-storage/create-storage.ts');
  const storage = await createStorage(projectId);
  if (await ensureBucket(storage, { projectId, bucket, location })) {
    process.stdout.write(`Created bucket ${bucket} in ${location}.\n`);
  }
  const uri = gcsUri({ bucket, name });
  const bar = progressBar('bytes');
  let isNew: boolean;
  try {
    isNew = await uploadFile(storage.bucket(bucket), dataFile, name, {
      signal,
      onProgress: bar.draw,
      onResume: (attempt, error) => {
        bar.end();
        log.notice(`The upload was interrupted (${error.message}); resuming it, attempt ${attempt + 1}.`);
      },
    });
  } catch (error) {
    signal.throwIfAborted();
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new UserError(
        `Data file ${dataFile} does not exist: add --generate-data, or choose another with --data-file.`,
      );
    }
    throw googleError(error, { projectId, action: `write to bucket ${bucket}`, role: 'roles/storage.objectAdmin' });
  } finally {
    bar.end();
  }
  process.stdout.write(isNew ? `Uploaded ${dataFile} to ${uri}.\n` : `${uri} is up to date: nothing was uploaded.\n`);
}

async function generate(dataFile: string, signal: AbortSignal): Promise<void> {
  const { writeTransactions } = await import('../generate-data/write-transactions.ts');
  const { generateTransactions } = await import('../transactions/generate-transactions.ts');
  await writeTransactions(dataFile, generateTransactions(1200, 42), signal);
}
