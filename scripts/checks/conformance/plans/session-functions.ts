import * as fn from '../../../../src/functions.ts';
import type { Plans } from '../inputs.ts';

export const sessionFunctions: Plans = {
  function_bucket: ({ complex }) => complex.select(fn.bucket(3, 'a')),
  function_current_catalog: ({ complex }) => complex.select(fn.current_catalog()),
  function_current_database: ({ complex }) => complex.select(fn.current_database()),
  function_current_schema: ({ complex }) => complex.select(fn.current_schema()),
  function_current_user: ({ complex }) => complex.select(fn.current_user()),
  function_days: ({ complex }) => complex.select(fn.days('a')),
  function_hours: ({ complex }) => complex.select(fn.hours('a')),
  function_input_file_block_length: ({ complex }) => complex.select(fn.input_file_block_length()),
  function_input_file_block_start: ({ complex }) => complex.select(fn.input_file_block_start()),
  function_input_file_name: ({ complex }) => complex.select(fn.input_file_name()),
  function_java_method: ({ complex }) =>
    complex.select(fn.java_method(fn.lit('java.util.UUID'), fn.lit('fromString'), 'g')),
  function_monotonically_increasing_id: ({ complex }) => complex.select(fn.monotonically_increasing_id()),
  function_months: ({ complex }) => complex.select(fn.months('a')),
  function_reflect: ({ complex }) => complex.select(fn.reflect(fn.lit('java.util.UUID'), fn.lit('fromString'), 'g')),
  function_spark_partition_id: ({ complex }) => complex.select(fn.spark_partition_id()),
  function_typeof: ({ complex }) => complex.select(fn.typeof('g')),
  function_user: ({ complex }) => complex.select(fn.user()),
  function_years: ({ complex }) => complex.select(fn.years('a')),
};
