/** All transactions happen in 2024; the clock plays no part, so the same seed gives the same file next year. */
export const transactionYear = 2024;

/** The number of days in {@link transactionYear}. */
export const daysInTransactionYear = 366;

/** The date `day` days after (or, when negative, before) the first of January, as `YYYY-MM-DD`. */
export function dateOf(day: number): string {
  return new Date(Date.UTC(transactionYear, 0, 1 + day)).toISOString().slice(0, 10);
}
