import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { formatAccount } from '../../../jobs/fates/format-account.ts';
import { runAudit } from '../../../jobs/fates/run-audit.ts';
import { writeTransactions } from '../../../jobs/generate-data/write-transactions.ts';
import { createKafka } from '../../../jobs/kafka/create-kafka.ts';
import { generateTransactions } from '../../../jobs/transactions/generate-transactions.ts';
import { withOwnStack } from '../../../stack/own-stacks.ts';
import type { Stack } from '../../../stack/stack.ts';
import {
  csvHeader,
  csvLine,
  formatFindings,
  formatMinute,
  judge,
  warmUpSeconds,
  type JobSample,
} from './job-figures.ts';
import { SoakedJob } from './soaked-job.ts';

export interface JobSoakOptions {
  readonly minutes: number;
  /** Records per second. */
  readonly rate: number;
  /** The file for the samples. */
  readonly csv: string;
  readonly json?: boolean;
}

const onProgress = (line: string): void => console.error(line);

const windows = { windowDuration: 10, slideDuration: 5 };
const sampleSeconds = 10;
const samplesPerMinute = 60 / sampleSeconds;
/** The producer must not run out of records, although it starts before the first window arrives. */
const startMinutes = 3;
const auditSeconds = 180;

/** Runs the job and a producer, samples them, and prints a verdict. Sets the exit code to 1 if a figure grows or the account does not close. */
export async function runJobSoak(options: JobSoakOptions, signal: AbortSignal): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'spark-connect-ts-soak-'));
  try {
    await withOwnStack('soak', { onProgress, signal }, (stack) => soakJob(stack, folder, options, signal));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function soakJob(stack: Stack, folder: string, options: JobSoakOptions, signal: AbortSignal): Promise<void> {
  const { minutes, rate, csv, json = false } = options;
  const dataFile = join(folder, 'transactions.csv');
  const records = (minutes + startMinutes) * 60 * rate;
  onProgress(`Writing ${records} transactions …`);
  await writeTransactions(dataFile, generateTransactions(records, 1), signal);

  const job = new SoakedJob(stack);
  const killJobs = (): void => job.kill();
  process.once('exit', killJobs);
  const admin = createKafka([stack.kafkaServers]).admin();
  try {
    await admin.connect();
    job.startConsumer();
    job.startProducer(dataFile, rate);
    await job.firstWindow(signal);
    writeFileSync(csv, `${csvHeader}\n`);
    const samples = await takeSamples(job, admin, minutes, signal, (taken) => {
      appendFileSync(csv, `${csvLine(taken.at(-1)!)}\n`);
      if (taken.length % samplesPerMinute === 0) console.log(formatMinute(taken.slice(-samplesPerMinute)));
    });
    const findings = judge(samples, warmUpSeconds(minutes), rate);
    await job.stopProducer();
    const account = await runAudit({ ...job.places, ...windows, verbose: false, timeout: auditSeconds }, signal);
    await job.stopConsumer();

    const passed = account.closes && findings.every(({ verdict }) => verdict !== 'failed');
    if (json) console.log(JSON.stringify({ minutes, rate, findings, account, passed }));
    else console.log(`${formatFindings(findings)}\n${formatAccount(account)}${passed ? 'Passed' : 'Failed'}.`);
    onProgress(`The samples are in ${csv}.`);
    if (!passed) process.exitCode = 1;
  } finally {
    killJobs();
    process.removeListener('exit', killJobs);
    await admin.disconnect();
  }
}

/** Takes a sample every ten seconds. Passes all samples so far to `onSample`. */
async function takeSamples(
  job: SoakedJob,
  admin: Admin,
  minutes: number,
  signal: AbortSignal,
  onSample: (samples: readonly JobSample[]) => void,
): Promise<readonly JobSample[]> {
  const samples: JobSample[] = [];
  const begin = performance.now();
  for (let index = 0; index < minutes * samplesPerMinute; index++) {
    const due = begin + (index + 1) * sampleSeconds * 1000;
    await sleep(due - performance.now(), undefined, { signal });
    job.check();
    samples.push(await job.sample(admin, (performance.now() - begin) / 1000));
    onSample(samples);
  }
  return samples;
}
