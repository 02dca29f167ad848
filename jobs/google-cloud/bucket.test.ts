import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Storage } from '@google-cloud/storage';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { crc32c, FakeStorage } from '../../test/support/google-cloud/fake-storage.ts';
import { createStorage } from '../cloud-storage/create-storage.ts';
import { ensureBucket, uploadFile } from './bucket.ts';
import { uploadFiles } from './upload-files.ts';

const { signal } = new AbortController();
const bucketOptions = { projectId: 'p', bucket: 'b', location: 'europe-west1' };

let fake: FakeStorage;
let storage: Storage;
let folder: string;
beforeEach(async () => {
  fake = await FakeStorage.start();
  storage = await createStorage('p', { STORAGE_EMULATOR_HOST: fake.url });
  folder = await mkdtemp(join(tmpdir(), 'bucket-'));
});
afterEach(async () => {
  await fake.stop();
  await rm(folder, { recursive: true });
});

async function fileOf(bytes: Buffer | string): Promise<string> {
  const path = join(folder, 'data');
  await writeFile(path, bytes);
  return path;
}

describe('ensureBucket()', () => {
  test('creates a bucket with uniform access that can never be public', async () => {
    expect(await ensureBucket(storage, bucketOptions)).toBe(true);
    expect(fake.buckets.get('b')?.settings).toEqual({
      name: 'b',
      location: 'europe-west1',
      iamConfiguration: { uniformBucketLevelAccess: { enabled: true }, publicAccessPrevention: 'enforced' },
    });
    expect(await ensureBucket(storage, bucketOptions)).toBe(false);
  });

  test('explains a name that belongs to someone else', async () => {
    fake.faults = { foreign: ['b'] };
    await expect(ensureBucket(storage, bucketOptions)).rejects.toThrow(
      'Bucket b exists, but you have no access to it: bucket names are shared by all customers of Google Cloud. Choose another one with --bucket',
    );
  });

  test('explains missing permissions and credentials', async () => {
    fake.faults = { readOnly: true };
    await expect(ensureBucket(storage, bucketOptions)).rejects.toThrow(
      /^You may not create bucket b in project p: .*storage\.buckets\.create access\. Ask an administrator of the project for roles\/storage\.admin\.$/,
    );
    fake.faults = { unauthorized: true };
    await expect(ensureBucket(storage, bucketOptions)).rejects.toThrow(
      'Google Cloud does not accept your credentials: Invalid Credentials. Run "gcloud auth application-default login".',
    );
  });
});

describe('uploadFile()', () => {
  beforeEach(() => ensureBucket(storage, bucketOptions));

  test('uploads a small file once', async () => {
    const path = await fileOf('a,b\n1,2\n');
    expect(await uploadFile(storage.bucket('b'), path, 'input-data/x.csv', { signal })).toBe(true);
    expect(String(fake.object('b', 'input-data/x.csv'))).toBe('a,b\n1,2\n');
    const before = fake.requests.length;
    expect(await uploadFile(storage.bucket('b'), path, 'input-data/x.csv', { signal })).toBe(false);
    expect(fake.requests.slice(before)).toEqual(['GET /storage/v1/b/b/o/input-data%2Fx.csv']);
  });

  test('replaces an object that differs', async () => {
    fake.put('b', 'x', 'old');
    expect(await uploadFile(storage.bucket('b'), await fileOf('new'), 'x', { signal })).toBe(true);
    expect(String(fake.object('b', 'x'))).toBe('new');
  });

  test('resumes an upload that breaks twice in the middle, without sending the first part again', async () => {
    const bytes = randomBytes(6 * 1024 * 1024);
    const path = await fileOf(bytes);
    fake.faults = { cutAfter: [1_000_000, 4_000_000] };
    const progress: number[] = [];
    await uploadFile(storage.bucket('b'), path, 'big', { signal, onProgress: (sent) => progress.push(sent) });
    expect(fake.cuts).toBe(2);
    expect(fake.object('b', 'big')?.equals(bytes)).toBe(true);
    expect(fake.requests.filter((request) => request.startsWith('POST /upload/'))).toHaveLength(1);
    expect(progress.at(-1)).toBe(bytes.length);
  });

  test('compares the checksum of the stored object', async () => {
    const path = await fileOf('abc');
    fake.faults = { checksum: crc32c(Buffer.from('other')) };
    await expect(uploadFile(storage.bucket('b'), path, 'x', { signal })).rejects.toThrow(/checksum|content/i);
  });

  test('explains a missing permission', async () => {
    fake.faults = { readOnly: true };
    const say = (): void => {};
    await expect(
      uploadFiles(storage.bucket('b'), [{ path: await fileOf('abc'), name: 'x' }], { projectId: 'p', signal, say }),
    ).rejects.toThrow(
      /^You may not write to bucket b in project p: .* Ask an administrator .* roles\/storage\.objectAdmin\.$/,
    );
  });
});
