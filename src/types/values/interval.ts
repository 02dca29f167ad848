/** A number of months: Spark's `interval year to month`. */
export class YearMonthInterval {
  readonly months: number;

  constructor(months: number) {
    this.months = months;
  }

  /** As Spark prints it: `1-2` is a year and two months. */
  toString(): string {
    const months = Math.abs(this.months);
    return `${this.months < 0 ? '-' : ''}${Math.floor(months / 12)}-${months % 12}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** A number of microseconds: Spark's `interval day to second`. */
export class DayTimeInterval {
  readonly microseconds: bigint;

  constructor(microseconds: bigint) {
    this.microseconds = microseconds;
  }

  /** As Spark prints it: `1 02:03:04.000005`. */
  toString(): string {
    const micros = this.microseconds < 0n ? -this.microseconds : this.microseconds;
    const seconds = micros / 1_000_000n;
    const two = (n: bigint): string => String(n).padStart(2, '0');
    const clock = `${two((seconds / 3600n) % 24n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
    return `${this.microseconds < 0n ? '-' : ''}${seconds / 86_400n} ${clock}.${String(micros % 1_000_000n).padStart(6, '0')}`;
  }

  toJSON(): string {
    return this.toString();
  }
}
