import { expect, test } from 'vitest';
import { StructType } from '../../src/index.ts';
import { BrokenRowError, rowParser } from './parse-transaction.ts';
import { builtInSchema } from './transaction-schema.ts';

const parse = rowParser(builtInSchema.fields);

const fields =
  'CUST-1,TXN-1,2024-02-29,Ana,Silva,a@example.com,+1-212-555-0100,40,Female,Boston,MA,02101,Books,3,9.99,29.97,3.00,26.97,Cash,TRUE,2020-01-31,120,7'.split(
    ',',
  );

function withField(name: string, text: string): readonly string[] {
  return fields.map((field, position) => (builtInSchema.fieldNames[position] === name ? text : field));
}

test('rowParser() converts each field to the type of its column', () => {
  expect(parse(fields)).toEqual({
    customer_id: 'CUST-1',
    transaction_id: 'TXN-1',
    transaction_date: '2024-02-29',
    first_name: 'Ana',
    last_name: 'Silva',
    email: 'a@example.com',
    phone: '+1-212-555-0100',
    age: 40,
    gender: 'Female',
    city: 'Boston',
    state: 'MA',
    zip_code: '02101',
    product_category: 'Books',
    quantity: 3,
    unit_price: 9.99,
    total_amount: 29.97,
    discount: 3,
    final_amount: 26.97,
    payment_method: 'Cash',
    is_premium_customer: true,
    customer_since: '2020-01-31',
    loyalty_points: 120,
    record_id: 7,
  });
});

test.each([
  ['age', '', 'column age is empty, but must be a 32-bit integer'],
  ['age', '4.5', 'column age contains "4.5", but must be a 32-bit integer'],
  ['quantity', '2147483648', 'column quantity contains "2147483648", but must be a 32-bit integer'],
  ['record_id', '9007199254740993', 'column record_id contains "9007199254740993", but must be an integer up to 2^53'],
  ['unit_price', '1e3', 'column unit_price contains "1e3", but must be an amount like 12.50'],
  ['final_amount', '1.005', 'column final_amount contains "1.005", but must be an amount like 12.50'],
  ['is_premium_customer', 'yes', 'column is_premium_customer contains "yes", but must be true or false'],
  [
    'transaction_date',
    '2023-02-29',
    'column transaction_date contains "2023-02-29", but must be a date like 2024-03-31',
  ],
  ['customer_id', ' ', 'column customer_id is empty, but must be text'],
])('rowParser() rejects %s = "%s"', (name, text, message) => {
  expect(() => parse(withField(name, text))).toThrow(new BrokenRowError(message));
});

test('rowParser() rejects a row with a missing field', () => {
  expect(() => parse(fields.slice(1))).toThrow('the row has 22 fields instead of 23');
});

test.each([
  ['STRING', 'a', 'a'],
  ['STRING', '', null],
  ['INT', ' ', null],
  ['DOUBLE', '-1.25', -1.25],
  ['DECIMAL(9,3)', '123456.789', 123456.789],
  ['DECIMAL(3,0)', '12', 12],
  ['DECIMAL(2,2)', '0.25', 0.25],
  ['DECIMAL(15,5)', '9999999999.99999', 9999999999.99999],
  ['BIGINT', '9007199254740991', 9007199254740991],
  ['TIMESTAMP', '2024-03-31T23:59:59.123+02:00', '2024-03-31T23:59:59.123+02:00'],
] as const)('rowParser() reads an optional %s from "%s"', (type, text, value) => {
  expect(rowParser(new StructType().add('f', type).fields)([text])).toEqual({ f: value });
});

test.each([
  ['INT', '', 'is empty, but must be a 32-bit integer'],
  ['DECIMAL(9,3)', '1234567', 'contains "1234567", but must be a DECIMAL(9,3) like 0.500'],
  ['DECIMAL(3,0)', '1.0', 'contains "1.0", but must be a DECIMAL(3,0) like'],
  ['DECIMAL(2,2)', '1.00', 'contains "1.00", but must be an amount'],
  ['TIMESTAMP', '2024-03-31', 'contains "2024-03-31", but must be a time like 2024-03-31T12:00:00Z'],
  ['TIMESTAMP', '2024-02-30T12:00:00Z', 'must be a time'],
  ['TIMESTAMP', '2024-03-31T24:00:00Z', 'must be a time'],
] as const)('rowParser() rejects a required %s "%s"', (type, text, message) => {
  expect(() => rowParser(new StructType().add('f', type, false).fields)([text])).toThrow(message);
});
