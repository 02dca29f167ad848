import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { generateTransactions } from '../transactions/generate-transactions.ts';
import { writeTransactions } from './write-transactions.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'write-transactions-'));
});
afterEach(() => rm(folder, { recursive: true }));

const { signal } = new AbortController();

test('the folder is made and nothing but the file is left in it', async () => {
  const path = join(folder, 'new', 'data.csv');
  await writeTransactions(path, generateTransactions(1200, 42), signal);
  expect(await readFile(path, 'utf8')).toBe(await readFile('data/customer_transactions_1200.csv', 'utf8'));
  expect(await readdir(join(folder, 'new'))).toEqual(['data.csv']);
});

test('an interruption leaves the file that was there', async () => {
  const path = join(folder, 'data.csv');
  await writeFile(path, 'precious');
  const controller = new AbortController();
  const reason = new Error('stop');
  setTimeout(() => controller.abort(reason), 20);
  await expect(writeTransactions(path, generateTransactions(10_000_000, 1), controller.signal)).rejects.toBe(reason);
  expect(await readFile(path, 'utf8')).toBe('precious');
  expect(await readdir(folder)).toEqual(['data.csv']);
});

test('a place where no file can be gets a sentence', async () => {
  const write = (path: string): Promise<void> => writeTransactions(path, generateTransactions(1, 1), signal);
  await expect(write(folder)).rejects.toThrow(`${folder} is a folder; name a file in it with --out, such as --out `);
  const file = join(folder, 'file');
  await writeFile(file, '');
  await expect(write(join(file, 'x.csv'))).rejects.toThrow(
    /x\.csv cannot be written \(\w+\); name another file with --out\.$/,
  );
});
