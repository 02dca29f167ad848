import * as fn from '../../../../src/functions.ts';
import type { Plans } from '../inputs.ts';

const { col } = fn;

/** Groups, joins and set operations. */
export const combinationPlans: Plans = {
  groupby_agg: ({ simple }) =>
    simple
      .groupBy(col('id'))
      .agg(
        ['a', 'max'],
        ['b', 'stddev'],
        ['b', 'std'],
        ['b', 'mean'],
        ['b', 'average'],
        ['b', 'avg'],
        ['*', 'size'],
        ['a', 'count'],
      ),
  groupby_agg_columns: ({ simple }) => simple.groupBy(col('id')).agg(fn.max('a'), fn.sum('b')),
  groupby_agg_string: ({ simple }) => simple.groupBy('id', 'b').agg(['a', 'max'], ['a', 'count']),
  groupby_avg: ({ simple }) => simple.groupBy('id').avg('a', 'b'),
  groupby_count: ({ simple }) => simple.groupBy('id').count(),
  groupby_max: ({ simple }) => simple.groupBy('id').max('a', 'b'),
  groupby_mean: ({ simple }) => simple.groupBy('id').mean('a', 'b'),
  groupby_min: ({ simple }) => simple.groupBy('id').min('a', 'b'),
  groupby_sum: ({ simple }) => simple.groupBy('id').sum('a', 'b'),
  grouping_and_grouping_id: ({ simple }) =>
    simple.cube('a', 'b').agg(fn.grouping('a'), fn.grouping('b'), fn.grouping_id('a', 'b')),
  cube_column: ({ simple }) => simple.cube(col('a'), col('b')).count(),
  cube_string: ({ simple }) => simple.cube('a', 'b').count(),
  rollup_column: ({ simple }) => simple.rollup(col('a'), col('b')).count(),
  rollup_string: ({ simple }) => simple.rollup('a', 'b').count(),
  pivot: ({ simple }) => simple.groupBy('id').pivot('a', [1, 2, 3]).agg(fn.count('b')),
  pivot_without_column_values: ({ simple }) => simple.groupBy('id').pivot('a').agg(fn.count('b')),
  crossJoin: (inputs) => inputs.left.crossJoin(inputs.right),
  join_condition: (inputs) =>
    inputs.left.alias('l').join(inputs.right.alias('r'), col('l.id').eq(col('r.id')), 'left_anti'),
  join_inner_condition: (inputs) => inputs.left.alias('l').join(inputs.right.alias('r'), col('l.a').eq(col('r.a'))),
  join_inner_no_condition: (inputs) => inputs.left.join(inputs.right),
  join_inner_using_multiple_col_array: (inputs) => inputs.left.join(inputs.right, ['id', 'a']),
  join_inner_using_multiple_col_seq: (inputs) => inputs.left.join(inputs.right, ['id', 'a']),
  join_inner_using_single_col: (inputs) => inputs.left.join(inputs.right, 'id'),
  join_using_multiple_col_array: (inputs) => inputs.left.join(inputs.right, ['id', 'a'], 'outer'),
  join_using_multiple_col_seq: (inputs) => inputs.left.join(inputs.right, ['id', 'a'], 'right_outer'),
  join_using_single_col: (inputs) => inputs.left.join(inputs.right, ['id'], 'left_semi'),
  test_broadcast: (inputs) => inputs.left.join(fn.broadcast(inputs.right), 'id'),
  except: (inputs) => inputs.simple.subtract(inputs.simple),
  exceptAll: (inputs) => inputs.simple.exceptAll(inputs.simple),
  intersect: (inputs) => inputs.simple.intersect(inputs.simple),
  intersectAll: (inputs) => inputs.simple.intersectAll(inputs.simple),
  union: (inputs) => inputs.simple.union(inputs.simple),
  unionAll: (inputs) => inputs.simple.unionAll(inputs.simple),
  unionByName: (inputs) => inputs.simple.drop('b').unionByName(inputs.right.drop('payload')),
  unionByName_allowMissingColumns: (inputs) => inputs.simple.unionByName(inputs.right, true),
};
