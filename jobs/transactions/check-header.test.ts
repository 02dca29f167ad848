import { expect, test } from 'vitest';
import { checkHeader, checkSeparator } from './check-header.ts';
import { transactionColumns } from './transaction.ts';

const columns: readonly string[] = transactionColumns.map(({ name }) => name);
const hint = 'data/README.md lists the columns in their order.';

test('accepts the 23 columns in their order', () => {
  expect(() => checkHeader(columns, 'a.csv')).not.toThrow();
});

test('names the columns that are missing and those nobody knows', () => {
  const header = columns.map((name) => (name === 'age' ? 'Age' : name)).filter((name) => name !== 'city');
  expect(() => checkHeader(header, 'a.csv')).toThrow(
    `The header of a.csv lacks age, city and has the unknown "Age"; ${hint}`,
  );
});

test('names the first column out of place', () => {
  const [first, second, ...others] = columns;
  expect(() => checkHeader([String(second), String(first), ...others], 'a.csv')).toThrow(
    `The header of a.csv has transaction_id as column 1, where customer_id belongs; ${hint}`,
  );
});

test('refuses a column that is there twice', () => {
  expect(() => checkHeader([...columns, 'age'], 'a.csv')).toThrow('has age as column 24, where nothing belongs');
});

test.each([
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'vertical bars'],
])('names the separator %j by its word', (separator, word) => {
  for (const header of [columns.join(separator), columns.map((name) => `"${name}"`).join(separator)]) {
    expect(() => checkSeparator(header, 'a.csv')).toThrow(
      `a.csv separates its columns by ${word}; write it with commas instead.`,
    );
  }
  expect(() => checkSeparator(columns.join(), 'a.csv')).not.toThrow();
});
