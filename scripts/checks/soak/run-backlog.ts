import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { writeTransactions } from '../../../jobs/generate-data/write-transactions.ts';
import { createKafka } from '../../../jobs/kafka/create-kafka.ts';
import { generateTransactions } from '../../../jobs/transactions/generate-transactions.ts';
import { withOwnStack } from '../../../stack/own-stacks.ts';
import type { Stack } from '../../../stack/stack.ts';
import { csvHeader, csvLine, formatFindings, formatMinute, judgeBacklog, type JobSample } from './job-figures.ts';
import { SoakedJob } from './soaked-job.ts';

export interface BacklogOptions {
  /** The number of records that are in the topic when the consumer starts. */
  readonly records: number;
  /** The file for the samples. */
  readonly csv: string;
  readonly json?: boolean;
}

const onProgress = (line: string): void => console.error(line);

const sampleSeconds = 5;
const samplesPerMinute = 60 / sampleSeconds;
/** The shares of the backlog after which the consumer is interrupted. */
const interruptions = [0.2, 0.4, 0.6, 0.8];

/**
 * Fills a topic, starts the consumer, and samples the job until it has read everything. Interrupts the consumer on the way, and starts
 * it again. Sets the exit code to 1 if memory grows with the backlog or the consumer does not end promptly.
 */
export async function runBacklog(options: BacklogOptions, signal: AbortSignal): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'spark-connect-ts-backlog-'));
  try {
    await withOwnStack('backlog', { onProgress, signal }, (stack) => drainBacklog(stack, folder, options, signal));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function drainBacklog(
  stack: Stack,
  folder: string,
  { records, csv, json = false }: BacklogOptions,
  signal: AbortSignal,
): Promise<void> {
  const dataFile = join(folder, 'transactions.csv');
  onProgress(`Writing ${records} transactions …`);
  await writeTransactions(dataFile, generateTransactions(records, 1), signal);
  const job = new SoakedJob(stack);
  const killJobs = (): void => job.kill();
  process.once('exit', killJobs);
  const admin = createKafka([stack.kafkaServers]).admin();
  try {
    await admin.connect();
    onProgress('Sending them …');
    const samples: JobSample[] = [];
    writeFileSync(csv, `${csvHeader}\n`);
    const add = (sample: JobSample): void => {
      samples.push(sample);
      appendFileSync(csv, `${csvLine(sample)}\n`);
      if (samples.length % samplesPerMinute === 0) console.log(formatMinute(samples.slice(-samplesPerMinute)));
    };
    await fill(job, dataFile, admin, signal, add);
    const stops = await drain(job, admin, signal, add);
    const findings = judgeBacklog(samples, stops);
    const passed = findings.every(({ verdict }) => verdict !== 'failed');
    if (json) console.log(JSON.stringify({ records, findings, passed }));
    else console.log(`${formatFindings(findings)}\n${passed ? 'Passed' : 'Failed'}.`);
    onProgress(`The samples are in ${csv}.`);
    if (!passed) process.exitCode = 1;
  } finally {
    killJobs();
    process.removeListener('exit', killJobs);
    await admin.disconnect();
  }
}

type AddSample = (sample: JobSample) => void;

/** Sends the file, with samples on the way. */
async function fill(
  job: SoakedJob,
  dataFile: string,
  admin: Admin,
  signal: AbortSignal,
  add: AddSample,
): Promise<void> {
  const begin = performance.now();
  const sending = job.startProducer(dataFile).ended.then(() => true);
  while (!(await Promise.race([sending, sleep(sampleSeconds * 1000, false, { signal })]))) {
    job.check();
    add(await job.sample(admin, (performance.now() - begin) / 1000));
  }
  job.check();
}

/** Drains the topic. Returns the milliseconds that the consumer took to end, for each interruption. */
async function drain(job: SoakedJob, admin: Admin, signal: AbortSignal, add: AddSample): Promise<readonly number[]> {
  const begin = performance.now();
  const stops: number[] = [];
  const left = [...interruptions];
  job.startConsumer();
  for (let isDone = false; !isDone;) {
    await sleep(sampleSeconds * 1000, undefined, { signal });
    job.check();
    const sample = await job.sample(admin, (performance.now() - begin) / 1000);
    add(sample);
    isDone = sample.lag === 0;
    if (!isDone && left.length > 0 && 1 - sample.lag / sample.sent >= left[0]!) {
      left.shift();
      stops.push(await job.stopConsumer());
      job.startConsumer();
    }
  }
  stops.push(await job.stopConsumer());
  return stops;
}
