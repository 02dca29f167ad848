/** Spark's functions, under Spark's exact names: the second door of the package, `spark-connect-ts/functions`. */
export {
  approx_count_distinct,
  avg,
  collect_list,
  collect_set,
  count,
  count_distinct,
  max,
  min,
  sum,
} from './dataframe/functions/aggregate.ts';
export { explode, from_json, size, to_json } from './dataframe/functions/collection.ts';
export {
  current_timestamp,
  date_format,
  timestamp_seconds,
  to_timestamp,
  unix_millis,
  window,
} from './dataframe/functions/datetime.ts';
export { abs, round } from './dataframe/functions/math.ts';
export { array, coalesce, col, expr, lit, struct } from './dataframe/functions/normal.ts';
export { concat, concat_ws, length, lower, trim, upper } from './dataframe/functions/string.ts';
