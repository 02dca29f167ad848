import { expect, test } from 'vitest';
import { checkHeader, checkSeparator } from './check-header.ts';
import { transactionColumns } from './transaction.ts';

const columns: readonly string[] = transactionColumns.map(({ name }) => name);
const hint = 'data/README.md lists the expected columns in order.';

test('checkHeader() accepts the 23 columns in order', () => {
  expect(() => checkHeader(columns, 'a.csv')).not.toThrow();
});

test('checkHeader() names missing and unknown columns', () => {
  const header = columns.map((name) => (name === 'age' ? 'Age' : name)).filter((name) => name !== 'city');
  expect(() => checkHeader(header, 'a.csv')).toThrow(
    `The header of a.csv lacks age, city and has unknown columns "Age"; ${hint}`,
  );
});

test('checkHeader() names the first column that is out of order', () => {
  const [first, second, ...others] = columns;
  expect(() => checkHeader([String(second), String(first), ...others], 'a.csv')).toThrow(
    `The header of a.csv has transaction_id as column 1 instead of customer_id; ${hint}`,
  );
});

test('checkHeader() rejects a repeated column', () => {
  expect(() => checkHeader([...columns, 'age'], 'a.csv')).toThrow('has an extra column 24, age');
});

test.each([
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'vertical bars'],
])('checkSeparator() names the separator %j', (separator, word) => {
  for (const header of [columns.join(separator), columns.map((name) => `"${name}"`).join(separator)]) {
    expect(() => checkSeparator(header, 'a.csv')).toThrow(
      `a.csv separates its columns with ${word}; save it with commas instead.`,
    );
  }
  expect(() => checkSeparator(columns.join(), 'a.csv')).not.toThrow();
});
