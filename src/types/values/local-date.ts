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

  /** `YYYY-MM-DD`. */
  toString(): string {
    return this.toDate().toISOString().replace(/T.*$/, '');
  }

  toJSON(): string {
    return this.toString();
  }
}
