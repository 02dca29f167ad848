import { describe, expect, test } from 'vitest';
import { checkSeparator, matchHeader } from './check-header.ts';
import { builtInSchema, parseSchema } from './transaction-schema.ts';

const columns: readonly string[] = builtInSchema.fieldNames;
const hint = 'data/README.md lists the expected columns, and --schema describes others.';

describe('matchHeader()', () => {
  test('returns the fields in the order of the header', () => {
    for (const header of [columns, [...columns].reverse()]) {
      expect(matchHeader(header, builtInSchema, 'a.csv').map(({ name }) => name)).toEqual(header);
    }
  });

  test('names missing and unknown columns', () => {
    const header = columns.map((name) => (name === 'age' ? 'Age' : name)).filter((name) => name !== 'city');
    expect(() => matchHeader(header, builtInSchema, 'a.csv')).toThrow(
      `The header of a.csv lacks age, city and has unknown columns "Age"; ${hint}`,
    );
  });

  test('rejects a repeated column', () => {
    expect(() => matchHeader([...columns, 'age'], builtInSchema, 'a.csv')).toThrow(
      `The header of a.csv repeats age; ${hint}`,
    );
  });

  test('accepts a header without the optional columns of a schema, but not without the required ones', () => {
    const ddl = 'customer_id STRING, transaction_id STRING, final_amount DECIMAL(12,2), tier STRING, age INT NOT NULL';
    const schema = parseSchema(ddl, '');
    const header = ['age', 'final_amount', 'transaction_id', 'customer_id'];
    expect(matchHeader(header, schema, 'a.csv').map(({ name }) => name)).toEqual(header);
    expect(() => matchHeader(header.slice(1), schema, 'a.csv')).toThrow(
      'The header of a.csv lacks age; the file of --schema lists the expected columns.',
    );
  });
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
