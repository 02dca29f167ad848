const millisPerDay = 86_400_000;

/** A calendar day without a time zone: Spark's `date`. */
export class LocalDate {
  /** Days since 1970-01-01. */
  readonly epochDay: number;

  constructor(epochDay: number) {
    this.epochDay = epochDay;
  }

  /** The day that a Date falls on in UTC. */
  static fromDate(date: Date): LocalDate {
    return new LocalDate(Math.floor(date.getTime() / millisPerDay));
  }

  /** Midnight of the day in UTC. */
  toDate(): Date {
    return new Date(this.epochDay * millisPerDay);
  }

  /** `YYYY-MM-DD`, with more digits and a sign outside the years 0 to 9999. */
  toString(): string {
    const date = this.toDate();
    // Spark's range is wider than a Date's (years ±271,821); out there the number itself is the only exact text.
    return Number.isNaN(date.getTime()) ? `${this.epochDay}d` : date.toISOString().replace(/T.*$/, '');
  }

  toJSON(): string {
    return this.toString();
  }
}
