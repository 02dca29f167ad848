import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { checkpointsOf } from '../../../jobs/consume/side-queries.ts';
import { deadLetterTopic } from '../../../jobs/dead-letters/dead-letter.ts';
import { batchLogTopic } from '../../../jobs/fates/batch-log.ts';
import { formatAccount } from '../../../jobs/fates/format-account.ts';
import { runAudit } from '../../../jobs/fates/run-audit.ts';
import { writeTransactions } from '../../../jobs/generate-data/write-transactions.ts';
import { interruptJob, startJobProcess, type RunningJob } from '../../../jobs/job-process.ts';
import { createKafka } from '../../../jobs/kafka/create-kafka.ts';
import { generateTransactions } from '../../../jobs/transactions/generate-transactions.ts';
import { withOwnStack } from '../../../stack/own-stacks.ts';
import { readRecord } from '../../../stack/stack-record.ts';
import type { Stack } from '../../../stack/stack.ts';
import { readBatches, type BatchEnds } from '../chaos/batch-ends.ts';
import { JsonLines } from '../chaos/json-lines.ts';
import { waitUntil } from '../chaos/wait-until.ts';
import {
  csvHeader,
  csvLine,
  formatFindings,
  formatMinute,
  judge,
  percentile,
  topicNames,
  warmUpSeconds,
  type JobSample,
  type TopicName,
} from './job-figures.ts';
import { folderSize, residentMemory, topicSize } from './measure-job.ts';

export interface JobSoakOptions {
  readonly minutes: number;
  /** Records per second. */
  readonly rate: number;
  /** The file for the samples. */
  readonly csv: string;
  readonly json?: boolean;
}

const onProgress = (line: string): void => console.error(line);

