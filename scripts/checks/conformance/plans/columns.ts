import * as fn from '../../../../src/functions.ts';
import { DataTypes, Window } from '../../../../src/index.ts';
import type { Plans } from '../inputs.ts';

const { col, lit } = fn;

/** Methods of Column, and windows. */
export const columnPlans: Plans = {
  col: ({ simple }) => simple.select(simple.col('id'), simple.col('b')),
  apply: ({ simple }) => simple.select(simple.col('a')),
  colRegex: (inputs) => inputs.simple.select(inputs.simple.colRegex('`a|id`')),
  column_add: ({ complex }) => complex.select(col('a').plus(col('b'))),
  column_alias: ({ complex }) => complex.select(col('a').alias('b')),
  column_and: ({ complex }) => complex.select(col('a').gt(10).and(col('b').lt(0.5))),
  column_apply: ({ complex }) => complex.select(col('f').getItem('super_duper_key')),
  column_as_multi: ({ complex }) => complex.select(fn.expr('inline(map_values(f))').alias('v1', 'v2', 'v3')),
  column_as_with_metadata: ({ complex }) =>
    complex.select(col('e').alias('e_mod', { metadata: { comment: 'modified E field' } })),
  column_asc: ({ complex }) => complex.sort(col('a').asc()),
  column_asc_nulls_first: ({ complex }) => complex.sort(col('a').asc_nulls_first()),
  column_asc_nulls_last: ({ complex }) => complex.sort(col('a').asc_nulls_last()),
  column_between: ({ complex }) => complex.select(col('a').between(10, 20)),
  column_bitwiseAND: ({ complex }) => complex.select(col('a').bitwiseAND(255)),
  column_bitwiseOR: ({ complex }) => complex.select(col('a').bitwiseOR(7)),
  column_bitwiseXOR: ({ complex }) => complex.select(col('a').bitwiseXOR(78)),
  column_cast: ({ complex }) => complex.select(col('a').cast(DataTypes.LongType)),
  column_contains: ({ complex }) => complex.select(col('g').contains('baz')),
  column_desc: ({ complex }) => complex.sort(col('b').desc()),
  column_desc_nulls_first: ({ complex }) => complex.sort(col('b').desc_nulls_first()),
  column_desc_nulls_last: ({ complex }) => complex.sort(col('b').desc_nulls_last()),
  column_divide: ({ complex }) => complex.select(col('a').divide(col('b'))),
  column_dropFields: ({ complex }) => complex.select(col('d').dropFields('a', 'c')),
  column_endsWith: ({ complex }) => complex.select(col('g').endsWith('suffix_')),
  column_eqNullSafe: ({ complex }) => complex.select(col('a').eqNullSafe(col('b'))),
  column_equals: ({ complex }) => complex.select(col('a').eq(col('b'))),
  column_geq: ({ complex }) => complex.select(col('a').geq(col('b'))),
  column_getField: ({ complex }) => complex.select(col('d').getField('b')),
  column_getItem: ({ complex }) => complex.select(col('e').getItem(3)),
  column_gt: ({ complex }) => complex.select(col('a').gt(col('b'))),
  // Spark's suite uses this name for a test of like().
  column_ilike: ({ complex }) => complex.select(col('g').like('%fOb%')),
  column_isNaN: ({ complex }) => complex.select(col('b').isNaN()),
  column_isNotNull: ({ complex }) => complex.select(col('g').isNotNull()),
  column_isNull: ({ complex }) => complex.select(col('g').isNull()),
  column_isin: ({ complex }) => complex.select(col('g').isin('hello', 'world', 'foo')),
  column_leq: ({ complex }) => complex.select(col('a').leq(col('b'))),
  column_like: ({ complex }) => complex.select(col('g').like('%bob%')),
  column_lt: ({ complex }) => complex.select(col('a').lt(col('b'))),
  column_modulo: ({ complex }) => complex.select(col('a').mod(10)),
  column_multiply: ({ complex }) => complex.select(col('a').multiply(col('b'))),
  column_not: ({ complex }) => complex.select(lit(true).not()),
  column_not_equals: ({ complex }) => complex.select(col('a').notEqual(col('b'))),
  column_or: ({ complex }) => complex.select(col('a').gt(10).or(col('b').lt(0.5))),
  // Spark's suite uses this name for another test of like().
  column_rlike: ({ complex }) => complex.select(col('g').like('^[0-9]*$')),
  column_star: ({ complex }) => complex.select(col('*')),
  column_star_with_target: ({ complex }) => complex.select(col('d.*')),
  column_startsWith: ({ complex }) => complex.select(col('g').startsWith('prefix_')),
  column_substr: ({ complex }) => complex.select(col('g').substr(8, 3)),
  column_subtract: ({ complex }) => complex.select(col('a').minus(col('b'))),
  column_unary_minus: ({ complex }) => complex.select(lit(1).negate()),
  column_when_otherwise: ({ complex }) =>
    complex.select(fn.when(col('a').lt(10), 'low').when(col('a').lt(20), 'medium').otherwise('high')),
  column_withField: ({ complex }) => complex.select(col('d').withField('x', lit('xq'))),
  width_bucket: ({ simple }) => simple.select(fn.width_bucket('b', 'b', 'b', 'a')),
  window: ({ simple }) =>
    simple.select(
      fn.min('id').over(Window.partitionBy('a', 'b')),
      fn.min('id').over(Window.partitionBy(col('a'), col('b'))),
      fn.min('id').over(Window.orderBy('a', 'b')),
      fn.min('id').over(Window.orderBy(col('a'), col('b'))),
      fn.min('id').over(Window.orderBy('a').rowsBetween(2, 3)),
      fn.min('id').over(Window.orderBy('a').rangeBetween(2, 3)),
      fn.count('id').over(),
    ),
  hll_sketch_agg: ({ binary }) => binary.select(fn.hll_sketch_agg(col('bytes'))),
  hll_sketch_agg_with_columnName: ({ binary }) => binary.select(fn.hll_sketch_agg('bytes')),
  hll_sketch_agg_with_columnName_lgConfigK_int: ({ binary }) => binary.select(fn.hll_sketch_agg('bytes', 0)),
  hll_sketch_agg_with_column_lgConfigK: ({ binary }) => binary.select(fn.hll_sketch_agg(col('bytes'), lit(0))),
  hll_sketch_agg_with_column_lgConfigK_int: ({ binary }) => binary.select(fn.hll_sketch_agg(col('bytes'), 0)),
  hll_union_agg: ({ binary }) => binary.select(fn.hll_union_agg(col('bytes'))),
  hll_union_agg_with_columnName: ({ binary }) => binary.select(fn.hll_union_agg('bytes')),
  hll_union_agg_with_columnName_allowDifferentLgConfigK_boolean: ({ binary }) =>
    binary.select(fn.hll_union_agg('bytes', false)),
  hll_union_agg_with_column_allowDifferentLgConfigK: ({ binary }) =>
    binary.select(fn.hll_union_agg(col('bytes'), lit(false))),
  hll_union_agg_with_column_allowDifferentLgConfigK_boolean: ({ binary }) =>
    binary.select(fn.hll_union_agg(col('bytes'), false)),
};
