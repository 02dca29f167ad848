/** Details of a failure in addition to its message. Details that the server did not send are absent. */
export interface SparkConnectErrorDetails {
  /** Spark's error class, such as `UNRESOLVED_COLUMN.WITH_SUGGESTION`. */
  readonly errorClass?: string;
  /** SQLSTATE, sent by Spark 4.0 and later and derived from the error class for 3.5. */
  readonly sqlState?: string;
  /** Values in the message by parameter name, sent by Spark 4.0 and later and extracted from the message for 3.5. */
  readonly messageParameters?: Readonly<Record<string, string>>;
  /** Name of the gRPC status, such as `INTERNAL` or `UNAVAILABLE`. */
  readonly code?: string;
  /** Java stack trace, if the server sent one. */
  readonly serverStackTrace?: string;
  /** Error that caused this one. */
  readonly cause?: unknown;
}

/**
 * Base class of all errors that this library throws for failures of Spark or of the connection to it.
 *
 * The subclasses have the same names as in PySpark: {@link AnalysisException}, {@link ParseException},
 * {@link IllegalArgumentException}, {@link StreamingQueryException}.
 *
 * @example
 * ```ts
 * import { SparkConnectError, SparkSession } from 'spark-connect-ts';
 *
 * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
 * try {
 *   await spark.table('missing').collect();
 * } catch (error) {
 *   if (error instanceof SparkConnectError) console.log(error.errorClass, error.message);
 * }
 * ```
 */
export class SparkConnectError extends Error {
  readonly errorClass: string | undefined;
  readonly sqlState: string | undefined;
  readonly messageParameters: Readonly<Record<string, string>>;
  readonly code: string | undefined;
  readonly serverStackTrace: string | undefined;

  constructor(message: string, details: SparkConnectErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.errorClass = details.errorClass;
    this.sqlState = details.sqlState;
    this.messageParameters = details.messageParameters ?? {};
    this.code = details.code;
    this.serverStackTrace = details.serverStackTrace;
    // Do not print unknown details, or the Java stack trace.
    for (const [name, value] of Object.entries(this)) {
      if (value === undefined || name === 'serverStackTrace' || name === 'name' || isEmpty(value)) {
        Object.defineProperty(this, name, { enumerable: false });
      }
    }
  }
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
