import type { Storage } from '@google-cloud/storage';

/** Returns a client of Cloud Storage. The library itself reads STORAGE_EMULATOR_HOST. */
export async function createStorage(
  projectId: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Storage> {
  const { Storage } = await import('@google-cloud/storage');
  const emulator = env['STORAGE_EMULATOR_HOST'];
  return new Storage({
    ...(projectId !== undefined && { projectId }),
    ...(emulator !== undefined && emulator !== '' && { apiEndpoint: emulator }),
    // A retry sends the same request. Uploads and deletions carry a precondition, so that a repeated one does no harm.
    retryOptions: { autoRetry: true, maxRetries: 5, totalTimeout: 120 },
  });
}
