/** A row of a window that has reached the driver. Times are in milliseconds since 1970. */
export interface WindowArrival {
  readonly windowStart: number;
  readonly recordCount: number;
  /** When the row was in the driver. */
  readonly time: number;
}

/** The windows of the query, in milliseconds. */
export interface WindowShape {
  readonly duration: number;
  readonly slide: number;
}

/**
 * Returns, for each record, the milliseconds from its producer timestamp to the first row of one of its windows that includes it;
 * undefined if there is no such row. The records must be in the order of their only partition, and their times must not decrease: the
 * n-th record of a window is in the first row that counts n records.
 */
export function recordLatencies(
  sent: readonly number[],
  arrivals: readonly WindowArrival[],
  { duration, slide }: WindowShape,
): readonly (number | undefined)[] {
  const windows = new Map<number, WindowProgress>();
  for (const { windowStart, recordCount, time } of arrivals) {
    const window = windows.get(windowStart) ?? { rows: [], next: 0, records: 0 };
    window.rows.push({ recordCount, time });
    windows.set(windowStart, window);
  }
  return sent.map((time) => {
    const last = Math.floor(time / slide) * slide;
    const times: number[] = [];
    for (let start = last; start > time - duration; start -= slide) {
      const window = windows.get(start);
      if (window === undefined) continue;
      window.records++;
      while ((window.rows[window.next]?.recordCount ?? Infinity) < window.records) window.next++;
      const row = window.rows[window.next];
      if (row) times.push(row.time - time);
    }
    return times.length === 0 ? undefined : Math.min(...times);
  });
}

/** The rows of a window, and how far its records have been counted. */
interface WindowProgress {
  readonly rows: { readonly recordCount: number; readonly time: number }[];
  next: number;
  records: number;
}

/** Returns the value below which a share of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}
