/** What is known of a failure beyond its message. Every part is left out when the server did not tell it. */
export interface SparkConnectErrorDetails {
  /** Spark's error class, such as `UNRESOLVED_COLUMN.WITH_SUGGESTION`. */
  readonly errorClass?: string;
  /** The SQLSTATE, which servers from 4.0 on send. */
  readonly sqlState?: string;
  /** The values in the message by parameter name, which servers from 4.0 on send. */
  readonly messageParameters?: Readonly<Record<string, string>>;
  /** The gRPC status by name, such as `INTERNAL` or `UNAVAILABLE`. */
  readonly code?: string;
  /** The Java stack trace, where the server sends one. */
  readonly serverStackTrace?: string;
  /** The error behind this one. */
  readonly cause?: unknown;
}

/**
 * The base of all errors this library throws: what Spark or the way to it reported.
 *
 * The subclasses carry PySpark's names: {@link AnalysisException}, {@link ParseException},
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
    // What is not known is not printed, and a stack of Java only where somebody asks for it.
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
