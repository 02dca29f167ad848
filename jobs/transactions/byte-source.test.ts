import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { collect } from '../../test/support/collect.ts';
import { openByteSource } from './byte-source.ts';

let folder: string;
let pipe: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'byte-source-'));
  pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
});
afterEach(() => rm(folder, { recursive: true }));

test('openByteSource() reads a pipe to its end, even if its writer opens it later', async () => {
  const source = await openByteSource(pipe);
  const reading = collect(source.chunks);
  await writeFile(pipe, 'one\ntwo\n');
  expect(Buffer.concat(await reading).toString()).toBe('one\ntwo\n');
  expect(source.stats.isFile()).toBe(false);
  await source.close();
});

test('openByteSource() rejects with the reason of the signal while it waits for the writer of a pipe', async () => {
  const controller = new AbortController();
  const reason = new Error('stop');
  const source = await openByteSource(pipe, controller.signal);
  setTimeout(() => controller.abort(reason), 50);
  await expect(collect(source.chunks)).rejects.toBe(reason);
  await source.close();
});

test('openByteSource() reads a file until the signal aborts', async () => {
  const path = join(folder, 'file');
  await writeFile(path, Buffer.alloc(1_000_000, 'x'));
  const controller = new AbortController();
  const reason = new Error('stop');
  const source = await openByteSource(path, controller.signal);
  let bytes = 0;
  const reading = (async () => {
    for await (const chunk of source.chunks) {
      bytes += chunk.length;
      controller.abort(reason);
    }
  })();
  await expect(reading).rejects.toBe(reason);
  expect(bytes).toBeLessThan(1_000_000);
  await source.close();
});

test('openByteSource() can be closed before the end of the file', async () => {
  const path = join(folder, 'file');
  await writeFile(path, Buffer.alloc(1_000_000, 'x'));
  const source = await openByteSource(path, new AbortController().signal);
  for await (const chunk of source.chunks) {
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }
  await expect(source.close()).resolves.toBeUndefined();
});
