import type { Storage } from '@google-cloud/storage';
import { gcsUri } from '../cloud-storage/gcs-uri.ts';

/** The end of the output of an initialization action. */
export interface SetUpLog {
  readonly uri: string;
  readonly lines: readonly string[];
}

const lastLines = 20;

/** Returns the log of the initialization action of a node whose set-up has failed, or of the last node. Undefined if there is none. */
export async function setUpLog(storage: Storage, bucket: string, clusterUuid: string): Promise<SetUpLog | undefined> {
  const [files] = await storage.bucket(bucket).getFiles({ prefix: `google-cloud-dataproc-metainfo/${clusterUuid}/` });
  const logs = await Promise.all(
    files
      .filter(({ name }) => /dataproc-initialization-script-\d+_output$/.test(name))
      .map(async (file) => {
        const [text] = await file.download();
        return {
          uri: gcsUri({ bucket, name: file.name }),
          lines: text.toString('utf8').trimEnd().split('\n').slice(-lastLines),
        };
      }),
  );
  return logs.find(({ lines }) => lines.some((line) => /^node-setup: /.test(line))) ?? logs.at(-1);
}
