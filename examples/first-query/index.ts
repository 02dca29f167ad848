import { SparkSession } from 'spark-connect-ts';
import { count, round, sum } from 'spark-connect-ts/functions';

// The server that "npx spark-connect-ts up" has started. For another one: .remote('sc://host:15002')
const spark = await SparkSession.builder.local().getOrCreate();

const orders = await spark.createDataFrame([
  { customer: 'Ada', country: 'CH', amount: 120.5 },
  { customer: 'Grace', country: 'US', amount: 80 },
  { customer: 'Ada', country: 'CH', amount: 19.5 },
  { customer: 'Linus', country: 'FI', amount: 310.25 },
]);

// Nothing runs yet: a DataFrame describes a query.
const byCustomer = orders
  .groupBy('customer')
  .agg(count('*').alias('orders'), round(sum('amount'), 2).alias('total'))
  .orderBy('customer');

// An action runs it on the server. Counts are BIGINT in Spark, and therefore bigint here.
for (const { customer, orders, total } of await byCustomer.collect()) {
  console.log(`${customer}: ${orders} orders, ${total} in total`);
}

await spark.stop();
