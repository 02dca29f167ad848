import { describe, expect, test } from 'vitest';
import { formatTransaction, transactionFormatter } from './format-transaction.ts';
import { withSchema } from './generate-fields.ts';
import { generateTransactions } from './generate-transactions.ts';
import { rowParser } from './parse-transaction.ts';
import { builtInSchema, parseSchema, type TransactionSchema } from './transaction-schema.ts';
import type { FieldValue } from './transaction.ts';

const needed = 'customer_id STRING, transaction_id STRING, final_amount DECIMAL(12,2)';
const records = 2000;

function generate(schema: TransactionSchema): readonly Readonly<Record<string, FieldValue>>[] {
  return [...withSchema(generateTransactions(records, 7), schema, 7)];
}

describe('withSchema()', () => {
  test('returns the same transactions for the built-in schema', () => {
    const lines = [...generateTransactions(records, 7)].map(formatTransaction);
    expect(generate(builtInSchema).map(formatTransaction)).toEqual(lines);
  });

  test('draws values that a row can have, and leaves optional ones empty now and then', () => {
    const types = ['BOOLEAN', 'INT', 'BIGINT', 'DOUBLE', 'DECIMAL(3,1)', 'DECIMAL(2,2)', 'DATE', 'TIMESTAMP', 'STRING'];
    const fields = types.map((type, index) => `o${index} ${type}, r${index} ${type} NOT NULL`).join();
    const schema = parseSchema(`${fields}, ${needed}`, '');
    const rows = generate(schema);
    const [format, parse] = [transactionFormatter(schema), rowParser(schema.fields)];
    for (const row of rows) expect(parse(format(row).split(','))).toEqual(row);
    for (const index of types.keys()) {
      const empty = rows.filter((row) => row[`o${index}`] === null).length;
      expect(empty).toBeGreaterThan(records * 0.02);
      expect(empty).toBeLessThan(records * 0.1);
      expect(rows.some((row) => row[`r${index}`] === null)).toBe(false);
    }
  });

  test('draws the same values for a field if others are added or moved', () => {
    const before = generate(parseSchema(`${needed}, tier STRING, age INT NOT NULL`, ''));
    const after = generate(parseSchema(`age INT NOT NULL, added BIGINT, tier STRING, ${needed}`, ''));
    expect(after.map(({ age, tier, ...others }) => ({ age, tier, ...others }))).toMatchObject(before);
    expect(before.map(({ age }) => age)).toEqual([...generateTransactions(records, 7)].map(({ age }) => age));
  });
});
