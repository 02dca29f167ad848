import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';

/** 24 days. Node's timers fire immediately if the delay is longer. */
const maxTimerDelay = 2_147_483_647;

/**
 * Returns a delay for a timer, capped at the maximum of Node's timers.
 *
 * @throws IllegalArgumentException when the value is not a non-negative number.
 */
export function requireMilliseconds(what: string, milliseconds: number): number {
  if (typeof milliseconds !== 'number' || !(milliseconds >= 0)) {
    throw new IllegalArgumentException(
      `${what} must be a non-negative number of milliseconds, not ${String(milliseconds)}.`,
    );
  }
  return Math.min(milliseconds, maxTimerDelay);
}
