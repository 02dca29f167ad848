import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { FakeStorage } from '../../test/support/google-cloud/fake-storage.ts';
import { identifyRun } from '../produce/identify-run.ts';
import { openTransactionFile } from '../transactions/transaction-file.ts';
import { writeObject } from './write-object.ts';

const local = 'data/customer_transactions_1200.csv';
const remote = 'gs://b/input-data/transactions.csv';
const { signal } = new AbortController();

let storage: FakeStorage;
beforeAll(async () => {
  storage = await FakeStorage.start();
  storage.put('b', 'input-data/transactions.csv', await readFile(local));
  vi.stubEnv('STORAGE_EMULATOR_HOST', storage.url);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await storage.stop();
});

async function rowsOf(path: string): Promise<readonly unknown[]> {
  const file = await openTransactionFile(path, signal);
  const rows: unknown[] = [];
  for await (const row of file.rows) rows.push(row);
  await file.close();
  return rows;
}

describe('a data file in Cloud Storage', () => {
  test('has the same rows as the local one', async () => {
    const rows = await rowsOf(remote);
    expect(rows).toHaveLength(1200);
    expect(rows).toEqual(await rowsOf(local));
  });

  test('identifies the same run, so that --resume works', async () => {
    const options = { skipRecords: 0, faults: undefined };
    expect(await identifyRun(remote, true, options, signal)).toBe(await identifyRun(local, true, options, signal));
  });

  test.each([
    ['gs://b/no.csv', 'gs://b/no.csv does not exist: upload it with "npm run gcs:upload", or choose another file.'],
    ['gs://b', 'gs://b names no object: use the form gs://bucket/folder/file.csv.'],
    ['gs://b/folder/', 'gs://b/folder/ names no object: use the form gs://bucket/folder/file.csv.'],
  ])('is explained if it is %s', async (uri, sentence) => {
    await expect(openTransactionFile(uri, signal)).rejects.toThrow(sentence);
  });
});

test('writeObject() writes an object once', async () => {
  const { writeFile } = await import('node:fs/promises');
  const write = (file: string): Promise<void> => writeFile(file, 'a,b\n');
  expect(await writeObject('gs://b/new.csv', write, signal)).toEqual({ bytes: 4, isNew: true });
  expect(await writeObject('gs://b/new.csv', write, signal)).toEqual({ bytes: 4, isNew: false });
  expect(String(storage.object('b', 'new.csv'))).toBe('a,b\n');
});
