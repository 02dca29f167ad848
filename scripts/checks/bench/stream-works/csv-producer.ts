import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTransactions } from '../../../../jobs/generate-data/write-transactions.ts';
import { generateTransactions } from '../../../../jobs/transactions/generate-transactions.ts';
import { root } from '../../../setup/paths.mjs';

/** Runs `body` with a CSV file of generated transactions, and deletes the file. */
export async function withTransactionFile<T>(
  rows: number,
  signal: AbortSignal,
  body: (file: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-transactions-'));
  try {
    const file = join(folder, 'transactions.csv');
    await writeTransactions(file, generateTransactions(rows, 1), signal);
    return await body(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Where `npm run produce` sends a file, and how many messages. */
export interface ProduceCommand {
  readonly kafkaServers: string;
  readonly topic: string;
  readonly file: string;
  readonly records: number;
  /** The faults to inject, as in `--inject`. */
  readonly inject?: string;
}

/** Runs `npm run produce` without pauses. Returns its duration in seconds. */
export function produceFile({ kafkaServers, topic, file, records, inject }: ProduceCommand): Promise<number> {
  const produce = ['scripts/run.mjs', 'jobs/cli.ts', 'produce', '--kafka-servers', kafkaServers, '--topic', topic];
  const fast = ['--batch-size', '1000', '--sleep-seconds', '0', '--max-records', String(records), '--json'];
  const faults = inject === undefined ? [] : ['--inject', inject];
  return timeProcess(process.execPath, [...produce, '--data-file', file, ...fast, ...faults]);
}

/** Returns the time from the start of a process to its end, in seconds. */
export async function timeProcess(command: string, args: readonly string[]): Promise<number> {
  const begin = performance.now();
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`${command} ended with exit code ${child.exitCode}.`);
  return (performance.now() - begin) / 1000;
}
