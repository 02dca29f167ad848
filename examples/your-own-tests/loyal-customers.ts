import type { DataFrame } from 'spark-connect-ts';
import { col, count, sum } from 'spark-connect-ts/functions';

/** Returns the customers with at least `orders` orders, and what they have spent. The code under test. */
export function loyalCustomers(all: DataFrame, orders: number) {
  return all
    .filter(col('amount').gt(0)) // Refunds are no orders.
    .groupBy('customer')
    .agg(count('*').alias('orders'), sum('amount').alias('total'))
    .filter(col('orders').geq(orders))
    .orderBy('customer');
}
