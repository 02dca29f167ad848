/** A dollar amount as whole cents, so that sums are exact: `toCents(59.97)` is 5997. */
export function toCents(amount: number): number {
  return Math.round(amount * 100);
}

/** The dollar amount of whole cents, as a number with at most two decimals. */
export function fromCents(cents: number): number {
  return cents / 100;
}
