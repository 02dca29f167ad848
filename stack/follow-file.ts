import { open, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const intervalMs = 200;

/**
 * Yields what is appended to a file from now on, also after another file has taken its place. Ends by throwing the reason of the
 * signal.
 */
export async function* followFile(file: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  let { ino, size: position } = await stat(file);
  for (;;) {
    signal.throwIfAborted();
    const now = await stat(file).catch(() => undefined);
    if (now !== undefined && (now.ino !== ino || now.size < position)) [ino, position] = [now.ino, 0];
    if (now === undefined || now.size === position) {
      await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
      continue;
    }
    const part = await readFrom(file, position);
    position += part.length;
    yield part;
  }
}

async function readFrom(file: string, position: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.alloc(Math.max(0, size - position));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
