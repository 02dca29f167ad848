import { execFileSync } from 'node:child_process';
import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { generateTransactions } from '../transactions/generate-transactions.ts';
import { writeTransactions } from './write-transactions.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'write-transactions-'));
});
afterEach(() => rm(folder, { recursive: true }));

const { signal } = new AbortController();

test('writeTransactions() creates the folder and leaves only the file in it', async () => {
  const path = join(folder, 'new', 'data.csv');
  await writeTransactions(path, generateTransactions(1200, 42), signal);
  expect(await readFile(path, 'utf8')).toBe(await readFile('data/customer_transactions_1200.csv', 'utf8'));
  expect(await readdir(join(folder, 'new'))).toEqual(['data.csv']);
});

test('writeTransactions() keeps the existing file when it is interrupted', async () => {
  const path = join(folder, 'data.csv');
  await writeFile(path, 'precious');
  const controller = new AbortController();
  const reason = new Error('stop');
  setTimeout(() => controller.abort(reason), 20);
  await expect(writeTransactions(path, generateTransactions(10_000_000, 1), controller.signal)).rejects.toBe(reason);
  expect(await readFile(path, 'utf8')).toBe('precious');
  expect(await readdir(folder)).toEqual(['data.csv']);
});

test('writeTransactions() rejects paths that cannot be files', async () => {
  const write = (path: string): Promise<void> => writeTransactions(path, generateTransactions(1, 1), signal);
  await expect(write(folder)).rejects.toThrow(`${folder} is a folder; choose a file in it with --out, such as --out `);
  await expect(write(`${folder}/new/`)).rejects.toThrow(`new/ is a folder; choose a file in it with --out`);
  const file = join(folder, 'file');
  await writeFile(file, '');
  await expect(write(join(file, 'x.csv'))).rejects.toThrow(
    /x\.csv cannot be written \(\w+\); choose another file with --out\.$/,
  );
});

describe('writeTransactions() to a symbolic link', () => {
  const text = 'data/customer_transactions_1200.csv';

  test('keeps the link and writes its target', async () => {
    await mkdir(join(folder, 'real'));
    await writeFile(join(folder, 'real', 'data.csv'), 'old');
    await symlink('real/data.csv', join(folder, 'one.csv'));
    await symlink('one.csv', join(folder, 'two.csv'));
    await writeTransactions(join(folder, 'two.csv'), generateTransactions(1200, 42), signal);
    expect([await readlink(join(folder, 'one.csv')), await readlink(join(folder, 'two.csv'))]).toEqual([
      'real/data.csv',
      'one.csv',
    ]);
    expect(await readFile(join(folder, 'real', 'data.csv'), 'utf8')).toBe(await readFile(text, 'utf8'));
    expect(await readdir(join(folder, 'real'))).toEqual(['data.csv']);
  });

  test('creates a missing target', async () => {
    await symlink('new/data.csv', join(folder, 'link.csv'));
    await writeTransactions(join(folder, 'link.csv'), generateTransactions(1200, 42), signal);
    expect((await lstat(join(folder, 'link.csv'))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(folder, 'new', 'data.csv'), 'utf8')).toBe(await readFile(text, 'utf8'));
  });

  test('rejects a link to itself', async () => {
    await symlink('link.csv', join(folder, 'link.csv'));
    const writing = writeTransactions(join(folder, 'link.csv'), generateTransactions(1, 1), signal);
    await expect(writing).rejects.toThrow('link.csv cannot be written (ELOOP); choose another file with --out.');
  });
});

test('writeTransactions() keeps hard links and permissions', async () => {
  const [one, two] = [join(folder, 'one.csv'), join(folder, 'two.csv')];
  await writeFile(one, 'old');
  await chmod(one, 0o640);
  await writeTransactions(one, generateTransactions(10, 1), signal);
  expect((await stat(one)).mode & 0o777).toBe(0o640);
  await link(one, two);
  await writeTransactions(two, generateTransactions(5, 1), signal);
  expect(await readFile(one, 'utf8')).toBe(await readFile(two, 'utf8'));
  expect((await readFile(one, 'utf8')).trim().split('\n')).toHaveLength(6);
  expect(await readdir(folder)).toEqual(['one.csv', 'two.csv']);
});

test('writeTransactions() does not replace a file that another program has open', async () => {
  const path = join(folder, 'open.csv');
  const file = await open(path, 'w');
  const writing = writeTransactions(`/dev/fd/${file.fd}`, generateTransactions(1, 1), signal);
  await expect(writing).rejects.toThrow('is a system path, such as a device or a pipe; choose a file with --out.');
  await file.close();
  expect(await readFile(path, 'utf8')).toBe('');
});

test('writeTransactions() rejects devices, pipes and links to them, and does not change them', async () => {
  const [pipe, toDevice] = [join(folder, 'pipe'), join(folder, 'device')];
  execFileSync('mkfifo', [pipe]);
  await symlink('/dev/null', toDevice);
  for (const path of [pipe, toDevice, '/dev/null', '/dev/full', '/proc/x/data.csv']) {
    const writing = writeTransactions(path, generateTransactions(1, 1), signal);
    await expect(writing).rejects.toThrow(
      `${path} is a system path, such as a device or a pipe; choose a file with --out.`,
    );
  }
  expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
  expect(await readdir(folder)).toEqual(['device', 'pipe']);
});
