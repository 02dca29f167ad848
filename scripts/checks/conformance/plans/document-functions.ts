import * as fn from '../../../../src/functions.ts';
import type { Plans } from '../inputs.ts';

export const documentFunctions: Plans = {
  function_get_json_object: ({ complex }) => complex.select(fn.get_json_object('g', '$.device_type')),
  function_json_array_length: ({ complex }) => complex.select(fn.json_array_length('g')),
  function_json_object_keys: ({ complex }) => complex.select(fn.json_object_keys('g')),
  function_json_tuple: ({ complex }) => complex.select(fn.json_tuple('g', 'a', 'b', 'id')),
  function_parse_url: ({ complex }) => complex.select(fn.parse_url('g', 'g')),
  function_parse_url_with_key: ({ complex }) => complex.select(fn.parse_url('g', 'g', 'g')),
  function_url_decode: ({ complex }) => complex.select(fn.url_decode('g')),
  function_url_encode: ({ complex }) => complex.select(fn.url_encode('g')),
  function_xpath: ({ temporals }) => temporals.select(fn.xpath('s', fn.lit('a/b/text()'))),
  function_xpath_boolean: ({ temporals }) => temporals.select(fn.xpath_boolean('s', fn.lit('a/b'))),
  function_xpath_double: ({ temporals }) => temporals.select(fn.xpath_double('s', fn.lit('a/b'))),
  function_xpath_float: ({ temporals }) => temporals.select(fn.xpath_float('s', fn.lit('a/b'))),
  function_xpath_int: ({ temporals }) => temporals.select(fn.xpath_int('s', fn.lit('a/b'))),
  function_xpath_long: ({ temporals }) => temporals.select(fn.xpath_long('s', fn.lit('a/b'))),
  function_xpath_number: ({ temporals }) => temporals.select(fn.xpath_number('s', fn.lit('a/b'))),
  function_xpath_short: ({ temporals }) => temporals.select(fn.xpath_short('s', fn.lit('a/b'))),
  function_xpath_string: ({ temporals }) => temporals.select(fn.xpath_string('s', fn.lit('a/b'))),
};
