import { setTimeout as sleep } from 'node:timers/promises';

/** The part of a `StreamingQuery` that a loop over a sink uses. */
export interface SinkQuery {
  isActive(): Promise<boolean>;
  /** Returns the error that ended the query, or undefined if it was stopped or finished. */
  exception(): Promise<Error | undefined>;
}

/** Milliseconds. */
const pollInterval = 250;

/** Waits until the query has ended. Returns its error if it failed. @throws the signal's reason when aborted. */
export async function endOf(query: SinkQuery, signal: AbortSignal): Promise<Error | undefined> {
  while (await query.isActive()) await sleep(pollInterval, undefined, { signal });
  return query.exception();
}
