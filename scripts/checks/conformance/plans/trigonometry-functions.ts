import * as fn from '../../../../src/functions.ts';
import { DataTypes } from '../../../../src/index.ts';
import type { Plans } from '../inputs.ts';

export const trigonometryFunctions: Plans = {
  function_acos: ({ complex }) => complex.select(fn.acos('b')),
  function_acosh: ({ complex }) => complex.select(fn.acosh('b')),
  function_asin: ({ complex }) => complex.select(fn.asin('b')),
  function_asinh: ({ complex }) => complex.select(fn.asinh('b')),
  function_atan: ({ complex }) => complex.select(fn.atan('b')),
  function_atan2: ({ complex }) => complex.select(fn.atan2(fn.col('a').cast(DataTypes.DoubleType), 'b')),
  function_atanh: ({ complex }) => complex.select(fn.atanh('b')),
  function_cos: ({ complex }) => complex.select(fn.cos('b')),
  function_cosh: ({ complex }) => complex.select(fn.cosh('b')),
  function_cot: ({ complex }) => complex.select(fn.cot('b')),
  function_csc: ({ complex }) => complex.select(fn.csc('b')),
  function_degrees: ({ complex }) => complex.select(fn.degrees('b')),
  function_radians: ({ complex }) => complex.select(fn.radians('b')),
  function_sec: ({ complex }) => complex.select(fn.sec('b')),
  function_sin: ({ complex }) => complex.select(fn.sin('b')),
  function_sinh: ({ complex }) => complex.select(fn.sinh('b')),
  function_tan: ({ complex }) => complex.select(fn.tan('b')),
  function_tanh: ({ complex }) => complex.select(fn.tanh('b')),
};
