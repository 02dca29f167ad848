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
  waitFor: (milliseconds: bigint) => Promise<boolean>,
): Promise<boolean> {
  if (timeout !== undefined && !(timeout > 0)) {
    throw new IllegalArgumentException(`${name}() takes a time over 0 milliseconds, not ${timeout}.`);
  }
  const end = timeout === undefined ? Infinity : Date.now() + timeout;
  for (;;) {
    const rest = end - Date.now();
    if (rest <= 0) return false;
    const part = rest < longestWait ? BigInt(Math.ceil(rest)) : longestWait;
    if (await waitFor(part)) return true;
  }
}
