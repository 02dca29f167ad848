import { afterAll, beforeAll, expect, inject } from 'vitest';
import type { Account } from '../../jobs/fates/audit-topic.ts';
import { deadLetterTopic } from '../../jobs/dead-letters/dead-letter.ts';
import { ExpectedWindows } from '../../jobs/demo/expected-windows.ts';
import { runJobProcess, startJobProcess, type RunningJob } from '../../jobs/job-process.ts';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { faultShares } from '../../jobs/produce/fault-shares.ts';
import { produceTransactions } from '../../jobs/produce/produce-transactions.ts';
import type { TransactionMessage } from '../../jobs/transactions/transaction.ts';
import { readGenerations } from '../../jobs/windows/generations.ts';
import { latestWindows } from '../../jobs/windows/latest-windows.ts';
import { windowRow, type WindowRow } from '../../jobs/windows/window-row.ts';

const kafkaServers = inject('kafkaServers');
export const kafka = createKafka([kafkaServers]);
export const admin = kafka.admin();
const addresses = ['--remote', inject('sparkRemote'), '--kafka-servers', kafkaServers];
const { signal } = new AbortController();

/** Connects {@link admin} for the tests of a file. */
export function useAdmin(): void {
  beforeAll(() => admin.connect());
  afterAll(() => admin.disconnect());
}

/** A batch that Kafka has acknowledged. */
interface SentBatch {
  readonly records: number;
  readonly messages: readonly TransactionMessage[];
}

/** A topic, the commands about it, and what was sent to it. */
export class TestJob {
  readonly topic: string;
  readonly results: string;
  readonly sent: SentBatch[] = [];

  constructor(name: string) {
    this.topic = `migrate-${process.pid}-${name}`;
    this.results = `${this.topic}-windows-10s-5s-30s`;
  }

  produce(maxRecords: number, sleepSeconds: number, skipRecords = 0): Promise<unknown> {
    return produceTransactions(
      {
        ...{ kafkaServers: [kafkaServers], topic: this.topic, dataFile: 'data/customer_transactions_1200.csv' },
        ...{ batchSize: 10, maxRecords, skipRecords, sleepSeconds, inject: faultShares('malformed=5%') },
      },
      { signal, onBatch: ({ records, messages }) => void this.sent.push({ records, messages }) },
    );
  }

  consume(...args: readonly string[]): RunningJob & { readonly says: (text: string) => Promise<void> } {
    const running = startJobProcess(['consume', ...addresses, '--topic', this.topic, '--json', ...args]);
    let output = '';
    for (const stream of [running.job.stdout!, running.job.stderr!]) stream.on('data', (text) => (output += text));
    const says = (text: string): Promise<void> => expect.poll(() => output, { timeout: 120_000 }).toContain(text);
    return { ...running, says };
  }

  async generation(): Promise<number> {
    return (await readGenerations(kafka, this.results)).current.generation;
  }

  /** Reads the windows as a program does that follows the generations. */
  async windows(): Promise<readonly WindowRow[]> {
    const { valid } = await readGenerations(kafka, this.results);
    return [...(await latestWindows(kafka, valid)).values()].map(windowRow);
  }

  /** Computes the windows of all batches, without Spark. */
  expected(): ExpectedWindows {
    const expected = new ExpectedWindows(10, 5);
    for (const { messages } of this.sent) messages.forEach((each) => expected.add(each));
    return expected;
  }

  async audit(): Promise<Account> {
    const { stdout } = await runJobProcess(['audit', ...addresses, '--topic', this.topic, '--json']);
    return JSON.parse(stdout) as Account;
  }

  async isComplete(): Promise<boolean> {
    return this.expected().differences(await this.windows()).length === 0;
  }

  /** Returns the number of dead letters, repeated ones included. */
  async deadLetters(): Promise<number> {
    const [{ high } = { high: '0' }] = await admin.fetchTopicOffsets(deadLetterTopic(this.topic));
    return Number(high);
  }

  /** The number of messages sent that are not transactions. */
  get malformed(): number {
    return sum(this.sent.map(({ records, messages }) => records - messages.length));
  }
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
