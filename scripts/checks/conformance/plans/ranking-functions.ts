import * as fn from '../../../../src/functions.ts';
import { Window } from '../../../../src/index.ts';
import type { Plans } from '../inputs.ts';

const window = Window.partitionBy('a').orderBy('id');

export const rankingFunctions: Plans = {
  function_cume_dist: ({ complex }) => complex.select(fn.cume_dist().over(window)),
  function_dense_rank: ({ complex }) => complex.select(fn.dense_rank().over(window)),
  function_lag: ({ complex }) => complex.select(fn.lag('g', 1, null, true).over(window)),
  function_lead: ({ complex }) => complex.select(fn.lead('g', 2, 'dv', true).over(window)),
  function_nth_value: ({ complex }) => complex.select(fn.nth_value('g', 3, true).over(window)),
  function_ntile: ({ complex }) => complex.select(fn.ntile(4).over(window)),
  function_percent_rank: ({ complex }) => complex.select(fn.percent_rank().over(window)),
  function_rank: ({ complex }) => complex.select(fn.rank().over(window)),
  function_row_number: ({ complex }) => complex.select(fn.row_number().over(window)),
};
