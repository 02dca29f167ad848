import type { WindowRow, WindowUpdate } from './window-row.ts';

/** The sums over all windows. A record is in several windows when they overlap, and is counted in each of them. */
export interface WindowTotals {
  readonly windows: number;
  readonly record_count: number;
  readonly total_transaction_value: number;
}

/** The windows by key, the latest row of each: what was written twice, or again after a restart, counts once. */
export class WindowTable {
  readonly #rows = new Map<string, WindowRow>();
  #records = 0;
  #cents = 0;

  upsert({ key, row }: Pick<WindowUpdate, 'key' | 'row'>): void {
    this.#add(this.#rows.get(key), -1);
    this.#add(row, 1);
    this.#rows.set(key, row);
  }

  get totals(): WindowTotals {
    return {
      windows: this.#rows.size,
      record_count: this.#records,
      total_transaction_value: this.#cents / 100,
    };
  }

  /** In order of their start. */
  get rows(): WindowRow[] {
    return [...this.#rows.values()].sort((a, b) => (a.window_start < b.window_start ? -1 : 1));
  }

  #add(row: WindowRow | undefined, sign: 1 | -1): void {
    if (!row) return;
    this.#records += sign * row.record_count;
    // Whole cents: adding up dollars would gather the errors of binary fractions.
    this.#cents += sign * Math.round(row.total_transaction_value * 100);
  }
}
