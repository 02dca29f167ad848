/** Returns arguments that are given individually or as one array. */
export function listed<T>(given: readonly T[]): readonly T[] {
  const [first] = given;
  return given.length === 1 && Array.isArray(first) ? (first as readonly T[]) : given;
}
