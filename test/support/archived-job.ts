import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { Partitioners } from 'kafkajs';
import type { SparkSession } from '../../src/index.ts';
import type { ArchiveJob } from '../../jobs/archive/archive-step.ts';
import type { ArchiveMark } from '../../jobs/archive/archive-table.ts';
import { runJobProcess } from '../../jobs/job-process.ts';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { toMessage } from '../../jobs/produce/transaction-message.ts';
import { generateTransactions } from '../../jobs/transactions/generate-transactions.ts';
import type { TransactionMessage } from '../../jobs/transactions/transaction.ts';
import { jobDefaults, type JobOptions } from '../../jobs/windows/job-options.ts';

export const kafkaServers = inject('kafkaServers');
export const kafka = createKafka([kafkaServers]);
/** In seconds. */
export const watermark = 10;
export const partitions = 3;
export const addresses = ['--remote', inject('sparkRemote'), '--kafka-servers', kafkaServers];
/** The folder of the archives of a test file. */
export const place = join(inject('checkpointDir'), `archives-${process.pid}`);

const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });

/** Connects the producer of {@link send} for the tests of a file, and deletes their archives at the end. */
export function useArchives(): void {
  beforeAll(() => producer.connect());
  afterAll(async () => {
    await producer.disconnect();
    rmSync(place, { recursive: true, force: true });
  });
}

/** A message that was sent: its position, and the transaction in it unless it is malformed. */
export interface Sent {
  readonly partition: number;
  readonly offset: number;
  readonly transaction: TransactionMessage | undefined;
}

export function optionsOf(topic: string, archive?: string): JobOptions {
  return {
    ...jobDefaults,
    remote: inject('sparkRemote'),
    kafkaServers: [kafkaServers],
    topic,
    resultsTopic: `${topic}-windows`,
    windowDuration: 10,
    slideDuration: 5,
    watermark,
    checkpoint: join(inject('checkpointDir'), topic),
    verbose: false,
    ...(archive !== undefined && { archive, archiveEvery: 1 }),
  };
}

export function jobOf(spark: SparkSession, topic: string, archive: string): ArchiveJob {
  const settings = { ...optionsOf(topic), sparkKafkaServers: [kafkaServers] };
  return { spark, kafka, settings, archive, generation: 1 };
}

export function argumentsOf(topic: string): readonly string[] {
  const { resultsTopic, checkpoint } = optionsOf(topic);
  const names = ['--topic', topic, '--results-topic', resultsTopic, '--watermark', String(watermark)];
  return [...addresses, ...names, ...(checkpoint === undefined ? [] : ['--checkpoint', checkpoint])];
}

export async function send(
  topic: string,
  messages: readonly (TransactionMessage | string)[],
): Promise<readonly Sent[]> {
  const placed = messages.map((message) => ({
    partition: typeof message === 'string' ? 0 : Number(message.transaction_id.slice(-2)) % partitions,
    value: typeof message === 'string' ? message : JSON.stringify(message),
    transaction: typeof message === 'string' ? undefined : message,
  }));
  const sent: Sent[] = [];
  const metadata = await producer.send({
    topic,
    messages: placed.map(({ partition, value }) => ({ partition, value })),
  });
  for (const { partition, baseOffset } of metadata) {
    const inPartition = placed.filter((each) => each.partition === partition);
    sent.push(
      ...inPartition.map(({ transaction }, index) => ({ partition, offset: Number(baseOffset) + index, transaction })),
    );
  }
  return sent;
}

/** Returns transactions of ten seconds from `time` on, some malformed, late or repeated. */
export function round(number: number, time: number, before: readonly Sent[]): readonly (TransactionMessage | string)[] {
  const fresh = [...generateTransactions(60, 1)].map((transaction, index) =>
    toMessage(
      { ...transaction, transaction_id: `T-${number}-${String(index).padStart(2, '0')}` },
      number + 1,
      index + 1,
      time + index * 160,
    ),
  );
  const late = fresh.slice(0, 3).map((message, index) => ({
    ...message,
    transaction_id: `L-${number}-0${index}`,
    producer_timestamp: message.producer_timestamp - 120,
  }));
  const earlier = before.flatMap(({ transaction }) => transaction ?? []);
  return [...fresh, 'not JSON', '{"customer_id":"C"}', ...late, ...earlier.slice(-5), ...fresh.slice(10, 13)];
}

export const position = ({ partition, offset }: Pick<Sent, 'partition' | 'offset'>): string => `${partition}:${offset}`;

export function parquetFiles(folder: string): number {
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.parquet')).length
    : 0;
}

/** Returns the mark of the latest commit of a table from the files of its log, which costs Spark nothing. */
export function latestMark<Mark extends ArchiveMark>(folder: string): Mark | undefined {
  const log = join(folder, '_delta_log');
  const names = existsSync(log) ? readdirSync(log).filter((name) => /^\d{20}\.json$/.test(name)) : [];
  for (const name of names.toSorted().reverse()) {
    const actions = readFileSync(join(log, name), 'utf8').split('\n');
    const info = actions.find((action) => action.startsWith('{"commitInfo"')) ?? '{}';
    const { commitInfo } = JSON.parse(info) as { readonly commitInfo?: { readonly userMetadata?: string } };
    if (commitInfo?.userMetadata !== undefined) return JSON.parse(commitInfo.userMetadata) as Mark;
  }
  return undefined;
}

export async function jsonQuery(topic: string, sql: string, ...args: readonly string[]): Promise<readonly unknown[]> {
  const result = await runJobProcess(['query', ...argumentsOf(topic).slice(0, -2), ...args, '--format', 'json', sql]);
  expect(result).toMatchObject({ exitCode: 0, stderr: '' });
  return result.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}
