import { execFileSync } from 'node:child_process';
import { constants, createWriteStream } from 'node:fs';
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
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
});
