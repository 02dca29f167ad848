import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';

/** Beyond this, 24 days, Node's timers fire at once. */
const longestTimer = 2_147_483_647;

/**
 * A time for a timer, no longer than Node's timers can be.
 *
 * @throws IllegalArgumentException for what is no time.
 */
export function requireMilliseconds(what: string, milliseconds: number): number {
  if (typeof milliseconds !== 'number' || !(milliseconds >= 0)) {
    throw new IllegalArgumentException(`${what} takes milliseconds, 0 or more, not ${String(milliseconds)}.`);
  }
  return Math.min(milliseconds, longestTimer);
}
