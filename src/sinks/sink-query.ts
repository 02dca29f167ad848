import { setTimeout as sleep } from 'node:timers/promises';

/** What a loop over a sink has to know of the query that writes there: a `StreamingQuery` is one. */
export interface SinkQuery {
  isActive(): Promise<boolean>;
  /** Why it ended, or undefined when it was stopped or done. */
  exception(): Promise<Error | undefined>;
}

const interval = 250;

/** Resolves when the query has ended, with its error if it failed. @throws the signal's reason. */
export async function endOf(query: SinkQuery, signal: AbortSignal): Promise<Error | undefined> {
  while (await query.isActive()) await sleep(interval, undefined, { signal });
  return query.exception();
}
