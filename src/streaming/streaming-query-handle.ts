import { uuidPattern } from '../client/connection-string.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';

/**
 * Identifies one run of a streaming query. It is plain JSON, so you can save it to a file or pass it to another
 * process.
 *
 * @example
 * ```ts
 * import { readFile, writeFile } from 'node:fs/promises';
 * import { SparkSession, type StreamingQuery, type StreamingQueryHandle } from 'spark-connect-ts';
 *
 * const keep = (query: StreamingQuery) => writeFile('query.json', JSON.stringify(query.handle));
 *
 * async function find(): Promise<StreamingQuery> {
 *   const handle = JSON.parse(await readFile('query.json', 'utf8')) as StreamingQueryHandle;
 *   const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').sessionId(handle.sessionId).getOrCreate();
 *   return spark.streams.attach(handle);
 * }
 * ```
 */
export interface StreamingQueryHandle {
  readonly userId: string;
  /** The session that manages the query. No other session can. */
  readonly sessionId: string;
  readonly id: string;
  readonly runId: string;
  readonly name?: string;
}

/** Checks a handle, which may come from a file. @throws IllegalArgumentException naming the invalid property. */
export function requireHandle(handle: StreamingQueryHandle): StreamingQueryHandle {
  const invalid = (['sessionId', 'id', 'runId'] as const).find((key) => !uuidPattern.test(String(handle?.[key])));
  if (invalid === undefined) return handle;
  throw new IllegalArgumentException(
    `Invalid handle of a streaming query: its ${invalid} is not a UUID. Pass the value of query.handle.`,
  );
}