const injectedFaults = 'late=5%,duplicate=3%,malformed=2%,out-of-order=20%,future=0.1%';
const windows = { windowDuration: 10, slideDuration: 5 };
const sampleSeconds = 10;
const samplesPerMinute = 60 / sampleSeconds;
/** The producer sends a request a second, or more often if it would be larger than a batch may be. */
const maxBatchSize = 1000;
/** The share of the interval between two requests that is pause; the rest is for sending. */
const pauseShare = 0.97;
/** The producer must not run out of records, although it starts before the first window arrives. */
const startMinutes = 3;
const auditSeconds = 180;
const topic = 'soak';
const resultsTopic = 'soak-windows';

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

  const job = new SoakedJob(stack, dataFile, rate);
  const killJobs = (): void => job.kill();
  process.once('exit', killJobs);
  const admin = createKafka([stack.kafkaServers]).admin();
  try {
    await admin.connect();
    await job.start(signal);
    writeFileSync(csv, `${csvHeader}\n`);
    const samples = await takeSamples(job, admin, minutes, signal, (taken) => {
      appendFileSync(csv, `${csvLine(taken.at(-1)!)}\n`);
      if (taken.length % samplesPerMinute === 0) console.log(formatMinute(taken.slice(-samplesPerMinute)));
    });
    const findings = judge(samples, warmUpSeconds(minutes), rate);
    await job.stopProducer();
    const { remote, kafkaServers } = { remote: stack.sparkRemote, kafkaServers: [stack.kafkaServers] };
    const places = { remote, kafkaServers, topic, resultsTopic, ...windows };
    const account = await runAudit({ ...places, verbose: false, timeout: auditSeconds }, signal);
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

type ConsumerLine =
  { readonly type: 'window'; readonly behind_seconds: number | null } | { readonly type: 'progress' | 'summary' };

/** The processes of the job. */
class SoakedJob {
  readonly #stack: Stack;
  readonly #checkpoint: string;
  readonly #consumerArgs: readonly string[];
  readonly #producerArgs: readonly string[];
  #consumer: RunningJob | undefined;
  #producer: RunningJob | undefined;
  #latencies: number[] = [];
  /** The age of the freshest record since the last progress, which follows each batch. */
  #freshest = Infinity;
  #hasWindow = false;
  #failure: string | undefined;
  #isStopping = false;

  constructor(stack: Stack, dataFile: string, rate: number) {
    this.#stack = stack;
    this.#checkpoint = join(stack.checkpointDir, topic);
    const kafka = ['--kafka-servers', stack.kafkaServers, '--topic', topic];
    const places = ['--remote', stack.sparkRemote, '--results-topic', resultsTopic, '--checkpoint', this.#checkpoint];
    this.#consumerArgs = ['consume', ...kafka, ...places, '--json'];
    const batchSize = Math.min(maxBatchSize, rate);
    const pace = ['--batch-size', String(batchSize), '--sleep-seconds', String((pauseShare * batchSize) / rate)];
    const length = ['--data-file', dataFile, '--max-records', String(2 ** 31)];
    this.#producerArgs = ['produce', ...kafka, ...length, ...pace, '--inject', injectedFaults, '--json'];
  }

  /** Starts the consumer, then the producer. Resolves when the first window has arrived. */
  async start(signal: AbortSignal): Promise<void> {
    const lines = new JsonLines<ConsumerLine>();
    this.#consumer = this.#watch(
      'consumer',
      startJobProcess(this.#consumerArgs, (output) => {
        for (const line of lines.read(output)) this.#onLine(line);
      }),
    );
    this.#producer = this.#watch('producer', startJobProcess(this.#producerArgs));
    const isRunning = (): boolean => {
      this.check();
      return this.#hasWindow;
    };
    await waitUntil(isRunning, { wanted: 'The consumer showed no window', seconds: 120, signal });
  }

  /** Throws if the consumer or the producer has ended. */
  check(): void {
    if (this.#failure !== undefined) throw new Error(this.#failure);
  }

  async sample(admin: Admin, at: number): Promise<JobSample> {
    const { stateDir } = this.#stack;
    const { spark, kafka } = readRecord(stateDir)!.processes;
    const pids = {
      driver: this.#consumer!.job.pid!,
      spark: spark!.pid,
      kafka: kafka!.pid,
      producer: this.#producer!.job.pid!,
    };
    const memory = await residentMemory(Object.values(pids));
    const rss = (name: keyof typeof pids): number => memory.get(pids[name]) ?? 0;
    const last = readBatches(this.#checkpoint).at(-1);
    const offsets = await admin.fetchTopicOffsets(topic);
    const sent = offsets.reduce((sum, { high }) => sum + Number(high), 0);
    const checkpoints = await Promise.all(checkpointsOf(this.#checkpoint).map((folder) => folderSize(folder)));
    const latencies = this.#latencies.splice(0);
    return {
      at,
      sent,
      lag: sent - sumOf(last?.ends ?? {}),
      batch: last?.id ?? -1,
      p50: percentile(latencies, 0.5),
      p95: percentile(latencies, 0.95),
      rss: { driver: rss('driver'), spark: rss('spark'), kafka: rss('kafka'), producer: rss('producer') },
      checkpointFiles: checkpoints.reduce((sum, { files }) => sum + files, 0),
      checkpointMb: checkpoints.reduce((sum, { megabytes }) => sum + megabytes, 0),
      topicMb: await this.#topicSizes(),
    };
  }

  /** Interrupts the producer, as Ctrl-C does. */
  async stopProducer(): Promise<void> {
    this.#isStopping = true;
    await interruptJob(this.#producer!);
  }

  async stopConsumer(): Promise<void> {
    this.#isStopping = true;
    await interruptJob(this.#consumer!);
  }

  /** Kills the processes that are still running. */
  kill(): void {
    this.#isStopping = true;
    for (const running of [this.#consumer, this.#producer]) running?.job.kill('SIGKILL');
  }

  #watch(name: string, running: RunningJob): RunningJob {
    void running.ended.then(({ exitCode, stderr }) => {
      if (!this.#isStopping) this.#failure = `The ${name} ended with ${exitCode}: ${stderr}`;
    });
    return running;
  }

  #onLine(line: ConsumerLine): void {
    if (line.type === 'window') {
      this.#hasWindow = true;
      this.#freshest = Math.min(this.#freshest, line.behind_seconds ?? Infinity);
    } else if (this.#freshest < Infinity) {
      this.#latencies.push(this.#freshest);
      this.#freshest = Infinity;
    }
  }

  async #topicSizes(): Promise<Readonly<Record<TopicName, number>>> {
    const topics: Readonly<Record<TopicName, string>> = {
      transactions: topic,
      windows: resultsTopic,
      dead_letters: deadLetterTopic(topic),
      batches: batchLogTopic(resultsTopic),
    };
    const folder = join(this.#stack.stateDir, 'kafka');
    const sizes = await Promise.all(
      topicNames.map(async (name) => [name, await topicSize(folder, topics[name])] as const),
    );
    return Object.fromEntries(sizes) as Readonly<Record<TopicName, number>>;
  }
}

function sumOf(ends: BatchEnds): number {
  return Object.values(ends).reduce((sum, end) => sum + end, 0);
}
