import * as fn from '../../../../src/functions.ts';
import { DataTypes, StructType } from '../../../../src/index.ts';
import type { Plans } from '../inputs.ts';

const simpleType = new StructType()
  .add('id', DataTypes.LongType)
  .add('a', DataTypes.IntegerType)
  .add('b', DataTypes.DoubleType);

/** Functions with other arguments than columns and values. */
export const moreFunctions: Plans = {
  function_countDistinct: ({ complex }) => complex.select(fn.count_distinct('a', 'g')),
  function_from_csv: ({ complex }) => complex.select(fn.from_csv('g', simpleType, { mode: 'FAILFAST' })),
  function_from_json: ({ complex }) => complex.select(fn.from_json('g', simpleType)),
  function_overlay: ({ complex }) => complex.select(fn.overlay('b', fn.lit('foo'), 4)),
  function_schema_of_csv: ({ complex }) => complex.select(fn.schema_of_csv('1|abc', { sep: '|' })),
  function_schema_of_json: ({ complex }) => complex.select(fn.schema_of_json('[{"col":01}]')),
  function_schema_of_json_with_options: ({ complex }) =>
    complex.select(fn.schema_of_json('[{"col":01}]', { allowNumericLeadingZeros: true })),
  function_to_csv: ({ complex }) => complex.select(fn.to_csv('d', { sep: '|' })),
  function_to_json: ({ complex }) => complex.select(fn.to_json('d', { timestampFormat: 'dd/MM/yyyy' })),
};
