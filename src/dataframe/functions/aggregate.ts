import type { Column, ColumnOrName } from '../column.ts';
import { call, callDistinct, type NameOfCall, type Of } from './call.ts';
import { lit } from './normal.ts';

type FlagOrColumn = Column | boolean;

/** Returns the number of rows in which the column is not null; `count('*')` counts all rows. */
export const count = <const C extends ColumnOrName>(column: C): Column<bigint, NameOfCall<'count', C>> =>
  call('count', column === '*' ? 1 : column);
/**
 * Returns the number of distinct combinations of values. Streaming aggregations do not support it; use {@link
 * approx_count_distinct} or the size of {@link collect_set} instead.
 */
export const count_distinct = (...columns: readonly ColumnOrName[]): Column<bigint> =>
  callDistinct('count', ...columns);
/** Estimates the number of distinct values. `rsd` is the maximum relative standard deviation. Default: 0.05. */
export const approx_count_distinct = (column: ColumnOrName, rsd?: number): Column<bigint> =>
  call('approx_count_distinct', column, rsd);
/** Returns the number of rows for which the condition is true. */
export const count_if = (condition: ColumnOrName): Column<bigint> => call('count_if', condition);
/** Returns a count-min sketch of the column as bytes, with the given relative error (`eps`) and confidence. */
export const count_min_sketch = (
  column: ColumnOrName,
  eps: ColumnOrName | number,
  confidence: ColumnOrName | number,
  seed: ColumnOrName | number,
): Column => call('count_min_sketch', column, eps, confidence, seed);

/** Returns the sum of the values in a group. Integers give a bigint, and a `decimal(p,s)` gives a `decimal(p+10,s)`. */
export const sum = <const C extends ColumnOrName>(column: C): Of<'sum', C, NameOfCall<'sum', C>> => call('sum', column);
/** Returns the sum of the distinct values in a group. */
export const sum_distinct = <const C extends ColumnOrName>(column: C): Of<'sum', C> => callDistinct('sum', column);
/** Returns the product of the values in a group as a double. */
export const product = (column: ColumnOrName): Column<number | null> => call('product', column);
/** Returns the average of the values in a group. A `decimal(p,s)` gives a `decimal(p+4,s+4)`. */
export const avg = <const C extends ColumnOrName>(column: C): Of<'mean', C, NameOfCall<'avg', C>> =>
  call('avg', column);
/** Returns the average of the values in a group. Alias of {@link avg}. */
export const mean = <const C extends ColumnOrName>(column: C): Of<'mean', C, NameOfCall<'avg', C>> =>
  call('avg', column);
/** Returns the sum of the values in a group, or null on overflow. */
export const try_sum = <const C extends ColumnOrName>(column: C): Of<'sum', C> => call('try_sum', column);
/** Returns the average of the values in a group, or null on overflow. */
export const try_avg = <const C extends ColumnOrName>(column: C): Of<'mean', C> => call('try_avg', column);
/** Returns the smallest value in a group. */
export const min = <const C extends ColumnOrName>(column: C): Of<'orNull', C, NameOfCall<'min', C>> =>
  call('min', column);
/** Returns the largest value in a group. */
export const max = <const C extends ColumnOrName>(column: C): Of<'orNull', C, NameOfCall<'max', C>> =>
  call('max', column);
/** Returns the value of `column` in the row where `order` is smallest. */
export const min_by = <const C extends ColumnOrName>(column: C, order: ColumnOrName): Of<'orNull', C> =>
  call('min_by', column, order);
/** Returns the value of `column` in the row where `order` is largest. */
export const max_by = <const C extends ColumnOrName>(column: C, order: ColumnOrName): Of<'orNull', C> =>
  call('max_by', column, order);
/** Returns the most frequent value in a group. */
export const mode = <const C extends ColumnOrName>(column: C): Of<'orNull', C> => call('mode', column);

/**
 * Returns the first value in a group, or the first non-null value if `ignoreNulls` is true. The result is
 * nondeterministic unless the rows are ordered.
 */
export const first = <const C extends ColumnOrName>(column: C, ignoreNulls = false): Of<'orNull', C> =>
  call('first', column, ignoreNulls);
/**
 * Returns the last value in a group, or the last non-null value if `ignoreNulls` is true. The result is
 * nondeterministic unless the rows are ordered.
 */
