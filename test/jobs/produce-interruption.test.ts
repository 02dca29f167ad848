import { execFileSync } from 'node:child_process';
import { constants, createWriteStream } from 'node:fs';
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { stopStack } from '../../stack/stop-stack.ts';
import { startStack } from '../../stack/start-stack.ts';
import { readRecord } from '../../stack/stack-record.ts';
import { ownStackFolder } from '../../stack/own-stacks.ts';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { ensureTopic } from '../../jobs/kafka/ensure-topic.ts';
import { interruptJob, startJobProcess } from '../../jobs/job-process.ts';
import { startSilentServer } from '../support/silent-server.ts';
import { csvHeader, formatTransaction } from '../../jobs/transactions/format-transaction.ts';
import { generateTransactions } from '../../jobs/transactions/generate-transactions.ts';

/** The time limit in milliseconds for an interrupted job to end. */
const exitTimeout = 2500;
const kafkaServers = inject('kafkaServers');
let folder: string;
let pipe: string;
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interruption-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  pipe = join(folder, `pipe-${++count}`);
  execFileSync('mkfifo', [pipe]);
});

/** Opens a pipe for writing once it has a reader. Closing it ends the file for the reader. */
async function openWriter(path: string): Promise<FileHandle> {
  for (;;) {
    const writer = await open(path, constants.O_WRONLY | constants.O_NONBLOCK).catch(() => sleep(50));
    if (writer) return writer;
  }
}

describe('produce', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('ends on %s while it waits for the writer of a pipe', async (signal, exitCode) => {
    const job = startJobProcess(['produce', '--data-file', pipe, '--kafka-servers', kafkaServers]);
    const writer = await openWriter(pipe);
    const { milliseconds, ...result } = await interruptJob(job, signal);
    await writer.close();
    expect(result).toEqual({ exitCode, stdout: '', stderr: '' });
    expect(milliseconds).toBeLessThan(exitTimeout);
  });

  test('ends on Ctrl-C during --skip-records', async () => {
    const lines = [...generateTransactions(10_000, 1)].map(formatTransaction).join('\n');
    function* rows(): Generator<string, void, undefined> {
      yield `${csvHeader}\n`;
      for (;;) yield `${lines}\n`;
    }
    const topic = `interrupted-${process.pid}-skip`;
    const args = ['produce', '--data-file', pipe, '--kafka-servers', kafkaServers, '--topic', topic];
    const job = startJobProcess([...args, '--skip-records', '500000000']);
    const target = createWriteStream(pipe);
    const writing = pipeline(Readable.from(rows()), target).catch((error: NodeJS.ErrnoException) => error.code);
    while (target.bytesWritten < 20_000_000) await sleep(50);
    const { milliseconds, exitCode, stdout, stderr } = await interruptJob(job);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 130,
      stderr: `Topic ${topic} was created and has no records yet.\n`,
    });
    expect(stdout).toMatch(/^Sent 0 records in 0 batches/);
    expect(milliseconds).toBeLessThan(exitTimeout);
    expect(await writing).toBe('EPIPE');
  });

  test('ends on Ctrl-C while Kafka accepts connections but never responds', async () => {
    const server = await startSilentServer();
    const job = startJobProcess(['produce', '--kafka-servers', server.address]);
    await server.addressed;
    const { milliseconds, ...result } = await interruptJob(job);
    server.close();
    expect(result).toEqual({ exitCode: 130, stdout: '', stderr: '' });
    expect(milliseconds).toBeLessThan(exitTimeout);
  });

  test('reports a Kafka outage, and the records that may be in the topic', async () => {
    const stateDir = ownStackFolder('silent-kafka');
    const stack = await startStack(stateDir, { services: ['kafka'], otherPorts: 'free' });
    const { pid } = readRecord(stateDir)!.processes.kafka!;
    const args = ['produce', '--kafka-servers', stack.kafkaServers, '--sleep-seconds', '0.3'];
    try {
      const topic = { topic: 'customer-transactions', numPartitions: 3, configEntries: {} };
      await ensureTopic(createKafka([stack.kafkaServers]), topic);

      // An outage that ends.
      const first = startJobProcess(args, (stdout) => void (batches = stdout.split('\n').length - 1));
      let batches = 0;
      while (batches < 3) await sleep(20);
      process.kill(pid, 'SIGSTOP');
      await sleep(8000);
      const before = batches;
      process.kill(pid, 'SIGCONT');
      while (batches < before + 3) await sleep(20);
      expect((await interruptJob(first)).stderr).toMatch(
        /^Kafka has not answered for 5 seconds; waiting up to 60 seconds for it\.\nKafka answers again, after \d+ seconds\.\n$/,
      );

      // Ctrl-C in an outage.
      const second = startJobProcess([...args, '--json'], (stdout) => void (batches = stdout.split('\n').length - 1));
      batches = 0;
      while (batches < 3) await sleep(20);
      process.kill(pid, 'SIGSTOP');
      await sleep(1500);
      const { milliseconds, exitCode, stdout } = await interruptJob(second);
      expect(exitCode).toBe(130);
      expect(milliseconds).toBeLessThan(exitTimeout);
      expect(JSON.parse(stdout.trimEnd().split('\n').at(-1)!)).toMatchObject({
        type: 'summary',
        unconfirmed_records: 10,
      });
      process.kill(pid, 'SIGCONT');

      // Ctrl-C twice in an outage.
      const third = startJobProcess(args, (output) => void (batches = output.split('\n').length - 1));
      batches = 0;
      while (batches < 3) await sleep(20);
      process.kill(pid, 'SIGSTOP');
      await sleep(1500);
      third.job.kill('SIGINT');
      await sleep(700);
      const twice = await interruptJob(third);
      expect(twice).toMatchObject({
        exitCode: 130,
        stderr: '10 records were being sent and may be in topic customer-transactions.\n',
      });
      expect(twice.milliseconds).toBeLessThan(500);
    } finally {
      process.kill(pid, 'SIGCONT');
      await stopStack(stateDir, { clean: true });
    }
  });
});
