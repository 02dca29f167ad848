import * as fn from '../../../../src/functions.ts';
import type { Plans } from '../inputs.ts';

export const conditionFunctions: Plans = {
  function_assert_true_with_message: ({ complex }) =>
    complex.select(fn.assert_true(fn.col('id').gt(0), 'id negative!')),
  function_coalesce: ({ complex }) => complex.select(fn.coalesce('a', 3)),
  function_equal_null: ({ complex }) => complex.select(fn.equal_null('g', 'g')),
  function_greatest: ({ complex }) => complex.select(fn.greatest('a', fn.col('d').getItem('a'))),
  function_ifnull: ({ complex }) => complex.select(fn.ifnull('g', 'g')),
  function_isnan: ({ complex }) => complex.select(fn.isnan('b')),
  function_isnotnull: ({ complex }) => complex.select(fn.isnotnull('g')),
  function_isnull: ({ complex }) => complex.select(fn.isnull('a')),
  function_least: ({ complex }) => complex.select(fn.least('a', fn.col('d').getItem('a'))),
  function_nanvl: ({ complex }) => complex.select(fn.nanvl(NaN, 'a')),
  function_nullif: ({ complex }) => complex.select(fn.nullif('g', 'g')),
  function_nvl: ({ complex }) => complex.select(fn.nvl('g', 'g')),
  function_nvl2: ({ complex }) => complex.select(fn.nvl2('g', 'g', 'g')),
  function_raise_error: ({ complex }) => complex.select(fn.raise_error('kaboom')),
};
