/** The values of Spark's types that JavaScript does not have, for functions that run inside Spark. */
export { CalendarInterval } from '../../../../src/types/values/calendar-interval.ts';
export { Decimal } from '../../../../src/types/values/decimal.ts';
export { DayTimeInterval, YearMonthInterval } from '../../../../src/types/values/interval.ts';
export { LocalDate } from '../../../../src/types/values/local-date.ts';
export { Timestamp, TimestampNtz } from '../../../../src/types/values/timestamp.ts';
export { describe } from '../../../../src/arrow/place.ts';
export { pullBatches, rowsOf } from './rows.ts';
export { loadState, saveState } from './state.ts';
export { callWithState } from './group-state.ts';

/** Returns the elements of an array or a typed array, or the keys and values of a Map in turn; null for any other value. */
export function elementsOf(value: unknown): unknown[] | null {
  if (Array.isArray(value)) return value as unknown[];
  if (value instanceof Map) return [...(value as Map<unknown, unknown>)].flat();
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? Array.from(value as unknown as ArrayLike<unknown>)
    : null;
}
