import { randomUUID } from 'node:crypto';
import type { SparkSessionBuilder } from '../../src/index.ts';

/** A Spark Connect server. */
export interface SparkServer {
  readonly remote: string;
  /** How to connect, if the address alone does not say. Default: `remote`. */
  readonly builder?: SparkSessionBuilder | undefined;
}

/** Returns the server for a session besides that of the streaming query. A builder may name the session of the query. */
export function forSideSession<S extends SparkServer>(server: S): S {
  return server.builder === undefined ? server : { ...server, builder: server.builder.sessionId(randomUUID()) };
}
