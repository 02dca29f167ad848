import { writeFileSync } from 'node:fs';
import { SparkSession } from 'spark-connect-ts';
import { avg, col, count, lit, round, sin } from 'spark-connect-ts/functions';
import { withArquero } from './arquero.ts';
import { withDuckDB } from './duckdb.ts';
import { withPlot } from './plot.ts';

const spark = await SparkSession.builder.local().getOrCreate();

// Spark reduces the big data. What is left goes to other libraries as Arrow, without a JavaScript object per row.
const byHour = spark
  .range(240_000)
  .select(
    col('id').mod(24).cast('int').alias('hour'),
    sin(col('id').mod(24).divide(lit(4)))
      .multiply(10)
      .plus(col('id').mod(7))
      .alias('load'),
  )
  .groupBy('hour')
  .agg(count('*').cast('int').alias('records'), round(avg('load'), 3).alias('load'))
  .orderBy('hour');

const ipc = await byHour.toArrow(); // One Arrow IPC stream, as bytes

console.log('DuckDB:', await withDuckDB(ipc));
console.log('Arquero:', withArquero(ipc));
writeFileSync('load.svg', withPlot(ipc));
console.log('Observable Plot: load.svg');

await spark.stop();
