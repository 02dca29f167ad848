/** The fields of a window, with amounts of the given type. Times are ISO 8601 in UTC, amounts are in dollars. */
export interface WindowFields<Amount> {
  readonly window_start: string;
  readonly window_end: string;
  readonly record_count: number;
  readonly total_transaction_value: Amount;
  readonly average_transaction_value: Amount;
  readonly unique_customers: number;
  readonly min_batch_number: number;
  readonly max_batch_number: number;
}
