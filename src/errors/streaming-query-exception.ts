import { SparkConnectError } from './spark-connect-error.ts';

/** A streaming query ended because of an error; the message carries Spark's cause. */
export class StreamingQueryException extends SparkConnectError {}
