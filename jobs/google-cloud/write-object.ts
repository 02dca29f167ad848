import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../command-line/user-error.ts';
import { createStorage } from '../cloud-storage/create-storage.ts';
import { parseGcsUri } from '../cloud-storage/gcs-uri.ts';
import { googleError } from '../cloud-storage/google-error.ts';
import { uploadFile } from './bucket.ts';

/** Writes an object of an existing bucket, through a temporary file. Resolves to its size, and to whether it has changed. */
export async function writeObject(
  uri: string,
  write: (file: string) => Promise<void>,
  signal: AbortSignal,
): Promise<{ readonly bytes: number; readonly isNew: boolean }> {
  const object = parseGcsUri(uri);
  if (object === undefined) throw new UserError(`${uri} names no object: use the form gs://bucket/folder/file.csv.`);
  const folder = await mkdtemp(join(tmpdir(), 'spark-connect-ts-object-'));
  try {
    const file = join(folder, 'object');
    await write(file);
    const storage = await createStorage(undefined);
    const isNew = await uploadFile(storage.bucket(object.bucket), file, object.name, { signal });
    return { bytes: (await stat(file)).size, isNew };
  } catch (error) {
    signal.throwIfAborted();
    const context = { projectId: 'of the bucket', action: `write ${uri}`, role: 'roles/storage.objectAdmin' };
    throw googleError(error, context);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
