import { DataTypes, Decimal, LocalDate, SparkSession, StructType, type RowOfSchema } from 'spark-connect-ts';
import { col, count, sum } from 'spark-connect-ts/functions';

const spark = await SparkSession.builder.local().getOrCreate();

// The schema describes the columns to Spark and to the compiler.
const orderSchema = new StructType()
  .add('id', DataTypes.LongType, false)
  .add('customer', DataTypes.StringType, false)
  .add('amount', DataTypes.createDecimalType(12, 2), false)
  .add('shipped', DataTypes.DateType);

type Order = RowOfSchema<typeof orderSchema>; // { id: bigint; customer: string; amount: Decimal; shipped: LocalDate | null }

const written: readonly Order[] = [
  { id: 1n, customer: 'Ada', amount: Decimal.parse('120.50'), shipped: LocalDate.parse('2026-03-01') },
  { id: 2n, customer: 'Grace', amount: Decimal.parse('80.00'), shipped: null },
  { id: 3n, customer: 'Ada', amount: Decimal.parse('19.95'), shipped: null },
];
const orders = await spark.createDataFrame(written, orderSchema);

// The type of the rows follows the transformations: { customer: string; orders: bigint; total: Decimal | null }
const open = await orders
  .filter(col('shipped').isNull())
  .groupBy('customer')
  .agg(count('*').alias('orders'), sum('amount').cast('decimal(22,2)').alias('total'))
  .orderBy('customer')
  .collect();

for (const { customer, orders, total } of open) {
  const next: bigint = orders + 1n;
  console.log(`${customer.toUpperCase()} ${next} ${total}`);
}

// @ts-expect-error: there is no column "custmer". The compiler lists those that there are.
const misspelled = () => orders.select('custmer');
// @ts-expect-error: "shipped" may be null.
const unchecked = (order: Order) => order.shipped.toString();
console.log(typeof misspelled, typeof unchecked);

await spark.stop();
