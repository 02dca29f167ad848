import * as fn from '../../../../src/functions.ts';
import type { Plans } from '../inputs.ts';

export const intervalFunctions: Plans = {
  function_make_dt_interval: ({ complex }) => complex.select(fn.make_dt_interval()),
  function_make_dt_interval_days: ({ complex }) => complex.select(fn.make_dt_interval('a')),
  function_make_dt_interval_days_hours: ({ complex }) => complex.select(fn.make_dt_interval('a', 'a')),
  function_make_dt_interval_days_hours_mins: ({ complex }) => complex.select(fn.make_dt_interval('a', 'a', 'a')),
  function_make_dt_interval_days_hours_mins_secs: ({ complex }) =>
    complex.select(fn.make_dt_interval('a', 'a', 'a', 'b')),
  function_make_interval: ({ complex }) => complex.select(fn.make_interval()),
  function_make_interval_years: ({ complex }) => complex.select(fn.make_interval('a')),
  function_make_interval_years_months: ({ complex }) => complex.select(fn.make_interval('a', 'a')),
  function_make_interval_years_months_weeks: ({ complex }) => complex.select(fn.make_interval('a', 'a', 'a')),
  function_make_interval_years_months_weeks_days: ({ complex }) => complex.select(fn.make_interval('a', 'a', 'a', 'a')),
  function_make_interval_years_months_weeks_days_hours: ({ complex }) =>
    complex.select(fn.make_interval('a', 'a', 'a', 'a', 'a')),
  function_make_interval_years_months_weeks_days_hours_mins: ({ complex }) =>
    complex.select(fn.make_interval('a', 'a', 'a', 'a', 'a', 'a')),
  function_make_interval_years_months_weeks_days_hours_mins_secs: ({ complex }) =>
    complex.select(fn.make_interval('a', 'a', 'a', 'a', 'a', 'a', 'b')),
  function_make_timestamp_ltz_with_timezone: ({ complex }) =>
    complex.select(fn.make_timestamp_ltz('a', 'a', 'a', 'a', 'a', 'b', 'g')),
  function_make_timestamp_ltz_without_timezone: ({ complex }) =>
    complex.select(fn.make_timestamp_ltz('a', 'a', 'a', 'a', 'a', 'b')),
  function_make_timestamp_ntz: ({ complex }) => complex.select(fn.make_timestamp_ntz('a', 'a', 'a', 'a', 'a', 'b')),
  function_make_timestamp_with_timezone: ({ complex }) =>
    complex.select(fn.make_timestamp('a', 'a', 'a', 'a', 'a', 'b', 'g')),
  function_make_timestamp_without_timezone: ({ complex }) =>
    complex.select(fn.make_timestamp('a', 'a', 'a', 'a', 'a', 'b')),
  function_make_ym_interval: ({ complex }) => complex.select(fn.make_ym_interval()),
  function_make_ym_interval_years: ({ complex }) => complex.select(fn.make_ym_interval('a')),
  function_make_ym_interval_years_months: ({ complex }) => complex.select(fn.make_ym_interval('a', 'a')),
};
