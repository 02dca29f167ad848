import { once } from 'node:events';
import type { Writable } from 'node:stream';

/**
 * Writes the chunks to a stream, and takes the next one only when the stream is ready for it.
 *
 * @throws the reason of the signal when it aborts. The source is closed then, as after an error of the stream.
 */
export async function writeAll(
  chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
  stream: Writable,
  signal: AbortSignal,
): Promise<void> {
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    if (!stream.write(chunk)) await drained(stream, signal);
  }
}

async function drained(stream: Writable, signal: AbortSignal): Promise<void> {
  try {
    await once(stream, 'drain', { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
