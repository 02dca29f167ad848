import { uuidPattern } from '../client/connection-string.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';

/**
 * Where a run of a streaming query is to be found: plain JSON, to be kept in a file or handed to another process.
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
  /** The session that manages the query; no other can. */
  readonly sessionId: string;
  readonly id: string;
  readonly runId: string;
  readonly name?: string;
}

/** What was read from a file may be anything. @throws IllegalArgumentException naming what is missing. */
export function requireHandle(handle: StreamingQueryHandle): StreamingQueryHandle {
  const wrong = (['sessionId', 'id', 'runId'] as const).find((key) => !uuidPattern.test(String(handle?.[key])));
  if (wrong === undefined) return handle;
  throw new IllegalArgumentException(
    `That is no handle of a streaming query: its ${wrong} is not a UUID. Take what query.handle gives.`,
  );
}
