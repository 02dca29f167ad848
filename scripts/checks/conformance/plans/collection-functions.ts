import * as fn from '../../../../src/functions.ts';
import type { Plans } from '../inputs.ts';

export const collectionFunctions: Plans = {
  function_array: ({ complex }) => complex.select(fn.array('a', 'a')),
  function_array_append: ({ complex }) => complex.select(fn.array_append('e', 1)),
  function_array_compact: ({ complex }) => complex.select(fn.array_compact('e')),
  function_array_contains: ({ complex }) => complex.select(fn.array_contains('e', 1)),
  function_array_distinct: ({ complex }) => complex.select(fn.array_distinct('e')),
  function_array_except: ({ complex }) => complex.select(fn.array_except('e', fn.array(1, 2, 4))),
  function_array_insert: ({ complex }) => complex.select(fn.array_insert('e', 0, 1)),
  function_array_intersect: ({ complex }) => complex.select(fn.array_intersect('e', fn.array(10, 4))),
  function_array_join: ({ complex }) => complex.select(fn.array_join('e', ';')),
  function_array_join_with_null_replacement: ({ complex }) => complex.select(fn.array_join('e', ';', 'null')),
  function_array_max: ({ complex }) => complex.select(fn.array_max('e')),
  function_array_min: ({ complex }) => complex.select(fn.array_min('e')),
  function_array_position: ({ complex }) => complex.select(fn.array_position('e', 10)),
  function_array_prepend: ({ complex }) => complex.select(fn.array_prepend('e', 1)),
  function_array_remove: ({ complex }) => complex.select(fn.array_remove('e', 314)),
  function_array_repeat: ({ complex }) => complex.select(fn.array_repeat('a', 10)),
  function_array_size: ({ complex }) => complex.select(fn.array_size('e')),
  function_array_union: ({ complex }) => complex.select(fn.array_union('e', fn.array(1, 2, 3))),
  function_arrays_overlap: ({ complex }) => complex.select(fn.arrays_overlap('e', fn.array(1, 2))),
  function_arrays_zip: ({ complex }) => complex.select(fn.arrays_zip('e', fn.sequence(1, 20, 1n))),
  function_cardinality: ({ complex }) => complex.select(fn.cardinality('f')),
  function_concat: ({ complex }) => complex.select(fn.concat('e', fn.array(1, 2), fn.sequence(33, 40, 1n))),
  function_element_at: ({ complex }) => complex.select(fn.element_at('f', 'bob')),
  function_explode: ({ complex }) => complex.select(fn.explode('e')),
  function_explode_outer: ({ complex }) => complex.select(fn.explode_outer('e')),
  function_flatten: ({ complex }) => complex.select(fn.flatten(fn.array('e', fn.sequence(1, 10, 1n)))),
  function_get: ({ complex }) => complex.select(fn.get('e', 2)),
  function_inline: ({ complex }) => complex.select(fn.inline(fn.map_values('f'))),
  function_inline_outer: ({ complex }) => complex.select(fn.inline_outer(fn.map_values('f'))),
  function_map_concat: ({ complex }) =>
    complex.select(
      fn.map_concat(
        'f',
        fn.create_map(
          fn.lit('foo'),
          fn.struct(fn.lit(12n).alias('id'), fn.lit(68).alias('a'), fn.lit(2.718281828459045).alias('b')),
        ),
      ),
    ),
  function_map_contains_key: ({ complex }) => complex.select(fn.map_contains_key('f', 'xyz')),
  function_map_entries: ({ complex }) => complex.select(fn.map_entries('f')),
  function_map_from_arrays: ({ complex }) =>
    complex.select(fn.map_from_arrays(fn.array(1, 2), fn.array(fn.lit('one'), fn.lit('two')))),
  function_map_from_entries: ({ complex }) =>
    complex.select(fn.map_from_entries(fn.transform('e', (x, y) => fn.struct(y, x)))),
  function_map_keys: ({ complex }) => complex.select(fn.map_keys('f')),
  function_map_values: ({ complex }) => complex.select(fn.map_values('f')),
  function_posexplode: ({ complex }) => complex.select(fn.posexplode('e')),
  function_posexplode_outer: ({ complex }) => complex.select(fn.posexplode_outer('e')),
  function_reverse: ({ complex }) => complex.select(fn.reverse('e')),
  function_sequence: ({ complex }) => complex.select(fn.sequence(1, 10, 1n)),
  function_size: ({ complex }) => complex.select(fn.size('f')),
  function_slice: ({ complex }) => complex.select(fn.slice('e', 0, 5)),
  function_sort_array: ({ complex }) => complex.select(fn.sort_array('e', true)),
  function_stack: ({ complex }) => complex.select(fn.stack(2, 'g', 'g', 'g')),
  function_str_to_map: ({ complex }) => complex.select(fn.str_to_map('g')),
  function_str_to_map_with_pair_and_keyValue_delimiter: ({ complex }) =>
    complex.select(fn.str_to_map('g', fn.lit(','))),
  function_str_to_map_with_pair_delimiter: ({ complex }) =>
    complex.select(fn.str_to_map('g', fn.lit(','), fn.lit('='))),
  function_try_element_at_array: ({ complex }) => complex.select(fn.try_element_at('e', 'a')),
  function_try_element_at_map: ({ complex }) => complex.select(fn.try_element_at('f', 'g')),
};
