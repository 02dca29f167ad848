import { SparkConnectError } from './spark-connect-error.ts';

/** Spark could not analyze a plan, for example because of an unknown column or table, or a type mismatch. */
export class AnalysisException extends SparkConnectError {}
