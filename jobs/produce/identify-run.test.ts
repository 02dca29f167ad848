import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StructType } from '../../src/index.ts';
import { faultShares } from './fault-shares.ts';
import { identifyRun, type RunOptions } from './identify-run.ts';

const { signal } = new AbortController();
const plain: RunOptions = { skipRecords: 0, faults: undefined };
const shares = faultShares('late=5%');
let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'identify-run-'));
  path = join(folder, 'data.csv');
  await writeFile(path, 'a,b\n1,2\n');
});
afterEach(() => rm(folder, { recursive: true }));

test('identifyRun() returns 12 hexadecimal digits that depend on the contents of the file, not on its name', async () => {
  const copy = join(folder, 'copy.csv');
  await copyFile(path, copy);
  const id = await identifyRun(path, true, plain, signal);
  expect(id).toMatch(/^[0-9a-f]{12}$/);
  expect(await identifyRun(copy, true, plain, signal)).toBe(id);
  await writeFile(copy, 'a,b\n1,3\n');
  expect(await identifyRun(copy, true, plain, signal)).not.toBe(id);
});

test('identifyRun() depends on skipped records, faults, seed and schema', async () => {
  const ids = await Promise.all(
    [
      plain,
      { ...plain, skipRecords: 1 },
      { ...plain, schema: new StructType().add('a', 'int') },
      { ...plain, schema: new StructType().add('a', 'int', false) },
      { ...plain, faults: { shares, seed: 1 } },
      { ...plain, faults: { shares, seed: 2 } },
      { ...plain, faults: { shares: { ...shares, future: 0.1 }, seed: 1 } },
    ].map((options) => identifyRun(path, true, options, signal)),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

test('identifyRun() returns a different ID for each run of a pipe', async () => {
  const ids = await Promise.all([plain, plain].map((options) => identifyRun('/dev/stdin', false, options, signal)));
  expect(ids[0]).not.toBe(ids[1]);
});

test('identifyRun() rejects with the reason of the signal', async () => {
  const reason = new Error('stop');
  await expect(identifyRun(path, true, plain, AbortSignal.abort(reason))).rejects.toBe(reason);
});
