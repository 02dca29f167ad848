import { constants, createReadStream, fstat, open } from 'node:fs';
import type { Stats } from 'node:fs';
import { Socket } from 'node:net';
import { addAbortSignal, type Readable } from 'node:stream';
import { isatty, ReadStream } from 'node:tty';
import { promisify } from 'node:util';
import { isGcsUri } from '../cloud-storage/gcs-uri.ts';

/** The bytes of a file, a pipe, a terminal or an object in Cloud Storage. */
export interface ByteSource {
  /** The bytes. Can be iterated once. */
  readonly chunks: AsyncIterable<Buffer>;
  readonly stats: Pick<Stats, 'isFile' | 'isDirectory'>;
  close(): Promise<void>;
}

/**
 * Opens a file, pipe, terminal or `gs://` URI. Reading from a pipe waits for its writer in the event loop, because only SIGKILL can end a
 * thread that waits in the file system. If `signal` aborts, waiting ends with its reason.
 *
 * @throws Error of the file system.
 */
export async function openByteSource(path: string, signal?: AbortSignal): Promise<ByteSource> {
  if (isGcsUri(path)) return gcsSource(path, signal);
  const fd = await promisify(open)(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const stats = await promisify(fstat)(fd);
  if (stats.isFIFO()) return streamSource(new Socket({ fd, readable: true, writable: false }), stats, signal);
  if (isatty(fd)) return streamSource(new ReadStream(fd), stats, signal);
  return streamSource(createReadStream(path, { fd }), stats, signal);
}

/** Opens an object in Cloud Storage, whose library is loaded only now. */
async function gcsSource(uri: string, signal: AbortSignal | undefined): Promise<ByteSource> {
  const { openObject } = await import('../cloud-storage/open-object.ts');
  return {
    chunks: await openObject(uri, signal),
    stats: { isFile: () => true, isDirectory: () => false },
    close: () => Promise.resolve(),
  };
}

function streamSource(stream: Readable, stats: Stats, signal: AbortSignal | undefined): ByteSource {
  if (signal) addAbortSignal(signal, stream);
  // Without a reader, an abort must not end the process. A reader receives the error below.
  stream.on('error', () => {});
  return {
    chunks: untilAborted(stream, signal),
    stats,
    close: () =>
      new Promise((resolve) => {
        if (stream.closed) resolve();
        else stream.once('close', resolve).destroy();
      }),
  };
}

async function* untilAborted(
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
