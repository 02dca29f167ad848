import { pathToFileURL } from 'node:url';
import { StreamingQueryException, type DataStreamWriter, type SparkSession } from '../../src/index.ts';
import { UserError } from '../../command-line/user-error.ts';
import { sparkKafkaOptions } from '../kafka/spark-kafka.ts';
import { latestOf, windowsIn } from '../windows/window-messages.ts';
import type { JobOptions } from '../windows/job-options.ts';
import type { WindowQuerySettings } from '../windows/window-query.ts';

/**
 * The function that a module of `--for-each-batch` exports by default. It gets the windows that have changed since the last batch, each
 * once with its latest figures, in the columns of `windowSchema`.
 */
export type WindowBatchFunction = NonNullable<JobOptions['forEachBatch']>;

/** Imports a module of the user. @throws UserError when it cannot be imported, or exports no function. */
export async function loadBatchFunction(file: string): Promise<WindowBatchFunction> {
  const module = await importModule(pathToFileURL(file).href).catch((error: unknown) => {
    throw new UserError(`The module ${file} of --for-each-batch cannot be loaded: ${reasonOf(error)}.`, {
      cause: error,
    });
  });
  const { default: exported } = module as { readonly default?: unknown };
  if (typeof exported === 'function') return exported as WindowBatchFunction;
  throw new UserError(
    `The module ${file} of --for-each-batch has no default export that is a function. Write: export default async function (windows, batchId, { queryId }) { … }`,
  );
}

/** Returns the first line of a message, without the file of ours that imports the module. */
function reasonOf(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.replace(/ imported from \S+$/, '').replace(/[\s.]+$/, '');
}

async function importModule(url: string): Promise<unknown> {
  try {
    return await import(url);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_UNKNOWN_FILE_EXTENSION')) throw error;
    const { tsImport } = await import('tsx/esm/api');
    return tsImport(url, import.meta.url) as Promise<unknown>;
  }
}

/**
 * Returns the query that calls a function with the windows that have changed, which it reads from the results topic. It does not slow
 * down the window query if the function is slow, and after a pause, it gets only the latest figures of each window.
 */
export function windowBatchesWriter(
  spark: SparkSession,
  settings: WindowQuerySettings,
  process: WindowBatchFunction,
): DataStreamWriter {
  const messages = spark.readStream
    .format('kafka')
    .options({
      ...sparkKafkaOptions(settings),
      subscribe: settings.resultsTopic,
      startingOffsets: 'earliest',
      maxOffsetsPerTrigger: settings.maxOffsetsPerTrigger,
      // The topic is compacted: a row that is gone has been replaced by a later one.
      failOnDataLoss: false,
    })
    .load();
  return windowsIn(messages).writeStream.foreachBatch((batch, batchId, origin) =>
    process(latestOf(batch), batchId, origin),
  );
}

/** Converts a failure of the function to a message for the user. Returns other errors unchanged. */
export function batchFunctionError(error: unknown): unknown {
  if (!(error instanceof StreamingQueryException)) return error;
  const failed = /The function of foreachBatch failed in batch \d+: .*/.exec(error.message)?.[0];
  if (failed === undefined) return error;
  const reason = failed.replace('foreachBatch', '--for-each-batch').replace(/[\s.]+$/, '');
  return new UserError(`${reason}. Once it works, run the same command to repeat the batch.`, { cause: error.cause });
}
