import { stat } from 'node:fs/promises';
import type { Bucket } from '@google-cloud/storage';
import { uploadFile } from './bucket.ts';
import { googleError } from '../cloud-storage/google-error.ts';

/** Uploads that run at the same time. */
const atOnce = 4;

/** Uploads the files that the bucket does not have yet. Resolves to their number and size. */
export async function uploadFiles(
  bucket: Bucket,
  files: readonly { readonly path: string; readonly name: string }[],
  {
    projectId,
    signal,
    say,
  }: { readonly projectId: string; readonly signal: AbortSignal; readonly say: (sentence: string) => void },
): Promise<{ readonly uploaded: number; readonly bytes: number }> {
  let uploaded = 0;
  let bytes = 0;
  const left = [...files];
  const work = async (): Promise<void> => {
    for (let file = left.shift(); file !== undefined; file = left.shift()) {
      const { path, name } = file;
      const onResume = (attempt: number, error: Error): void =>
        say(`The upload of ${name} was interrupted (${error.message}); resuming it, attempt ${attempt + 1}.`);
      if (!(await uploadFile(bucket, path, name, { signal, onResume }))) continue;
      uploaded += 1;
      bytes += (await stat(path)).size;
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
  } catch (error) {
    signal.throwIfAborted();
    throw googleError(error, {
      projectId,
      action: `write to bucket ${bucket.name}`,
      role: 'roles/storage.objectAdmin',
    });
  }
  return { uploaded, bytes };
}
