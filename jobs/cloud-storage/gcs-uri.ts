/** An object in Cloud Storage. */
export interface GcsObject {
  readonly bucket: string;
  readonly name: string;
}

/** Whether a path is the URI of Cloud Storage, which starts with `gs://`. */
export function isGcsUri(path: string): boolean {
  return /^gs:\/\//i.test(path);
}

/** Parses `gs://bucket/name`. Returns undefined if the bucket or the name is missing. */
export function parseGcsUri(uri: string): GcsObject | undefined {
  const [, bucket, name] = /^gs:\/\/([^/]+)\/(.*[^/])$/i.exec(uri) ?? [];
  return bucket === undefined || name === undefined ? undefined : { bucket, name };
}

/** Returns the URI of an object. */
export function gcsUri({ bucket, name }: GcsObject): string {
  return `gs://${bucket}/${name}`;
}
