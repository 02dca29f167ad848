import type { ActionOptions } from '../client/action-options.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';

/**
 * The server's side wakes every ten seconds. A wait no longer than that survives proxies that end idle calls, and each
 * one tells the server that the session is alive: 3.5 drops sessions, and their queries, that ask nothing for an hour.
 */
const longestWait = 10_000n;

/**
 * Waits in parts, without a limit unless `timeout` is given in milliseconds; tells whether what it waits for has come.
 *
 * @throws IllegalArgumentException for a timeout that is not over 0.
 */
export async function waitInParts(
  name: string,
  timeout: number | undefined,
  options: ActionOptions,
  waitFor: (milliseconds: bigint, options: ActionOptions) => Promise<boolean>,
): Promise<boolean> {
  if (timeout !== undefined && !(timeout > 0)) {
    throw new IllegalArgumentException(`${name}() takes a time over 0 milliseconds, not ${timeout}.`);
  }
  const begin = Date.now();
  for (;;) {
    const passed = Date.now() - begin;
    const rest = (timeout ?? Infinity) - passed;
    if (rest <= 0) return false;
    const part = rest < longestWait ? BigInt(Math.ceil(rest)) : longestWait;
    // The action's own limit is for all parts together.
    const limit = options.timeout === undefined ? undefined : Math.max(0, options.timeout - passed);
    if (await waitFor(part, { ...options, timeout: limit })) return true;
  }
}
