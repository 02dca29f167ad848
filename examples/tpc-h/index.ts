import { SparkSession } from 'spark-connect-ts';
import { avg, col, count, lit, sum, to_date } from 'spark-connect-ts/functions';
import { lineitem } from './lineitem.ts';

const spark = await SparkSession.builder.local().getOrCreate();
const lines = lineitem(spark, 60_000);

// Q1, pricing summary report, as a DataFrame. Sums of decimals are exact.
const discounted = col('l_extendedprice').multiply(lit(1).minus(col('l_discount')));
const pricing = lines
  .filter(col('l_shipdate').leq(to_date(lit('1998-09-02'))))
  .groupBy('l_returnflag', 'l_linestatus')
  .agg(
    sum('l_quantity').alias('sum_qty'),
    sum('l_extendedprice').alias('sum_base_price'),
    sum(discounted).alias('sum_disc_price'),
    sum(discounted.multiply(lit(1).plus(col('l_tax')))).alias('sum_charge'),
    avg('l_quantity').alias('avg_qty'),
    count('*').alias('count_order'),
  )
  .orderBy('l_returnflag', 'l_linestatus');
await pricing.show();

// Q6, forecasting revenue change, in SQL.
await lines.createOrReplaceTempView('lineitem');
const forecast = await spark.sql(
  `SELECT sum(l_extendedprice * l_discount) AS revenue
   FROM lineitem
   WHERE l_shipdate >= :start AND l_shipdate < :start + INTERVAL '1' YEAR
     AND l_discount BETWEEN 0.05 AND 0.07 AND l_quantity < 24`,
  { start: new Date('1994-01-01') },
);
await forecast.show();

await spark.stop();
