import { join } from 'node:path';
import type { Admin } from 'kafkajs';
import { checkpointsOf } from '../../../jobs/consume/side-queries.ts';
import { deadLetterTopic } from '../../../jobs/dead-letters/dead-letter.ts';
import { batchLogTopic } from '../../../jobs/fates/batch-log.ts';
import type { AuditOptions } from '../../../jobs/fates/run-audit.ts';
import { interruptJob, startJobProcess, type RunningJob } from '../../../jobs/job-process.ts';
import { readRecord } from '../../../stack/stack-record.ts';
import type { Stack } from '../../../stack/stack.ts';
import { readLastBatch, type BatchEnds } from '../chaos/batch-ends.ts';
import { JsonLines } from '../chaos/json-lines.ts';
import { waitUntil } from '../chaos/wait-until.ts';
import { percentile } from '../../../jobs/monitor/percentile.ts';
import { topicNames, type JobSample, type ProcessName, type TopicName } from './job-figures.ts';
import { folderSize, residentMemory, topicSize } from './measure-job.ts';

const injectedFaults = 'late=5%,duplicate=3%,malformed=2%,out-of-order=20%,future=0.1%';
/** The producer sends a request a second, or more often if it would be larger than a batch may be. */
const maxBatchSize = 1000;
/** The share of the interval between two requests that is pause; the rest is for sending. */
const pauseShare = 0.97;
const topic = 'soak';
const resultsTopic = 'soak-windows';

type ConsumerLine =
  { readonly type: 'window'; readonly behind_seconds: number | null } | { readonly type: 'progress' | 'summary' };

/** The processes of the job. */
export class SoakedJob {
  readonly #stack: Stack;
  readonly #checkpoint: string;
  readonly #kafkaArgs: readonly string[];
  #consumer: RunningJob | undefined;
  #producer: RunningJob | undefined;
  #latencies: number[] = [];
  /** The age of the freshest record since the last progress, which follows each batch. */
  #freshest = Infinity;
  #hasWindow = false;
  #failure: string | undefined;
  /** The processes that are ended on purpose. */
  readonly #expected = new Set<RunningJob>();

  constructor(stack: Stack) {
    this.#stack = stack;
    this.#checkpoint = join(stack.checkpointDir, topic);
    this.#kafkaArgs = ['--kafka-servers', stack.kafkaServers, '--topic', topic];
  }

  /** Where the job is, for an audit. */
  get places(): Pick<AuditOptions, 'remote' | 'kafkaServers' | 'topic' | 'resultsTopic'> {
    return { remote: this.#stack.sparkRemote, kafkaServers: [this.#stack.kafkaServers], topic, resultsTopic };
  }

  /** Starts a producer, which sends `rate` records per second, or as many as it can. */
  startProducer(dataFile: string, rate = Infinity): RunningJob {
    const batchSize = Math.min(maxBatchSize, rate);
    const pace = ['--batch-size', String(batchSize), '--sleep-seconds', String((pauseShare * batchSize) / rate)];
    const length = ['--data-file', dataFile, '--max-records', String(2 ** 31)];
    const args = ['produce', ...this.#kafkaArgs, ...length, ...pace, '--inject', injectedFaults, '--json'];
    return (this.#producer = this.#watch('producer', startJobProcess(args)));
  }

  /** Starts the consumer. */
  startConsumer(): void {
    const places = ['--remote', this.#stack.sparkRemote, '--results-topic', resultsTopic];
    const args = ['consume', ...this.#kafkaArgs, ...places, '--checkpoint', this.#checkpoint, '--json'];
    const lines = new JsonLines<ConsumerLine>();
    this.#hasWindow = false;
    this.#consumer = this.#watch(
      'consumer',
      startJobProcess(args, (output) => {
        for (const line of lines.read(output)) this.#onLine(line);
      }),
    );
  }

  /** Resolves when the consumer has shown its first window. */
  async firstWindow(signal: AbortSignal): Promise<void> {
    const isRunning = (): boolean => {
      this.check();
      return this.#hasWindow;
    };
    await waitUntil(isRunning, { wanted: 'The consumer showed no window', seconds: 120, signal });
  }

  /** Throws if the consumer or the producer has failed. */
  check(): void {
    if (this.#failure !== undefined) throw new Error(this.#failure);
  }

  async sample(admin: Admin, at: number): Promise<JobSample> {
    const { stateDir } = this.#stack;
    const { spark, kafka } = readRecord(stateDir)!.processes;
    const pids: Readonly<Record<ProcessName, number | undefined>> = {
      driver: this.#consumer?.job.pid,
      spark: spark!.pid,
      kafka: kafka!.pid,
      producer: this.#producer?.job.pid,
    };
    const memory = await residentMemory(Object.values(pids).filter((pid) => pid !== undefined));
    const rss = (name: ProcessName): number => memory.get(pids[name] ?? 0) ?? 0;
    const last = readLastBatch(this.#checkpoint);
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
    await this.#interrupt(this.#producer!);
    this.#producer = undefined;
  }

  /** Interrupts the consumer, as Ctrl-C does. Returns the milliseconds that it took to end. */
  async stopConsumer(): Promise<number> {
    const milliseconds = await this.#interrupt(this.#consumer!);
    this.#consumer = undefined;
    return milliseconds;
  }

  /** Kills the processes that are still running. */
  kill(): void {
    for (const running of [this.#consumer, this.#producer]) {
      if (running === undefined) continue;
      this.#expected.add(running);
      running.job.kill('SIGKILL');
    }
  }

  async #interrupt(running: RunningJob): Promise<number> {
    this.#expected.add(running);
    return (await interruptJob(running)).milliseconds;
  }

  #watch(name: string, running: RunningJob): RunningJob {
    void running.ended.then(({ exitCode, stderr }) => {
      if (exitCode !== 0 && !this.#expected.has(running))
        this.#failure = `The ${name} ended with ${exitCode}: ${stderr}`;
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
