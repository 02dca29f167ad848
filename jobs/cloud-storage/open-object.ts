import { UserError } from '../../command-line/user-error.ts';
import { createStorage } from './create-storage.ts';
import { parseGcsUri } from './gcs-uri.ts';
import { googleError, isNotFound } from './google-error.ts';

/**
 * Opens an object in Cloud Storage for reading. If `signal` aborts, reading ends with its reason.
 *
 * @throws UserError when there is no such object, or the credentials do not suffice.
 */
export async function openObject(uri: string, signal?: AbortSignal): Promise<AsyncIterable<Buffer>> {
  const object = parseGcsUri(uri);
  if (object === undefined) throw new UserError(`${uri} names no object: use the form gs://bucket/folder/file.csv.`);
  const explain = (error: unknown): unknown => {
    signal?.throwIfAborted();
    if (isNotFound(error)) {
      return new UserError(`${uri} does not exist: upload it with "npm run gcs:upload", or choose another file.`, {
        cause: error,
      });
    }
    const context = { projectId: 'of the bucket', action: `read ${uri}`, role: 'roles/storage.objectViewer' };
    return googleError(error, context);
  };
  const storage = await createStorage(undefined);
  const file = storage.bucket(object.bucket).file(object.name);
  try {
    await file.getMetadata();
  } catch (error) {
    throw explain(error);
  }
  return chunksOf(file.createReadStream({ validation: 'crc32c' }), signal, explain);
}

async function* chunksOf(
  stream: NodeJS.ReadableStream,
  signal: AbortSignal | undefined,
  explain: (error: unknown) => unknown,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    for await (const chunk of stream) {
      signal?.throwIfAborted();
      yield Buffer.from(chunk);
    }
  } catch (error) {
    throw explain(error);
  }
}
