import type { ProcessWork } from '../work.ts';

/** The cost of a script that runs one small query. */
export const freshProcess: ProcessWork = {
  kind: 'process',
  name: 'fresh process to first result',
  target: { atMost: 0.4 },
  ours: `
    import { SparkSession } from 'spark-connect-ts';
    const spark = await SparkSession.builder.remote(process.env.SPARK_REMOTE).getOrCreate();
    console.log((await spark.range(5).collect()).map(({ id }) => id).join());
    await spark.stop();`,
  pyspark: [
    'import os',
    'from pyspark.sql import SparkSession',
    "spark = SparkSession.builder.remote(os.environ['SPARK_REMOTE']).getOrCreate()",
    "print(','.join(str(row.id) for row in spark.range(5).collect()), flush=True)",
    'spark.stop()',
  ].join('\n'),
  warmUp: `
    import { SparkSession } from 'spark-connect-ts';
    let rows;
    for (let session = 0; session < 150; session++) {
      const spark = await SparkSession.builder.remote(process.env.SPARK_REMOTE).getOrCreate();
      rows = await spark.range(5).collect();
      await spark.stop();
    }
    console.log(rows.map(({ id }) => id).join());`,
  prints: '0,1,2,3,4',
};
