import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDeadLetters } from './dead-letters.ts';

const row = { line: 6, error: 'wrong', raw: '?' };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dead-letters-'));
});
afterEach(() => rm(folder, { recursive: true }));

function makePipe(): string {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  return path;
}

test('openDeadLetters() appends to an existing file', async () => {
  const path = join(folder, 'dead.jsonl');
  for (let run = 0; run < 2; run++) {
    const deadLetters = await openDeadLetters(path);
    await deadLetters.add(row);
    await deadLetters.close();
  }
  expect(await readFile(path, 'utf8')).toBe(`${JSON.stringify(row)}\n`.repeat(2));
});

test('openDeadLetters() writes to a pipe once it has a reader', async () => {
  const path = makePipe();
  const opening = openDeadLetters(path);
  const reading = readFile(path, 'utf8');
  const deadLetters = await opening;
  await deadLetters.add(row);
  await deadLetters.close();
  expect(await reading).toBe(`${JSON.stringify(row)}\n`);
});

test('openDeadLetters() rejects with the reason of the signal while it waits for the reader of a pipe', async () => {
  const controller = new AbortController();
  const reason = new Error('stop');
  setTimeout(() => controller.abort(reason), 50);
  await expect(openDeadLetters(makePipe(), controller.signal)).rejects.toBe(reason);
});
