import { lit } from './normal.ts';
import type { Column, ColumnOrName } from '../column.ts';
import { call, callDistinct } from './call.ts';

/** The number of rows in which the column is not null; `count('*')` counts all rows. */
export const count = (column: ColumnOrName): Column => call('count', column === '*' ? lit(1) : column);
/** The number of distinct combinations. Streaming aggregations refuse it: use {@link approx_count_distinct}, or the size of {@link collect_set}. */
export const count_distinct = (column: ColumnOrName, ...more: ColumnOrName[]): Column =>
  callDistinct('count', column, ...more);
/** The number of distinct values, estimated; `rsd` is the greatest relative standard deviation, 0.05 unless given. */
export const approx_count_distinct = (column: ColumnOrName, rsd?: number): Column =>
  rsd === undefined ? call('approx_count_distinct', column) : call('approx_count_distinct', column, lit(rsd));
export const sum = (column: ColumnOrName): Column => call('sum', column);
/** The mean. Of a `decimal(p,s)` it is a `decimal(p+4,s+4)`. */
export const avg = (column: ColumnOrName): Column => call('avg', column);
export const min = (column: ColumnOrName): Column => call('min', column);
export const max = (column: ColumnOrName): Column => call('max', column);
/** All values in an array, without nulls, in no certain order. */
export const collect_list = (column: ColumnOrName): Column => call('collect_list', column);
/** The distinct values in an array, without nulls, in no certain order. Allowed in streams, where its state grows with the values. */
export const collect_set = (column: ColumnOrName): Column => call('collect_set', column);
