import { expect, test } from 'vitest';
import { StructType } from '../../../src/index.ts';
import { modelFault } from './schema-model.ts';

test.each([
  ['INT', undefined, undefined],
  ['INT NOT NULL', null, 'missing_field'],
  ['STRING NOT NULL', '', 'missing_field'],
  ['STRING', '', undefined],
  ['INT', '', 'wrong_type'],
  ['INT', 2147483647, undefined],
  ['INT', 2147483648, 'out_of_range'],
  ['INT', '-2147483648', undefined],
  ['INT', '1.5e1', undefined],
  ['INT', 1.5, 'out_of_range'],
  ['BIGINT', '9223372036854775808', 'out_of_range'],
  ['DECIMAL(5,2)', '999.99', undefined],
  ['DECIMAL(5,2)', '1000', 'out_of_range'],
  ['DECIMAL(5,2)', '0.001', 'out_of_range'],
  ['DOUBLE', '1e400', 'out_of_range'],
  ['DOUBLE', 'much', 'wrong_type'],
  ['BOOLEAN', true, undefined],
  ['BOOLEAN', 'yes', 'wrong_type'],
  ['DATE', '2024-02-30', 'wrong_type'],
  ['TIMESTAMP', '2024-02-29T23:59:59.5+02:00', undefined],
  ['TIMESTAMP', '2024-02-29', 'wrong_type'],
] as const)('modelFault() of %s and %j', (type, value, expected) => {
  const { dataType } = new StructType().add('f', type.replace(' NOT NULL', '') as 'int').fields[0]!;
  expect(modelFault({ dataType, nullable: !type.endsWith(' NOT NULL') }, value)).toBe(expected);
});
