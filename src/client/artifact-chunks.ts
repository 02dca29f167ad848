import { open, stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';

/** Chunk size in bytes, the same as in Spark's own clients. */
export const chunkSize: number = 32 * 1024;

/** A file to upload: its content, and its name on the server, such as `jars/x.jar`. */
export interface Artifact {
  readonly name: string;
  readonly content: Uint8Array | { readonly file: string };
}

/** Part of an artifact, with its CRC-32. */
export interface Chunk {
  readonly data: Uint8Array;
  readonly crc: bigint;
}

/** Returns the size of an artifact in bytes. */
export async function sizeOf({ content }: Artifact): Promise<number> {
  return 'file' in content ? (await readable(content.file, (file) => stat(file))).size : content.byteLength;
}

/** @throws IllegalArgumentException when the file cannot be read. */
async function readable<T>(file: string, read: (file: string) => Promise<T>): Promise<T> {
  try {
    return await read(file);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new IllegalArgumentException(
      `${file} cannot be read (${code}) and was not uploaded. Check the path and its permissions.`,
      {
        cause: error,
      },
    );
  }
}

/**
 * Yields the chunks in order, reading files lazily. All chunks except the last have the full size; an empty artifact is
 * one empty chunk.
 */
export async function* chunksOf({ content }: Artifact): AsyncGenerator<Chunk, void, undefined> {
  if (!('file' in content)) {
    for (let at = 0; at === 0 || at < content.byteLength; at += chunkSize)
      yield chunk(content.subarray(at, at + chunkSize));
    return;
  }
  const file = await readable(content.file, (file) => open(file));
  try {
    for (let first = true; ; first = false) {
      const data = await readFully(file);
      if (data.byteLength > 0 || first) yield chunk(data);
      if (data.byteLength < chunkSize) return;
    }
  } finally {
    await file.close();
  }
}

async function readFully(file: Awaited<ReturnType<typeof open>>): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafe(chunkSize);
  let filled = 0;
  while (filled < chunkSize) {
    const { bytesRead } = await file.read(buffer, filled, chunkSize - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

function chunk(data: Uint8Array): Chunk {
  return { data, crc: BigInt(crc32(data)) };
}
