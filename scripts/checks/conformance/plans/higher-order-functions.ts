import * as fn from '../../../../src/functions.ts';
import type { Plans } from '../inputs.ts';

export const higherOrderFunctions: Plans = {
  function_aggregate: ({ complex }) =>
    complex.select(
      fn.aggregate(
        'e',
        fn.lit(0),
        (x, y) => x.plus(y),
        (x) => x,
      ),
    ),
  function_array_sort: ({ complex }) => complex.select(fn.array_sort('e')),
  function_array_sort_with_comparator: ({ complex }) => complex.select(fn.array_sort('e', (x, y) => x.minus(y))),
  function_exists: ({ complex }) => complex.select(fn.exists('e', (x) => x.gt(10))),
  function_filter: ({ complex }) => complex.select(fn.filter('e', (x) => x.gt(10))),
  function_filter_with_pair_input: ({ complex }) => complex.select(fn.filter('e', (x, y) => x.gt(10).and(y.gt(2)))),
  function_forall: ({ complex }) => complex.select(fn.forall('e', (x) => x.gt(10))),
  function_map_filter: ({ complex }) => complex.select(fn.map_filter('f', (x) => x.contains('baz'))),
  function_map_zip_with: ({ complex }) =>
    complex.select(fn.map_zip_with('f', 'f', (_x, y, z) => y.getItem('id').plus(z.getItem('id')))),
  function_reduce: ({ complex }) =>
    complex.select(
      fn.reduce(
        'e',
        fn.lit(0),
        (x, y) => x.plus(y),
        (x) => x,
      ),
    ),
  function_transform: ({ complex }) => complex.select(fn.transform('e', (x) => x.plus(1))),
  function_transform_keys: ({ complex }) =>
    complex.select(fn.transform_keys('f', (x, y) => fn.concat(x, y.getItem('id')))),
  function_transform_values: ({ complex }) => complex.select(fn.transform_values('f', (x, y) => y.withField('key', x))),
  function_transform_with_index: ({ complex }) => complex.select(fn.transform('e', (x, y) => x.plus(y))),
  function_zip_with: ({ complex }) => complex.select(fn.zip_with('e', 'e', (x, y) => x.plus(y))),
};
