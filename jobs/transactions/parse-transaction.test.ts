import { expect, test } from 'vitest';
import { BrokenRowError, parseTransaction } from './parse-transaction.ts';
import { transactionColumns } from './transaction.ts';

const fields =
  'CUST-1,TXN-1,2024-02-29,Ana,Silva,a@example.com,+1-212-555-0100,40,Female,Boston,MA,02101,Books,3,9.99,29.97,3.00,26.97,Cash,TRUE,2020-01-31,120,7'.split(
    ',',
  );

function withField(name: string, text: string): readonly string[] {
  return fields.map((field, position) => (transactionColumns[position]?.name === name ? text : field));
}

test('parseTransaction() converts each field to the type of its column', () => {
  expect(parseTransaction(fields)).toEqual({
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
])('parseTransaction() rejects %s = "%s"', (name, text, message) => {
  expect(() => parseTransaction(withField(name, text))).toThrow(new BrokenRowError(message));
});

test('parseTransaction() rejects a row with a missing field', () => {
  expect(() => parseTransaction(fields.slice(1))).toThrow('the row has 22 fields instead of 23');
});
