import { SparkSession } from '../src/index.ts';

/** Where a Connect server listens and what it asks of its clients. */
export interface SparkEndpoint {
  readonly address: string;
  readonly token?: string | undefined;
  readonly certificateFile?: string | undefined;
}

const patienceMs = 2000;

/** Always the same: a server keeps a hundred sessions, and each new id would push out somebody's. */
const session = 'user_id=stack;session_id=00000000-0000-4000-8000-000000000001';

/** Asks a Connect server for Spark's version; rejects when it does not answer within two seconds. */
export async function probeSpark({ address, token, certificateFile }: SparkEndpoint): Promise<string> {
  const builder = SparkSession.builder.remote(`sc://${address}/;${session}`).connectTimeout(patienceMs);
  const trusting = certificateFile === undefined ? builder : builder.tls({ ca: { file: certificateFile } });
  const known = token === undefined ? trusting : trusting.token(token, { plaintext: certificateFile === undefined });
  const spark = await known.heartbeatInterval(0).getOrCreate();
  try {
    return await spark.version({ timeout: patienceMs });
  } finally {
    await spark.stop({ keepSession: true });
  }
}
