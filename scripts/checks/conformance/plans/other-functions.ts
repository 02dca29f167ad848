import * as fn from '../../../../src/functions.ts';
import type { Plans } from '../inputs.ts';

export const otherFunctions: Plans = {
  function_asc: ({ complex }) => complex.select(fn.asc('a')),
  function_asc_nulls_first: ({ complex }) => complex.select(fn.asc_nulls_first('a')),
  function_asc_nulls_last: ({ complex }) => complex.select(fn.asc_nulls_last('a')),
  function_bitmap_bucket_number: ({ complex }) => complex.select(fn.bitmap_bit_position('id')),
  function_bround: ({ complex }) => complex.select(fn.round('b', 2)),
  function_call_function: ({ complex }) => complex.select(fn.call_function('lower', 'g')),
  function_col: ({ complex }) => complex.select(fn.col('id')),
  function_date_trunc: ({ temporals }) => temporals.select(fn.trunc('t', 'minute')),
  function_desc: ({ complex }) => complex.select(fn.desc('a')),
  function_desc_nulls_first: ({ complex }) => complex.select(fn.desc_nulls_first('a')),
  function_desc_nulls_last: ({ complex }) => complex.select(fn.desc_nulls_last('a')),
  function_expr: ({ complex }) => complex.select(fn.expr('a + 1')),
  function_map: ({ complex }) => complex.select(fn.create_map('a', 'g', fn.lit(22), fn.lit('dummy'))),
  function_named_struct: ({ complex }) => complex.select(fn.named_struct(fn.lit('x'), 'a', fn.lit('y'), 'id')),
  function_struct: ({ complex }) => complex.select(fn.struct('a', 'd')),
};
