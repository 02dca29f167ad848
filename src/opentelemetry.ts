/**
 * The entry point `spark-connect-ts/opentelemetry`: spans and trace contexts. Requires the package `@opentelemetry/api`.
 *
 * @packageDocumentation
 */
export { extractTraceContext, injectTraceContext } from './telemetry/trace-context.ts';
export { traceSpark, type SparkTracing, type TraceSparkOptions } from './telemetry/trace-spark.ts';
