import { Decimal } from '../../src/index.ts';
import { toCents } from '../transactions/money.ts';
import type { TransactionMessage } from '../transactions/transaction.ts';
import type { WindowRow } from '../consume/window-row.ts';

type Expected = Pick<
  WindowRow,
  'record_count' | 'total_transaction_value' | 'unique_customers' | 'min_batch_number' | 'max_batch_number'
>;

interface Sums {
  records: number;
  cents: number;
  readonly customers: Set<string>;
  minBatch: number;
  maxBatch: number;
}

/** The expected windows, computed from the sent records independently of Spark. */
export class ExpectedWindows {
  readonly #duration: number;
  readonly #slide: number;
  readonly #windows = new Map<number, Sums>();

  /** `duration` and `slide` are in seconds. */
  constructor(duration: number, slide: number) {
    this.#duration = duration * 1000;
    this.#slide = slide * 1000;
  }

  /** Adds a record to all of its windows. */
  add({ customer_id, final_amount, producer_timestamp, batch_number }: TransactionMessage): void {
    const time = Math.round(producer_timestamp * 1000);
    const last = Math.floor(time / this.#slide) * this.#slide;
    for (let start = last; start > time - this.#duration; start -= this.#slide) {
      const sums = this.#window(start);
      sums.records++;
      sums.cents += toCents(final_amount);
      sums.customers.add(customer_id);
      sums.minBatch = Math.min(sums.minBatch, batch_number);
      sums.maxBatch = Math.max(sums.maxBatch, batch_number);
    }
  }

  get count(): number {
    return this.#windows.size;
  }

  /** Returns the number of rows that equal their expected window in every figure. */
  countEqual(rows: readonly WindowRow[]): number {
    return rows.filter((row) => this.#differencesOf(Date.parse(row.window_start), row).length === 0).length;
  }

  /** Returns a sentence for each missing or unexpected window and each wrong figure; none if the rows are as expected. */
  differences(rows: readonly WindowRow[]): string[] {
    const found = new Map(rows.map((row) => [Date.parse(row.window_start), row]));
    const starts = [...new Set([...this.#windows.keys(), ...found.keys()])].sort((a, b) => a - b);
    return starts.flatMap((start) => this.#differencesOf(start, found.get(start)));
  }

  #differencesOf(start: number, row: WindowRow | undefined): string[] {
    const window = `Window ${new Date(start).toISOString()}`;
    const expected = this.#expected(start);
    if (row === undefined) return [`${window} is missing, with ${expected?.record_count} records.`];
    if (expected === undefined) return [`${window} has ${row.record_count} records, but none were sent for it.`];
    return (Object.entries(expected) as [keyof Expected, number | Decimal][])
      .filter(([name, value]) => !isSame(row[name], value))
      .map(([name, value]) => `${window} has ${String(row[name])} for ${name}, not ${String(value)}.`);
  }

  #expected(start: number): Expected | undefined {
    const sums = this.#windows.get(start);
    return (
      sums && {
        record_count: sums.records,
        total_transaction_value: new Decimal(BigInt(sums.cents), 2),
        unique_customers: sums.customers.size,
        min_batch_number: sums.minBatch,
        max_batch_number: sums.maxBatch,
      }
    );
  }

  #window(start: number): Sums {
    const known = this.#windows.get(start);
    if (known) return known;
    const sums = { records: 0, cents: 0, customers: new Set<string>(), minBatch: Infinity, maxBatch: 0 };
    this.#windows.set(start, sums);
    return sums;
  }
}

function isSame(one: number | Decimal, other: number | Decimal): boolean {
  return one instanceof Decimal && other instanceof Decimal ? one.equals(other) : one === other;
}
