/** The seed as given, or one by chance: chosen once, so that every action on the DataFrame sees the same rows. */
export function randomSeed(given: number | bigint | undefined): bigint {
  return BigInt(given ?? Math.floor(Math.random() * Number.MAX_SAFE_INTEGER));
}
