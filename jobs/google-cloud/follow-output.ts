import type { Storage } from '@google-cloud/storage';
import { parseGcsUri } from '../cloud-storage/gcs-uri.ts';

/** Reads the output of a Dataproc job as it grows. */
export interface OutputReader {
  /** Passes on what has been written since the last call. `uri` is the common part of the names of its objects. */
  readOn(uri: string): Promise<void>;
}

/** Returns a reader of the output of a job, which Dataproc writes to objects that grow, one after the other. */
export function followOutput(storage: Storage, onText: (text: string) => void): OutputReader {
  const read = new Map<string, number>();
  const decoder = new TextDecoder();
  let rest = '';
  return {
    async readOn(uri) {
      const object = parseGcsUri(uri);
      if (object === undefined) return;
      const [files] = await storage.bucket(object.bucket).getFiles({ prefix: object.name });
      for (const file of files.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        const start = read.get(file.name) ?? 0;
        const size = Number(file.metadata.size ?? 0);
        if (size <= start) continue;
        const [bytes] = await file.download({ start, end: size - 1, validation: false });
        read.set(file.name, size);
        const text = rest + decoder.decode(bytes, { stream: true });
        // Only whole lines: the outputs of two jobs share a terminal.
        const end = text.lastIndexOf('\n') + 1;
        rest = text.slice(end);
        if (end > 0) onText(text.slice(0, end));
      }
    },
  };
}
