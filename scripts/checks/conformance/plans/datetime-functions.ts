import * as fn from '../../../../src/functions.ts';
import type { Plans } from '../inputs.ts';

export const datetimeFunctions: Plans = {
  function_add_months: ({ temporals }) => temporals.select(fn.add_months('d', 2)),
  function_convert_timezone_with_source_time_zone: ({ temporals }) =>
    temporals.select(fn.convert_timezone(fn.lit('"Africa/Dakar"'), fn.lit('"Asia/Urumqi"'), 't')),
  function_convert_timezone_without_source_time_zone: ({ temporals }) =>
    temporals.select(fn.convert_timezone(null, fn.lit('"Asia/Urumqi"'), 't')),
  function_curdate: ({ temporals }) => temporals.select(fn.curdate()),
  function_current_date: ({ temporals }) => temporals.select(fn.current_date()),
  function_current_timestamp: ({ temporals }) => temporals.select(fn.current_timestamp()),
  function_current_timezone: ({ temporals }) => temporals.select(fn.current_timezone()),
  function_date_add: ({ temporals }) => temporals.select(fn.date_add('d', 2)),
  function_date_diff: ({ temporals }) => temporals.select(fn.date_diff('d', fn.make_date(2020, 10, 10))),
  function_date_format: ({ temporals }) => temporals.select(fn.date_format('d', 'yyyy-MM-dd')),
  function_date_from_unix_date: ({ temporals }) => temporals.select(fn.date_from_unix_date(10)),
  function_date_part: ({ temporals }) => temporals.select(fn.date_part(fn.lit('year'), 'd')),
  function_date_sub: ({ temporals }) => temporals.select(fn.date_sub('d', 2)),
  function_dateadd: ({ temporals }) => temporals.select(fn.dateadd('d', 2)),
  function_datediff: ({ temporals }) => temporals.select(fn.datediff('d', fn.make_date(2020, 10, 10))),
  function_datepart: ({ temporals }) => temporals.select(fn.datepart(fn.lit('year'), 'd')),
  function_day: ({ temporals }) => temporals.select(fn.day('d')),
  function_dayofmonth: ({ temporals }) => temporals.select(fn.dayofmonth('d')),
  function_dayofweek: ({ temporals }) => temporals.select(fn.dayofweek('d')),
  function_dayofyear: ({ temporals }) => temporals.select(fn.dayofyear('d')),
  function_extract: ({ temporals }) => temporals.select(fn.extract(fn.lit('year'), 'd')),
  function_from_unixtime: ({ temporals }) => temporals.select(fn.from_unixtime(1n)),
  function_from_utc_timestamp: ({ temporals }) => temporals.select(fn.from_utc_timestamp('t', '-08:00')),
  function_hour: ({ temporals }) => temporals.select(fn.hour('t')),
  function_last_day: ({ temporals }) => temporals.select(fn.last_day('t')),
  function_localtimestamp: ({ temporals }) => temporals.select(fn.localtimestamp()),
  function_make_date: ({ temporals }) => temporals.select(fn.make_date(2018, 5, 14)),
  function_minute: ({ temporals }) => temporals.select(fn.minute('t')),
  function_month: ({ temporals }) => temporals.select(fn.month('d')),
  function_months_between: ({ temporals }) => temporals.select(fn.months_between(fn.current_date(), 'd')),
  function_months_between_with_roundoff: ({ temporals }) =>
    temporals.select(fn.months_between(fn.current_date(), 'd', true)),
  function_next_day: ({ temporals }) => temporals.select(fn.next_day('d', 'Mon')),
  function_now: ({ temporals }) => temporals.select(fn.now()),
  function_quarter: ({ temporals }) => temporals.select(fn.quarter('d')),
  function_second: ({ temporals }) => temporals.select(fn.second('t')),
  function_session_window: ({ temporals }) =>
    temporals.select(fn.session_window('t', '10 minutes').alias('session_window')),
  function_timestamp_micros: ({ temporals }) => temporals.select(fn.timestamp_micros('x')),
  function_timestamp_millis: ({ temporals }) => temporals.select(fn.timestamp_millis('x')),
  function_timestamp_seconds: ({ temporals }) => temporals.select(fn.timestamp_seconds('x')),
  function_to_date: ({ temporals }) => temporals.select(fn.to_date('s')),
  function_to_date_with_format: ({ temporals }) => temporals.select(fn.to_date('s', 'yyyy-MM-dd')),
  function_to_timestamp: ({ temporals }) => temporals.select(fn.to_timestamp('s')),
  function_to_timestamp_ltz: ({ complex }) => complex.select(fn.to_timestamp_ltz('g')),
  function_to_timestamp_ltz_with_format: ({ complex }) => complex.select(fn.to_timestamp_ltz('g', 'g')),
  function_to_timestamp_ntz: ({ complex }) => complex.select(fn.to_timestamp_ntz('g')),
  function_to_timestamp_ntz_with_format: ({ complex }) => complex.select(fn.to_timestamp_ntz('g', 'g')),
  function_to_timestamp_with_format: ({ temporals }) =>
    temporals.select(fn.to_timestamp('s', 'yyyy-MM-dd HH:mm:ss.SSSS')),
  function_to_unix_timestamp: ({ complex }) => complex.select(fn.to_unix_timestamp('g')),
  function_to_unix_timestamp_with_format: ({ complex }) => complex.select(fn.to_unix_timestamp('g', 'g')),
  function_to_utc_timestamp: ({ temporals }) => temporals.select(fn.to_utc_timestamp('t', '-04:00')),
  function_trunc: ({ temporals }) => temporals.select(fn.trunc('d', 'mm')),
  function_try_to_timestamp: ({ complex }) => complex.select(fn.try_to_timestamp('g', 'g')),
  function_try_to_timestamp_without_format: ({ complex }) => complex.select(fn.try_to_timestamp('g')),
  function_unix_date: ({ temporals }) => temporals.select(fn.unix_date(fn.to_date('s', 'yyyy-MM-dd'))),
  function_unix_micros: ({ temporals }) =>
    temporals.select(fn.unix_micros(fn.to_timestamp('s', 'yyyy-MM-dd HH:mm:ss.SSSS'))),
  function_unix_millis: ({ temporals }) =>
    temporals.select(fn.unix_millis(fn.to_timestamp('s', 'yyyy-MM-dd HH:mm:ss.SSSS'))),
  function_unix_seconds: ({ temporals }) =>
    temporals.select(fn.unix_seconds(fn.to_timestamp('s', 'yyyy-MM-dd HH:mm:ss.SSSS'))),
  function_unix_timestamp: ({ temporals }) => temporals.select(fn.unix_timestamp(fn.current_timestamp())),
  function_unix_timestamp_with_format: ({ temporals }) =>
    temporals.select(fn.unix_timestamp('s', 'yyyy-MM-dd HH:mm:ss.SSSS')),
  function_weekday: ({ temporals }) => temporals.select(fn.weekday('d')),
  function_weekofyear: ({ temporals }) => temporals.select(fn.weekofyear('d')),
  function_window: ({ temporals }) => temporals.select(fn.window('t', '1 second', '1 second', '0 second')),
  function_year: ({ temporals }) => temporals.select(fn.year('d')),
  function_window_time: ({ temporals }) =>
    temporals.withMetadata('wt', { 'spark.timeWindow': true }).select(fn.window_time('wt')),
};
