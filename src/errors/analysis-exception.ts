import { SparkConnectError } from './spark-connect-error.ts';

/** The server understood the plan but could not make sense of it: an unknown column or table, types that do not fit. */
export class AnalysisException extends SparkConnectError {}
