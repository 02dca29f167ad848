import { IllegalArgumentException } from '../../errors/illegal-argument-exception.ts';

/**
 * Returns the given seed or a random one. A random seed is chosen only once, so that every action on the DataFrame sees
 * the same rows.
 */
export function randomSeed(given: number | bigint | undefined): bigint {
  if (given === undefined) return BigInt(Math.floor(Math.random() * Number.MAX_SAFE_INTEGER));
  if (typeof given === 'bigint' ? BigInt.asIntN(64, given) === given : Number.isSafeInteger(given))
    return BigInt(given);
  throw new IllegalArgumentException(`A seed must be a 64-bit integer, not ${String(given)}.`);
}
