import { startLocalSpark } from 'spark-connect-ts/local';

/** Starts a server on free ports, which ends with the test run, whatever happens. It takes a few seconds. */
export default async function setup(): Promise<() => Promise<void>> {
  const server = await startLocalSpark({ config: { 'spark.sql.shuffle.partitions': 2 } });
  process.env['SPARK_REMOTE'] = server.remote; // SparkSession.builder.getOrCreate() in the tests uses it.
  return () => server.stop();
}
