import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKafka } from '../../../../jobs/kafka/create-kafka.ts';
import { ensureTopic } from '../../../../jobs/kafka/ensure-topic.ts';
import { writeTransactions } from '../../../../jobs/generate-data/write-transactions.ts';
import { generateTransactions } from '../../../../jobs/transactions/generate-transactions.ts';
import { transactionsTopic } from '../../../../jobs/transactions/transactions-topic.ts';
import { withLock } from '../../../setup/lock.mjs';
import { readIfPresent, writeWhole } from '../../../setup/fingerprint.mjs';
import { root, setupDir } from '../../../setup/paths.mjs';
import { runCommand } from '../../../setup/run-command.mjs';

/** Where and how much to measure. */
export interface ProducerWork {
  readonly kafkaServers: string;
  /** The number of rows of the CSV file. */
  readonly rows: number;
  /** The number of runs of each side. */
  readonly rounds: number;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

/** The medians of both sides: the time from the start of the process to its end, in seconds. */
export interface ProducerMeasurement {
  readonly rows: number;
  readonly ourSeconds: number;
  readonly theirSeconds: number;
  /** How many times as fast `npm run produce` is. */
  readonly ratio: number;
}

const kafkaPython = 'kafka-python==3.0.12';
const folder = join(setupDir, 'bench');
const environment = join(folder, 'kafka-python');
const stamp = join(folder, 'kafka-python.stamp');
const script = 'scripts/checks/bench/stream/kafka_python_producer.py';

/**
 * Measures how long `npm run produce` without a pause and kafka-python take to send the same CSV file as JSON to the same broker. The
 * sides take turns, each with a new topic.
 *
 * @throws Error when a side fails or does not send every row.
 */
export async function measureProducer(work: ProducerWork): Promise<ProducerMeasurement> {
  const { kafkaServers, rows, rounds, signal, onProgress } = work;
  const python = await prepareKafkaPython(onProgress);
  const data = await mkdtemp(join(tmpdir(), 'bench-producer-'));
  const ours: number[] = [];
  const theirs: number[] = [];
  try {
    const file = join(data, 'transactions.csv');
    await writeTransactions(file, generateTransactions(rows, 1), signal);
    const produce = ['scripts/run.mjs', 'jobs/cli.ts', 'produce', '--kafka-servers', kafkaServers, '--data-file', file];
    const fast = ['--batch-size', '1000', '--sleep-seconds', '0', '--max-records', `${rows}`, '--json'];
    const sides = [
      { seconds: ours, run: (topic: string) => timeProcess(process.execPath, [...produce, ...fast, '--topic', topic]) },
      { seconds: theirs, run: (topic: string) => timeProcess(python, [script, kafkaServers, topic, file]) },
    ];
    for (let round = 0; round < rounds; round++) {
      for (const { seconds, run } of round % 2 === 0 ? sides : sides.toReversed()) {
        signal.throwIfAborted();
        seconds.push(await withTopic(kafkaServers, rows, run));
      }
      onProgress(`Round ${round + 1}: ours ${ours[round]!.toFixed(2)} s, kafka-python ${theirs[round]!.toFixed(2)} s.`);
    }
  } finally {
    await rm(data, { recursive: true });
  }
  const [ourSeconds, theirSeconds] = [median(ours), median(theirs)];
  return { rows, ourSeconds, theirSeconds, ratio: theirSeconds / ourSeconds };
}

/** Creates a Python environment with kafka-python, if it does not exist, and returns the path of its Python. */
async function prepareKafkaPython(onProgress: (line: string) => void): Promise<string> {
  const python = join(environment, 'bin', 'python');
  await withLock(join(folder, 'kafka-python.lock'), async () => {
    if (readIfPresent(stamp) === kafkaPython) return;
    onProgress('Setting up kafka-python in a separate Python environment (PyPI) …');
    await run(process.env['PYTHON'] ?? 'python3', ['-m', 'venv', '--clear', environment]);
    await run(python, ['-m', 'pip', 'install', '--quiet', kafkaPython]);
    writeWhole(stamp, kafkaPython);
  });
  return python;
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const { ok, output } = await runCommand(command, args);
  if (!ok) throw new Error(`${command} ${args.join(' ')} failed: ${output}`);
}

/** Runs a side with a new topic, checks that it has sent all rows, and deletes the topic. */
async function withTopic(kafkaServers: string, rows: number, run: (topic: string) => Promise<number>): Promise<number> {
  const topic = `bench-producer-${Date.now()}`;
  const kafka = createKafka([kafkaServers]);
  await ensureTopic(kafka, { topic, ...transactionsTopic });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const seconds = await run(topic);
    const offsets = await admin.fetchTopicOffsets(topic);
    const stored = offsets.reduce((sum, { high }) => sum + Number(high), 0);
    if (stored !== rows) throw new Error(`The topic has ${stored} messages instead of ${rows}.`);
    return seconds;
  } finally {
    await admin.deleteTopics({ topics: [topic] });
    await admin.disconnect();
  }
}

async function timeProcess(command: string, args: readonly string[]): Promise<number> {
  const begin = performance.now();
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`${command} ended with exit code ${child.exitCode}.`);
  return (performance.now() - begin) / 1000;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
