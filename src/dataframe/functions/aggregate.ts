import type { Column, ColumnOrName } from '../column.ts';
import { call, callDistinct, type NameOfCall, type Of } from './call.ts';
import { lit } from './normal.ts';

type FlagOrColumn = Column | boolean;

/** The number of rows in which the column is not null; `count('*')` counts all rows. */
export const count = <const C extends ColumnOrName>(column: C): Column<bigint, NameOfCall<'count', C>> =>
  call('count', column === '*' ? 1 : column);
/** The number of distinct combinations. Streaming aggregations refuse it: use {@link approx_count_distinct}, or the size of {@link collect_set}. */
export const count_distinct = (...columns: readonly ColumnOrName[]): Column<bigint> =>
  callDistinct('count', ...columns);
/** The number of distinct values, estimated; `rsd` is the greatest relative standard deviation, 0.05 unless given. */
export const approx_count_distinct = (column: ColumnOrName, rsd?: number): Column<bigint> =>
  call('approx_count_distinct', column, rsd);
/** The number of rows in which the condition is true. */
export const count_if = (condition: ColumnOrName): Column<bigint> => call('count_if', condition);
/** A sketch of how often each value occurs, of the given error and confidence, as bytes. */
export const count_min_sketch = (
  column: ColumnOrName,
  eps: ColumnOrName | number,
  confidence: ColumnOrName | number,
  seed: ColumnOrName | number,
): Column => call('count_min_sketch', column, eps, confidence, seed);

/** The sum; of whole numbers a bigint, of a `decimal(p,s)` a `decimal(p+10,s)`. */
export const sum = <const C extends ColumnOrName>(column: C): Of<'sum', C, NameOfCall<'sum', C>> => call('sum', column);
/** The sum of the distinct values. */
export const sum_distinct = <const C extends ColumnOrName>(column: C): Of<'sum', C> => callDistinct('sum', column);
/** The product, as a double. */
export const product = (column: ColumnOrName): Column<number | null> => call('product', column);
/** The mean. Of a `decimal(p,s)` it is a `decimal(p+4,s+4)`. */
export const avg = <const C extends ColumnOrName>(column: C): Of<'mean', C, NameOfCall<'avg', C>> =>
  call('avg', column);
/** The mean, under its other name. */
export const mean = <const C extends ColumnOrName>(column: C): Of<'mean', C, NameOfCall<'avg', C>> =>
  call('avg', column);
/** The sum, null when it overflows. */
export const try_sum = <const C extends ColumnOrName>(column: C): Of<'sum', C> => call('try_sum', column);
/** The mean, null when its sum overflows. */
export const try_avg = <const C extends ColumnOrName>(column: C): Of<'mean', C> => call('try_avg', column);
/** The least value. */
export const min = <const C extends ColumnOrName>(column: C): Of<'orNull', C, NameOfCall<'min', C>> =>
  call('min', column);
/** The greatest value. */
export const max = <const C extends ColumnOrName>(column: C): Of<'orNull', C, NameOfCall<'max', C>> =>
  call('max', column);
/** The value of the first column where the second is least. */
export const min_by = <const C extends ColumnOrName>(column: C, order: ColumnOrName): Of<'orNull', C> =>
  call('min_by', column, order);
/** The value of the first column where the second is greatest. */
export const max_by = <const C extends ColumnOrName>(column: C, order: ColumnOrName): Of<'orNull', C> =>
  call('max_by', column, order);
/** The value that occurs most often. */
export const mode = <const C extends ColumnOrName>(column: C): Of<'orNull', C> => call('mode', column);

/** The first value, or the first that is not null; which one is uncertain unless the rows are ordered. */
export const first = <const C extends ColumnOrName>(column: C, ignoreNulls = false): Of<'orNull', C> =>
  call('first', column, ignoreNulls);
/** The last value, or the last that is not null; which one is uncertain unless the rows are ordered. */
export const last = <const C extends ColumnOrName>(column: C, ignoreNulls = false): Of<'orNull', C> =>
  call('last', column, ignoreNulls);
/** The first value, or the first that is not null. */
export const first_value = <const C extends ColumnOrName>(column: C, ignoreNulls?: FlagOrColumn): Of<'orNull', C> =>
  call('first_value', column, ignoreNulls);
/** The last value, or the last that is not null. */
export const last_value = <const C extends ColumnOrName>(column: C, ignoreNulls?: FlagOrColumn): Of<'orNull', C> =>
  call('last_value', column, ignoreNulls);
/** Some value, or some that is not null. */
export const any_value = <const C extends ColumnOrName>(column: C, ignoreNulls?: FlagOrColumn): Of<'orNull', C> =>
  call('any_value', column, ignoreNulls);

/** All values in an array, without nulls, in no certain order. */
export const collect_list = <const C extends ColumnOrName>(column: C): Of<'list', C> => call('collect_list', column);
/** All values in an array, without nulls, under SQL's name. */
export const array_agg = <const C extends ColumnOrName>(column: C): Of<'list', C> => call('array_agg', column);
/** The distinct values in an array, without nulls, in no certain order. Allowed in streams, where its state grows with the values. */
export const collect_set = <const C extends ColumnOrName>(column: C): Of<'list', C> => call('collect_set', column);

/** Whether all are true. */
export const every = (column: ColumnOrName): Column<boolean | null> => call('every', column);
/** Whether all are true. */
export const bool_and = (column: ColumnOrName): Column<boolean | null> => call('bool_and', column);
/** Whether some are true. */
export const some = (column: ColumnOrName): Column<boolean | null> => call('some', column);
/** Whether some are true. */
export const any = (column: ColumnOrName): Column<boolean | null> => call('any', column);
/** Whether some are true. */
export const bool_or = (column: ColumnOrName): Column<boolean | null> => call('bool_or', column);
/** The bits that all values have. */
export const bit_and = <const C extends ColumnOrName>(column: C): Of<'orNull', C> => call('bit_and', column);
/** The bits that some values have. */
export const bit_or = <const C extends ColumnOrName>(column: C): Of<'orNull', C> => call('bit_or', column);
/** The bits that an odd number of values have. */
export const bit_xor = <const C extends ColumnOrName>(column: C): Of<'orNull', C> => call('bit_xor', column);

/** Whether a column of a `cube` or `rollup` is summed over in this row (1) or not (0). */
export const grouping = (column: ColumnOrName): Column<number> => call('grouping', column);
/** The {@link grouping} of all grouping columns as the bits of one number. */
export const grouping_id = (...columns: readonly ColumnOrName[]): Column<bigint> => call('grouping_id', ...columns);

// Sketches of distinct values

/** A HyperLogLog sketch of the values as bytes; `lgConfigK` from 4 to 21 is the logarithm of its size. */
export const hll_sketch_agg = (column: ColumnOrName, lgConfigK?: Column | number): Column =>
  call('hll_sketch_agg', column, lgConfigK);
/** One sketch for several. */
export const hll_union_agg = (column: ColumnOrName, allowDifferentLgConfigK?: FlagOrColumn): Column =>
  call('hll_union_agg', column, allowDifferentLgConfigK);
/** The number of distinct values that a sketch stands for. */
export const hll_sketch_estimate = (column: ColumnOrName): Column<bigint> => call('hll_sketch_estimate', column);
/** One sketch for two. */
export const hll_union = (left: ColumnOrName, right: ColumnOrName, allowDifferentLgConfigK?: boolean): Column =>
  call('hll_union', left, right, allowDifferentLgConfigK === undefined ? undefined : lit(allowDifferentLgConfigK));
