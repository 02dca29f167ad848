/** Months, days and microseconds that do not add up to each other: Spark's legacy `interval`, which no result can carry. */
export class CalendarInterval {
  readonly months: number;
  readonly days: number;
  readonly microseconds: bigint;

  constructor(months: number, days: number, microseconds: bigint) {
    this.months = months;
    this.days = days;
    this.microseconds = microseconds;
  }
}
