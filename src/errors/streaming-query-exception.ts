import { SparkConnectError } from './spark-connect-error.ts';

/** A streaming query terminated with an error. The message contains the cause reported by Spark. */
export class StreamingQueryException extends SparkConnectError {}
