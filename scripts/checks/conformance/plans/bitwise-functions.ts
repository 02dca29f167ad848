import * as fn from '../../../../src/functions.ts';
import type { Plans } from '../inputs.ts';

export const bitwiseFunctions: Plans = {
  function_bin: ({ complex }) => complex.select(fn.bin('b')),
  function_bit_count: ({ complex }) => complex.select(fn.bit_count('a')),
  function_bit_get: ({ complex }) => complex.select(fn.bit_get('a', 0)),
  function_bitmap_bit_position: ({ complex }) => complex.select(fn.bitmap_bit_position('id')),
  function_bitmap_construct_agg: ({ complex }) => complex.select(fn.bitmap_construct_agg('id')),
  function_bitmap_count: ({ binary }) => binary.select(fn.bitmap_count('bytes')),
  function_bitmap_or_agg: ({ binary }) => binary.select(fn.bitmap_or_agg('bytes')),
  function_bitwise_not: ({ complex }) => complex.select(fn.bitwise_not('a')),
  function_conv: ({ complex }) => complex.select(fn.conv('b', 10, 16)),
  function_getbit: ({ complex }) => complex.select(fn.getbit('a', 0)),
  function_hex: ({ complex }) => complex.select(fn.hex('a')),
  function_shiftleft: ({ complex }) => complex.select(fn.shiftleft('b', 2)),
  function_shiftright: ({ complex }) => complex.select(fn.shiftright('b', 2)),
  function_shiftrightunsigned: ({ complex }) => complex.select(fn.shiftrightunsigned('b', 2)),
  function_unhex: ({ complex }) => complex.select(fn.unhex('a')),
};
