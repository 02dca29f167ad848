import type { ActionOptions } from '../client/action-options.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';

/**
 * Milliseconds, the interval at which the server itself wakes up. A call this short survives proxies that end idle
 * calls, and it keeps the session alive: Spark 3.5 drops a session, and stops its queries, after an hour without calls.
 */
const maxWaitPerCall = 10_000n;

/**
 * Waits in a series of short calls, for `timeout` milliseconds in total. Default: no limit. Returns whether the
 * condition was met.
 *
 * @throws IllegalArgumentException when `timeout` is not greater than 0.
 */
export async function waitInShortCalls(
  name: string,
  timeout: number | undefined,
  options: ActionOptions,
  waitFor: (milliseconds: bigint, options: ActionOptions) => Promise<boolean>,
): Promise<boolean> {
  if (timeout !== undefined && !(timeout > 0)) {
    throw new IllegalArgumentException(`${name}() takes a timeout greater than 0 milliseconds, not ${timeout}.`);
  }
  const start = Date.now();
  for (;;) {
    const elapsed = Date.now() - start;
    const remaining = (timeout ?? Infinity) - elapsed;
    if (remaining <= 0) return false;
    const wait = remaining < maxWaitPerCall ? BigInt(Math.ceil(remaining)) : maxWaitPerCall;
    // The timeout in `options` applies to all calls together.
    const callTimeout = options.timeout === undefined ? undefined : Math.max(0, options.timeout - elapsed);
    if (await waitFor(wait, { ...options, timeout: callTimeout })) return true;
  }
}
