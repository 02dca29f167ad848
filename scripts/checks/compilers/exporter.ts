// A module of a package that others use: it exports columns and frames, whose types TypeScript has to write into its declarations.
import {
  abs,
  array,
  avg,
  coalesce,
  col,
  collect_list,
  concat,
  count,
  element_at,
  explode,
  first,
  lit,
  lower,
  max,
  min,
  round,
  split,
  struct,
  sum,
  to_date,
  upper,
  when,
  year,
} from '../../../src/functions.ts';
import { StructType, udf, type DataFrame, type SparkSession } from '../../../src/index.ts';

interface Sale {
  readonly id: bigint;
  readonly city: string | null;
  readonly amount: number;
  readonly tags: string[];
}

declare const spark: SparkSession;
declare const sales: DataFrame<Sale>;
declare const loose: DataFrame;

export const next = col('id').plus(1);
export const condition = col('city').startsWith('a').and(col('id').isNull()).not();
export const choice = when(next.gt(1), 'x').otherwise('y').alias('choice');
export const columns = [
  ...[abs('id'), round('amount', 2), year('d'), to_date('d'), lower('city'), upper(col('city'))],
  ...[concat('a', 'b'), coalesce('a', lit(1)), split('a', ','), array('a', 'b'), struct('a', 'b')],
  ...[explode('tags'), element_at('tags', 1), col('tags').getItem(0), col('s').getField('x')],
] as const;
export const absolute = abs('id');
export const text = concat('a', 'b');
export const filled = coalesce('a', lit(1));
export const total = sum('amount').alias('total');
export const aggregates = { mean: avg('amount'), max: max('id'), min: min('city'), first: first('city') };
export const lists = [collect_list('city'), count('*')] as const;

export const selected = sales.select('id', col('city').alias('town'), choice, abs('amount').alias('abs'));
export const anyColumns = loose.select('a', col('b').plus(1));
export const withColumns = sales.withColumn('twice', col('amount').multiply(2)).withColumns({ one: lit(1) });
export const groups = sales.groupBy('city');
export const grouped = groups.agg(total, count('*').alias('n'));
export const pivoted = groups.pivot('city').sum('amount');
export const joined = sales.join(grouped, 'city', 'left').crossJoin(sales.select(col('id').alias('other')));
export const renamed = sales.union(sales).drop('tags').withColumnRenamed('id', 'key').toDF('a', 'b', 'c');
export const cleaned = sales.na.fill({ city: 'nowhere' }).filter(col('amount').gt(1)).orderBy('id');
export const created = spark.createDataFrame([{ a: 1, b: 'x', c: [1n] }]);
export const read = spark.read.schema(new StructType().add('a', 'int').add('b', 'array<string>')).json('/sales');
export const rows = sales.collect();
export const mapped = sales.mapRows((row) => ({ k: row.id }), 'k bigint');
export const increment = udf((x: number) => x + 1, 'int');
export const incremented = sales.agg(increment('amount').alias('q'));
export const long = sales.unpivot(['id'], ['amount'], 'name', 'value');
export const plots = sales.plot;
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- TypeScript has to write it.
export function withOne<R extends Sale>(frame: DataFrame<R>) {
  return frame.withColumn('one', lit(1));
}
