import { afterEach } from 'vitest';
import type { DataStreamWriter, StartOptions, StreamingQuery } from '../../src/index.ts';

const queries: StreamingQuery[] = [];

afterEach(async () => {
  for (const query of queries.splice(0)) await query.stop();
});

/** Starts a query that is stopped after the test. */
export async function start(writer: DataStreamWriter, path?: string, options?: StartOptions): Promise<StreamingQuery> {
  return stopAfterwards(await writer.start(path, options));
}

/** Stops a query after the test. */
export function stopAfterwards(query: StreamingQuery): StreamingQuery {
  queries.push(query);
  return query;
}
