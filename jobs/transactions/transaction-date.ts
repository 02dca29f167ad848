/** The year of all transactions. It does not depend on the clock, so that a seed always produces the same file. */
export const transactionYear = 2024;

/** The number of days in {@link transactionYear}. */
export const daysInTransactionYear = 366;

/** Returns the date `day` days after January 1 (before, if negative), as `YYYY-MM-DD`. */
export function dateOf(day: number): string {
  return new Date(Date.UTC(transactionYear, 0, 1 + day)).toISOString().slice(0, 10);
}
