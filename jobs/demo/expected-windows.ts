import { Decimal } from '../../src/index.ts';
import { differencesOf } from '../fates/compare-windows.ts';
import { toCents } from '../transactions/money.ts';
import type { TransactionMessage } from '../transactions/transaction.ts';
import type { WindowRow } from '../windows/window-row.ts';

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
    const expected = new Map(this.rows.map((row) => [row.window_start, row]));
    return rows.filter((row) => {
      const same = expected.get(row.window_start);
      return same !== undefined && differencesOf([same], [row]).length === 0;
    }).length;
  }

  /** Returns a sentence for each missing or unexpected window and each wrong figure; none if the rows are as expected. */
  differences(rows: readonly WindowRow[]): string[] {
    return differencesOf(this.rows, rows);
  }

  get rows(): readonly WindowRow[] {
    return [...this.#windows].map(([start, sums]) => {
      const total = new Decimal(BigInt(sums.cents), 2);
      return {
        window_start: new Date(start).toISOString(),
        window_end: new Date(start + this.#duration).toISOString(),
        record_count: sums.records,
        total_transaction_value: total,
        average_transaction_value: new Decimal(BigInt(Math.round(sums.cents / sums.records)), 2),
        unique_customers: sums.customers.size,
        min_batch_number: sums.minBatch,
        max_batch_number: sums.maxBatch,
      };
    });
  }

  #window(start: number): Sums {
    const known = this.#windows.get(start);
    if (known) return known;
    const sums = { records: 0, cents: 0, customers: new Set<string>(), minBatch: Infinity, maxBatch: 0 };
    this.#windows.set(start, sums);
    return sums;
  }
}
