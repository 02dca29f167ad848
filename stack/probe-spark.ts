import { SparkSession } from '../src/index.ts';

/** The address of a Connect server and the credentials it needs. */
export interface SparkEndpoint {
  readonly address: string;
  readonly token?: string | undefined;
  readonly certificateFile?: string | undefined;
}

/** Long enough for the first answer of a server on a busy machine. */
const timeoutMs = 10_000;

/** A fixed session id: the server keeps at most a hundred sessions, and each new one could evict a session in use. */
const session = 'user_id=stack;session_id=00000000-0000-4000-8000-000000000001';

/** Asks a Connect server for Spark's version. Rejects if it does not answer within ten seconds. */
export async function probeSpark({ address, token, certificateFile }: SparkEndpoint): Promise<string> {
  const builder = SparkSession.builder.remote(`sc://${address}/;${session}`).connectTimeout(timeoutMs);
  const secured = certificateFile === undefined ? builder : builder.tls({ ca: { file: certificateFile } });
  const authenticated =
    token === undefined ? secured : secured.token(token, { plaintext: certificateFile === undefined });
  const spark = await authenticated.heartbeatInterval(0).getOrCreate();
  try {
    return await spark.version({ timeout: timeoutMs });
  } finally {
    await spark.stop({ keepSession: true });
  }
}
