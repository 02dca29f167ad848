import { AnalysisException, SparkSession } from 'spark-connect-ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loyalCustomers } from '../loyal-customers.ts';

let spark: SparkSession;
beforeAll(async () => {
  spark = await SparkSession.builder.getOrCreate(); // A session of this file: its views are invisible to other files.
});
afterAll(() => spark.stop());

it('counts the orders of a customer, but not refunds', async () => {
  const orders = await spark.createDataFrame([
    { customer: 'Ada', amount: 10 },
    { customer: 'Ada', amount: 5.5 },
    { customer: 'Grace', amount: 20 },
    { customer: 'Grace', amount: -20 },
  ]);
  expect(await loyalCustomers(orders, 2).collect()).toEqual([{ customer: 'Ada', orders: 2n, total: 15.5 }]);
});

it('returns nothing without orders', async () => {
  const none = spark.emptyDataFrame('customer STRING, amount DOUBLE');
  expect(await loyalCustomers(none, 1).collect()).toEqual([]);
});

it('rejects a table without amounts', async () => {
  const customers = await spark.createDataFrame([{ customer: 'Ada' }]);
  await expect(loyalCustomers(customers, 1).collect()).rejects.toThrow(AnalysisException);
});
