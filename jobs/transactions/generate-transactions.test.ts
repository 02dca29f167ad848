import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { productCategories } from './catalogue.ts';
import { csvHeader, formatTransaction } from './format-transaction.ts';
import { generateTransactions } from './generate-transactions.ts';
import { toCents } from './money.ts';
import type { BuiltInTransaction } from './transaction.ts';

const transactions: readonly BuiltInTransaction[] = [...generateTransactions(5000, 7)];

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

test('generateTransactions() reproduces the file in data/ from seed 42, byte for byte', async () => {
  const lines = [csvHeader, ...[...generateTransactions(1200, 42)].map(formatTransaction)];
  expect(`${lines.join('\n')}\n`).toBe(await readFile('data/customer_transactions_1200.csv', 'utf8'));
});

test('generateTransactions() returns different transactions for another seed', () => {
  expect([...generateTransactions(10, 1)]).not.toEqual([...generateTransactions(10, 2)]);
});

test('csvHeader lists the 23 columns in order', () => {
  expect(csvHeader).toBe(
    'customer_id,transaction_id,transaction_date,first_name,last_name,email,phone,age,gender,city,state,zip_code,' +
      'product_category,quantity,unit_price,total_amount,discount,final_amount,payment_method,is_premium_customer,' +
      'customer_since,loyalty_points,record_id',
  );
});

test('generated amounts add up to the cent', () => {
  for (const row of transactions) {
    expect(toCents(row.total_amount)).toBe(row.quantity * toCents(row.unit_price));
    expect(toCents(row.final_amount)).toBe(toCents(row.total_amount) - toCents(row.discount));
    expect(row.final_amount).toBeGreaterThan(0);
  }
});

test('generated prices and quantities fit their category', () => {
  const categories = new Map(productCategories.map((category) => [category.name, category]));
  for (const { product_category, unit_price, quantity } of transactions) {
    const category = categories.get(product_category);
    expect(unit_price).toBeGreaterThanOrEqual(category?.minDollars ?? Infinity);
    expect(unit_price).toBeLessThan((category?.maxDollars ?? 0) + 1);
    expect(quantity).toBeLessThanOrEqual(category?.maxQuantity ?? 0);
  }
});

test('generated customers return with the same personal data', () => {
  const people = new Map<string, string>();
  for (const row of transactions) {
    const person = JSON.stringify([row.email, row.phone, row.age, row.city, row.customer_since, row.loyalty_points]);
    expect(people.get(row.customer_id) ?? person).toBe(person);
    people.set(row.customer_id, person);
  }
  expect(people.size).toBeLessThan(transactions.length / 2);
});

test('generated transactions are ordered by date and do not precede the start of the customer relationship', () => {
  const dates = transactions.map((row) => row.transaction_date);
  expect(dates).toEqual(dates.toSorted());
  expect([dates[0], dates.at(-1)]).toEqual(['2024-01-01', '2024-12-31']);
  for (const row of transactions) expect(row.customer_since <= row.transaction_date, row.transaction_id).toBe(true);
});

test('generated premium customers are older and have more points', () => {
  const premium = transactions.filter((row) => row.is_premium_customer);
  const others = transactions.filter((row) => !row.is_premium_customer);
  expect(mean(premium.map((row) => row.age))).toBeGreaterThan(mean(others.map((row) => row.age)) + 3);
  expect(mean(premium.map((row) => row.loyalty_points))).toBeGreaterThan(
    mean(others.map((row) => row.loyalty_points)) * 1.5,
  );
});

test('generated records have unique IDs', () => {
  expect(new Set(transactions.map((row) => row.transaction_id)).size).toBe(transactions.length);
  expect(transactions.map((row) => row.record_id)).toEqual(transactions.map((_, index) => index + 1));
});