export const last = <const C extends ColumnOrName>(column: C, ignoreNulls = false): Of<'orNull', C> =>
  call('last', column, ignoreNulls);
/** Returns the first value in a group, or the first non-null value if `ignoreNulls` is true. */
export const first_value = <const C extends ColumnOrName>(column: C, ignoreNulls?: FlagOrColumn): Of<'orNull', C> =>
  call('first_value', column, ignoreNulls);
/** Returns the last value in a group, or the last non-null value if `ignoreNulls` is true. */
export const last_value = <const C extends ColumnOrName>(column: C, ignoreNulls?: FlagOrColumn): Of<'orNull', C> =>
  call('last_value', column, ignoreNulls);
/** Returns any value in a group, or any non-null value if `ignoreNulls` is true. */
export const any_value = <const C extends ColumnOrName>(column: C, ignoreNulls?: FlagOrColumn): Of<'orNull', C> =>
  call('any_value', column, ignoreNulls);

/** Collects the non-null values of a group into an array. The order is nondeterministic. */
export const collect_list = <const C extends ColumnOrName>(column: C): Of<'list', C> => call('collect_list', column);
/** Collects the non-null values of a group into an array. Alias of {@link collect_list}. */
export const array_agg = <const C extends ColumnOrName>(column: C): Of<'list', C> => call('array_agg', column);
/**
 * Collects the distinct non-null values of a group into an array. The order is nondeterministic. In a streaming
 * aggregation, the state grows with the number of distinct values.
 */
export const collect_set = <const C extends ColumnOrName>(column: C): Of<'list', C> => call('collect_set', column);

/** Returns whether all values in a group are true. */
export const every = (column: ColumnOrName): Column<boolean | null> => call('every', column);
/** Returns whether all values in a group are true. Alias of {@link every}. */
export const bool_and = (column: ColumnOrName): Column<boolean | null> => call('bool_and', column);
/** Returns whether at least one value in a group is true. */
export const some = (column: ColumnOrName): Column<boolean | null> => call('some', column);
/** Returns whether at least one value in a group is true. Alias of {@link some}. */
export const any = (column: ColumnOrName): Column<boolean | null> => call('any', column);
/** Returns whether at least one value in a group is true. Alias of {@link some}. */
export const bool_or = (column: ColumnOrName): Column<boolean | null> => call('bool_or', column);
/** Returns the bitwise AND of the non-null values in a group. */
export const bit_and = <const C extends ColumnOrName>(column: C): Of<'orNull', C> => call('bit_and', column);
/** Returns the bitwise OR of the non-null values in a group. */
export const bit_or = <const C extends ColumnOrName>(column: C): Of<'orNull', C> => call('bit_or', column);
/** Returns the bitwise XOR of the non-null values in a group. */
export const bit_xor = <const C extends ColumnOrName>(column: C): Of<'orNull', C> => call('bit_xor', column);

/** Returns 1 if a `cube` or `rollup` has aggregated the column away in this row, and 0 otherwise. */
export const grouping = (column: ColumnOrName): Column<number> => call('grouping', column);
/** Returns the {@link grouping} values of the grouping columns as the bits of one number. */
export const grouping_id = (...columns: readonly ColumnOrName[]): Column<bigint> => call('grouping_id', ...columns);

// HyperLogLog sketches

/**
 * Returns a HyperLogLog sketch of the values in a group as bytes. `lgConfigK`, from 4 to 21, is the base-2 logarithm of
 * the number of buckets.
 */
export const hll_sketch_agg = (column: ColumnOrName, lgConfigK?: Column | number): Column =>
  call('hll_sketch_agg', column, lgConfigK);
/** Merges the HyperLogLog sketches in a group into one. */
export const hll_union_agg = (column: ColumnOrName, allowDifferentLgConfigK?: FlagOrColumn): Column =>
  call('hll_union_agg', column, allowDifferentLgConfigK);
/** Estimates the number of distinct values from a HyperLogLog sketch. */
export const hll_sketch_estimate = (column: ColumnOrName): Column<bigint> => call('hll_sketch_estimate', column);
/** Merges two HyperLogLog sketches into one. */
export const hll_union = (left: ColumnOrName, right: ColumnOrName, allowDifferentLgConfigK?: boolean): Column =>
  call('hll_union', left, right, allowDifferentLgConfigK === undefined ? undefined : lit(allowDifferentLgConfigK));
