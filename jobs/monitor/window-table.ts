import { Decimal } from '../../src/index.ts';
import type { WindowRow, WindowUpdate } from '../windows/window-row.ts';
import { isTile, tilesTime, type WindowShape } from '../windows/window-shape.ts';

/** The sums over windows. */
export interface WindowTotals {
  readonly windows: number;
  readonly records: number;
  /** Whether `records` and `value` count each record once. If no part of the windows tiles time, they count it once for each of its windows. */
  readonly countsOnce: boolean;
  /** In dollars. */
  readonly value: Decimal;
}

/** The latest row of each window, by key. A window that is written again, also after a restart, counts once. */
export class WindowTable {
  readonly #rows = new Map<string, WindowRow>();
  readonly #shape: WindowShape;
  readonly #countsOnce: boolean;
  #records = 0;
  #value = new Decimal(0n, 2);

  constructor(shape: WindowShape) {
    this.#shape = shape;
    this.#countsOnce = tilesTime(shape);
  }

  /** Adds a window or replaces the one with the same key. Returns by how many records the total grows. */
  upsert({ key, row }: Pick<WindowUpdate, 'key' | 'row'>): number {
    const before = this.#rows.get(key);
    this.#rows.set(key, row);
    if (this.#countsOnce && !isTile(row, this.#shape)) return 0;
    const added = row.record_count - (before?.record_count ?? 0);
    this.#records += added;
    this.#value = this.#value.add(row.total_transaction_value);
    if (before) this.#value = this.#value.subtract(before.total_transaction_value);
    return added;
  }

  get totals(): WindowTotals {
    return { windows: this.#rows.size, records: this.#records, countsOnce: this.#countsOnce, value: this.#value };
  }

  /** The windows in the order of their starts. */
  get rows(): WindowRow[] {
    return [...this.#rows.values()].sort((a, b) => (a.window_start < b.window_start ? -1 : 1));
  }
}
