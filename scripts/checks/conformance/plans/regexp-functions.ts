import * as fn from '../../../../src/functions.ts';
import type { Plans } from '../inputs.ts';

export const regexpFunctions: Plans = {
  function_ilike: ({ complex }) => complex.select(fn.ilike('g', 'g')),
  function_ilike_with_escape: ({ complex }) => complex.select(fn.ilike('g', 'g', fn.lit('/'))),
  function_like: ({ complex }) => complex.select(fn.like('g', 'g')),
  function_like_with_escape: ({ complex }) => complex.select(fn.like('g', 'g', fn.lit('/'))),
  function_regexp: ({ complex }) => complex.select(fn.regexp('g', fn.lit('[a-z]+b'))),
  function_regexp_count: ({ complex }) => complex.select(fn.regexp_count('g', fn.lit('\\d+'))),
  function_regexp_extract: ({ complex }) => complex.select(fn.regexp_extract('g', '(\\d+)-(\\d+)', 1)),
  function_regexp_extract_all_with_regex_group_index: ({ complex }) =>
    complex.select(fn.regexp_extract_all('g', fn.lit('(\\d+)([a-z]+)'), 1)),
  function_regexp_extract_all_without_regex_group_index: ({ complex }) =>
    complex.select(fn.regexp_extract_all('g', fn.lit('(\\d+)([a-z]+)'))),
  function_regexp_instr_with_regex_group_index: ({ complex }) =>
    complex.select(fn.regexp_instr('g', fn.lit('\\d+(a|b|m)'), 1)),
  function_regexp_instr_without_regex_group_index: ({ complex }) =>
    complex.select(fn.regexp_instr('g', fn.lit('\\d+(a|b|m)'))),
  function_regexp_like: ({ complex }) => complex.select(fn.regexp_like('g', fn.lit('[a-z]+b'))),
  function_regexp_replace: ({ complex }) => complex.select(fn.regexp_replace('g', '(\\d+)', 'XXX')),
  function_regexp_substr: ({ complex }) => complex.select(fn.regexp_substr('g', fn.lit('\\d{2}(a|b|m)'))),
  function_rlike: ({ complex }) => complex.select(fn.rlike('g', fn.lit('[a-z]+b'))),
};
