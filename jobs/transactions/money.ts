/** Converts a dollar amount to whole cents, so that sums are exact: `toCents(59.97)` is 5997. */
export function toCents(amount: number): number {
  return Math.round(amount * 100);
}

/** Converts whole cents to a dollar amount with at most two decimals. */
export function fromCents(cents: number): number {
  return cents / 100;
}
