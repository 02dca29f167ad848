import { Decimal } from '../../src/index.ts';
import type { WindowRow, WindowUpdate } from '../windows/window-row.ts';

/** The sums over all windows. A record in several overlapping windows is counted once per window. */
export interface WindowTotals {
  readonly windows: number;
  readonly record_count: number;
  /** In dollars. */
  readonly total_transaction_value: Decimal;
}

/** The latest row of each window, by key. A window that is written again, also after a restart, counts once. */
export class WindowTable {
  readonly #rows = new Map<string, WindowRow>();
  #records = 0;
  #value = new Decimal(0n, 2);

  /** Adds a window or replaces the one with the same key. */
  upsert({ key, row }: Pick<WindowUpdate, 'key' | 'row'>): void {
    const before = this.#rows.get(key);
    if (before) {
      this.#records -= before.record_count;
      this.#value = this.#value.subtract(before.total_transaction_value);
    }
    this.#records += row.record_count;
    this.#value = this.#value.add(row.total_transaction_value);
    this.#rows.set(key, row);
  }

  get totals(): WindowTotals {
    return { windows: this.#rows.size, record_count: this.#records, total_transaction_value: this.#value };
  }

  /** The windows in the order of their starts. */
  get rows(): WindowRow[] {
    return [...this.#rows.values()].sort((a, b) => (a.window_start < b.window_start ? -1 : 1));
  }
}
