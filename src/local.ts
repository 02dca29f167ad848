/**
 * The entry point `spark-connect-ts/local`: starts Spark Connect servers on this machine.
 *
 * @packageDocumentation
 */
export { startLocalSpark, type LocalSpark, type LocalSparkOptions } from './local/start-local-spark.ts';
