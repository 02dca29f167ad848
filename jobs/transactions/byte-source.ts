import { constants, createReadStream, fstat, open } from 'node:fs';
import type { Stats } from 'node:fs';
import { Socket } from 'node:net';
import { addAbortSignal, type Readable } from 'node:stream';
import { isatty, ReadStream } from 'node:tty';
import { promisify } from 'node:util';

/** The bytes of a file, a pipe or a terminal. */
export interface ByteSource {
  /** To be gone through once. */
  readonly chunks: AsyncIterable<Buffer>;
  readonly stats: Stats;
  close(): Promise<void>;
}

/**
 * Opens what a path names. Opening a pipe, and reading from it, waits for whoever writes to it; that is left to the event loop,
 * since a thread that waits in the file system can be ended by nothing but SIGKILL. `signal` ends the waiting with its reason.
 *
 * @throws the error of the file system.
 */
export async function openByteSource(path: string, signal?: AbortSignal): Promise<ByteSource> {
  const fd = await promisify(open)(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const stats = await promisify(fstat)(fd);
  if (stats.isFIFO()) return streamSource(new Socket({ fd, readable: true, writable: false }), stats, signal);
  if (isatty(fd)) return streamSource(new ReadStream(fd), stats, signal);
  return streamSource(createReadStream(path, { fd }), stats, signal);
}

function streamSource(stream: Readable, stats: Stats, signal: AbortSignal | undefined): ByteSource {
  if (signal) addAbortSignal(signal, stream);
  // Nobody may be reading when it is aborted; who does is told below.
  stream.on('error', () => {});
  return {
    chunks: checked(stream, signal),
    stats,
    close: () =>
      new Promise((resolve) => {
        if (stream.closed) resolve();
        else stream.once('close', resolve).destroy();
      }),
  };
}

async function* checked(
  chunks: AsyncIterable<Buffer>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      yield chunk;
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
