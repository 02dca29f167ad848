import { setTimeout as sleep } from 'node:timers/promises';
import { stat } from 'node:fs/promises';
import type { Bucket, Storage } from '@google-cloud/storage';
import { UserError } from '../../command-line/user-error.ts';
import { gcsUri } from '../cloud-storage/gcs-uri.ts';
import { googleError, isAlreadyExists, isNotFound } from '../cloud-storage/google-error.ts';

/** The bucket of a command. */
export interface BucketOptions {
  readonly projectId: string;
  readonly bucket: string;
  /** A region or multi-region, such as `europe-west1` or `EU`. */
  readonly location: string;
}

/** Returns the settings with which a bucket is created. */
export function bucketSettings({ location }: BucketOptions): {
  readonly location: string;
  readonly iamConfiguration: {
    readonly uniformBucketLevelAccess: { readonly enabled: boolean };
    readonly publicAccessPrevention: 'enforced';
  };
} {
  return {
    location,
    iamConfiguration: { uniformBucketLevelAccess: { enabled: true }, publicAccessPrevention: 'enforced' },
  };
}

/**
 * Creates the bucket if it is missing. Resolves to whether it did.
 *
 * @throws UserError when the name belongs to someone else, or the credentials do not suffice.
 */
export async function ensureBucket(storage: Storage, options: BucketOptions): Promise<boolean> {
  const { projectId, bucket } = options;
  const action = `use bucket ${bucket}`;
  try {
    const [exists] = await storage.bucket(bucket).exists();
    if (exists) return false;
  } catch (error) {
    // Someone else's bucket, or ours without the permission to see it.
    if ((error as { code?: unknown }).code === 403) throw notOurs(bucket, error);
    throw googleError(error, { projectId, action, role: 'roles/storage.admin' });
  }
  try {
    await storage.createBucket(bucket, bucketSettings(options) as never);
    return true;
  } catch (error) {
    if (isAlreadyExists(error)) {
      // Another run of ours may have been faster.
      const [exists] = await storage
        .bucket(bucket)
        .exists()
        .catch(() => [false]);
      if (exists) return false;
      throw notOurs(bucket, error);
    }
    throw googleError(error, { projectId, action: `create bucket ${bucket}`, role: 'roles/storage.admin' });
  }
}

function notOurs(bucket: string, cause: unknown): UserError {
  return new UserError(
    `Bucket ${bucket} exists, but you have no access to it: bucket names are shared by all customers of Google Cloud. Choose another one with --bucket, or ask its owner for roles/storage.objectAdmin.`,
    { cause },
  );
}

/** Receives how far an upload is. */
export interface UploadObserver {
  readonly signal: AbortSignal;
  /** `sent` bytes of `total` of the file have arrived. */
  readonly onProgress?: (sent: number, total: number) => void;
  /** Called before an interrupted upload is resumed. */
  readonly onResume?: (attempt: number, error: Error) => void;
}

/** Files from this size, in bytes, are uploaded in a way that can be resumed. */
const resumableFrom = 1024 * 1024;
const maxAttempts = 5;

/**
 * Uploads a file unless the bucket has it already, and compares its checksum (CRC32C) with the one of the stored object.
 * Resolves to whether it was uploaded.
 */
export async function uploadFile(
  bucket: Bucket,
  path: string,
  name: string,
  { signal, onProgress, onResume }: UploadObserver,
): Promise<boolean> {
  const { CRC32C } = await import('@google-cloud/storage');
  const checksum = (await CRC32C.fromFile(path)).toString();
  const { size } = await stat(path);
  const stored = await storedObject(bucket, name);
  if (stored?.checksum === checksum) return false;

  const file = bucket.file(name);
  const resumable = size >= resumableFrom;
  let uri: string | undefined;
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      if (resumable) {
        // The precondition makes a repeated request harmless. 0: no such object.
        uri ??= (
          await file.createResumableUpload({ preconditionOpts: { ifGenerationMatch: stored?.generation ?? 0 } })
        )[0];
      }
      await bucket.upload(path, {
        destination: name,
        resumable,
        ...(uri !== undefined && { uri }),
        validation: 'crc32c',
        preconditionOpts: { ifGenerationMatch: stored?.generation ?? 0 },
        onUploadProgress: (event: { readonly bytesWritten?: number }) => onProgress?.(event.bytesWritten ?? 0, size),
      });
      break;
    } catch (error) {
      signal.throwIfAborted();
      if (!resumable || attempt >= maxAttempts || !canResume(error)) throw error;
      onResume?.(attempt, error as Error);
      await sleep(Math.min(200 * 2 ** attempt, 10_000), undefined, { signal });
    }
  }
  const now = await storedObject(bucket, name);
  if (now?.checksum === checksum) return true;
  throw new UserError(
    `The checksum of ${gcsUri({ bucket: bucket.name, name })} is ${now?.checksum ?? 'missing'}, but that of ${path} is ${checksum}: the file changed during the upload, or another program wrote the object. Run the command again.`,
  );
}

/** Whether a failure says nothing about the request itself: the connection broke, or the service was overloaded. */
function canResume(error: unknown): boolean {
  // The library does not read a file twice: it gives up if the service has less than was read.
  if (error instanceof RangeError) return true;
  const { code } = error as { readonly code?: unknown };
  if (typeof code === 'number') return code === 408 || code === 429 || code >= 500;
  return /ECONN|EPIPE|ETIMEDOUT|socket hang up|network|premature|aborted/i.test(`${String(code)} ${String(error)}`);
}

async function storedObject(
  bucket: Bucket,
  name: string,
): Promise<{ readonly checksum: string; readonly generation: number | string } | undefined> {
  try {
    const [{ crc32c, generation }] = await bucket.file(name).getMetadata();
    return crc32c === undefined || generation === undefined ? undefined : { checksum: crc32c, generation };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
