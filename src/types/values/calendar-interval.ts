import { inspect } from 'node:util';

/**
 * Separate numbers of months, days and microseconds: Spark's legacy `interval`, which results cannot contain. Since a
 * month has no fixed length, `<` and `>` throw.
 */
export class CalendarInterval {
  readonly months: number;
  readonly days: number;
  readonly microseconds: bigint;

  constructor(months: number, days: number, microseconds: bigint) {
    this.months = months;
    this.days = days;
    this.microseconds = microseconds;
  }

  /** Returns whether all three parts are equal. */
  equals(other: CalendarInterval): boolean {
    return (
      other instanceof CalendarInterval &&
      other.months === this.months &&
      other.days === this.days &&
      other.microseconds === this.microseconds
    );
  }

  /**
   * Returns the interval as Spark prints it, without parts that are zero: `1 years 2 months 3 days 4 hours 5 minutes
   * 6.5 seconds`.
   */
  toString(): string {
    const minutes = this.microseconds / 60_000_000n;
    const parts = [
      [Math.trunc(this.months / 12), 'years'],
      [this.months % 12, 'months'],
      [this.days, 'days'],
      [minutes / 60n, 'hours'],
      [minutes % 60n, 'minutes'],
    ] as const;
    const words = parts.filter(([count]) => Number(count) !== 0).map(([count, unit]) => `${count} ${unit}`);
    const rest = Number(this.microseconds % 60_000_000n);
    if (rest !== 0) words.push(`${(rest / 1e6).toFixed(6).replace(/\.?0+$/, '')} seconds`);
    return words.length === 0 ? '0 seconds' : words.join(' ');
  }

  toJSON(): string {
    return this.toString();
  }

  /** @throws TypeError when a number is required, such as by `<`. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint !== 'number') return this.toString();
    throw new TypeError('Calendar intervals have no order, since a month has no fixed length. Compare their parts.');
  }

  /** @internal */
  [inspect.custom](): string {
    return `CalendarInterval(${this.toString()})`;
  }
}
