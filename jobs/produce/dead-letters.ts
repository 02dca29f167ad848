import { appendFile, close, constants, open } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { UserError } from '../../command-line/user-error.ts';
import type { BrokenRow } from '../transactions/transaction-file.ts';

/** Where broken rows go, one JSON object `{line, error, raw}` per line. */
export interface DeadLetters {
  add(row: BrokenRow): Promise<void>;
  close(): Promise<void>;
}

interface Output {
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

const readerPollMilliseconds = 100;

/** Opens the file so that what earlier runs wrote stays; waits for the reader of a pipe until `signal` aborts. */
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

/** Opened the usual way it would hold a thread that nothing but SIGKILL can end until somebody reads from it. */
async function openPipe(path: string, signal: AbortSignal | undefined): Promise<Output> {
  for (;;) {
    try {
      const fd = await promisify(open)(path, constants.O_WRONLY | constants.O_NONBLOCK);
      return socketOutput(new Socket({ fd, readable: false, writable: true }));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
      await sleep(readerPollMilliseconds, undefined, signal && { signal });
    }
  }
}

function socketOutput(socket: Socket): Output {
  // A reader that went away is told by the next write.
  socket.on('error', () => {});
  return {
    write: (text) =>
      new Promise((resolve, reject) => socket.write(text, (error) => (error ? reject(error) : resolve()))),
    close: () => new Promise((resolve) => socket.end(resolve)),
  };
}
