import { subscribe, tracingChannel } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { channelNames, type BatchTrace, type CallTrace, type OperationTrace } from '../src/index.ts';
import { processLog } from '../command-line/log.ts';

/** Logs each call to Spark, each operation and each batch, for `--debug`. */
export function logSparkEvents(): void {
  const begins = new WeakMap<object, number>();
  const milliseconds = (message: object): string =>
    `${(performance.now() - (begins.get(message) ?? performance.now())).toFixed(0)} ms`;
  const begin = (message: unknown): void => void begins.set(message as object, performance.now());
  const result = ({ error }: { readonly error?: unknown }): string =>
    error === undefined ? '' : `, failed: ${error instanceof Error ? error.message : inspect(error)}`;

  const calls = tracingChannel<unknown, CallTrace>(channelNames.call);
  calls.start.subscribe(begin);
  calls.asyncEnd.subscribe((message) => {
    const { method, responses } = message as CallTrace;
    processLog().debug(
      `spark: ${method}, ${responses} responses, ${milliseconds(message as object)}${result(message as CallTrace)}`,
    );
  });
  const operations = tracingChannel<unknown, OperationTrace>(channelNames.operation);
  operations.start.subscribe(begin);
  operations.asyncEnd.subscribe((message) => {
    const { name, rows, bytes, outcome } = message as OperationTrace;
    processLog().debug(
      `spark: operation ${name} ${outcome}, ${rows} rows, ${bytes} bytes, ${milliseconds(message as object)}${result(message as OperationTrace)}`,
    );
  });
  subscribe(channelNames.batch, (message) => {
    const { name, batchId, numInputRows, durationMs } = (message as BatchTrace).progress;
    processLog().debug(`spark: batch ${batchId} of ${name}, ${numInputRows} rows, ${JSON.stringify(durationMs)} ms`);
  });
}
