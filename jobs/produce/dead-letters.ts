import { appendFile, close, constants, open } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { UserError } from '../../command-line/user-error.ts';
import type { BrokenRow } from '../transactions/transaction-file.ts';

/** The output for malformed rows, one JSON object `{line, error, raw}` per line. */
export interface DeadLetters {
  add(row: BrokenRow): Promise<void>;
  close(): Promise<void>;
}

interface Output {
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

const readerPollMs = 100;

/** Opens the file for appending. For a pipe, waits for its reader until `signal` aborts. */
export async function openDeadLetters(path: string, signal?: AbortSignal): Promise<DeadLetters> {
  const failed = (error: unknown): never => {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`${path} cannot be written (${String(code)}); choose another file with --dead-letter-file.`, {
      cause: error,
    });
  };
  const isPipe = (await stat(path).catch(() => undefined))?.isFIFO() ?? false;
  const output = await (isPipe ? openPipe(path, signal) : openFile(path)).catch((error: unknown) => {
    signal?.throwIfAborted();
    return failed(error);
  });
  return {
    add: (row) => output.write(`${JSON.stringify(row)}\n`).catch(failed),
    close: () => output.close(),
  };
}

async function openFile(path: string): Promise<Output> {
  const fd = await promisify(open)(path, 'a');
  return { write: (text) => promisify(appendFile)(fd, text), close: () => promisify(close)(fd) };
}

/** Polls, because a blocking open would occupy a thread until the pipe has a reader, and only SIGKILL could end it. */
async function openPipe(path: string, signal: AbortSignal | undefined): Promise<Output> {
  for (;;) {
    try {
      const fd = await promisify(open)(path, constants.O_WRONLY | constants.O_NONBLOCK);
      return socketOutput(new Socket({ fd, readable: false, writable: true }));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
      await sleep(readerPollMs, undefined, signal && { signal });
    }
  }
}

function socketOutput(socket: Socket): Output {
  // The next write reports that the reader has closed the pipe.
  socket.on('error', () => {});
  return {
    write: (text) =>
      new Promise((resolve, reject) => socket.write(text, (error) => (error ? reject(error) : resolve()))),
    close: () => new Promise((resolve) => socket.end(resolve)),
  };
}
