import { SparkConnectError } from '../errors/spark-connect-error.ts';

/** Creates the error for invalid Arrow data. */
export function malformed(reason: string, cause?: unknown): SparkConnectError {
  return new SparkConnectError(`The server sent an Arrow batch that cannot be read: ${reason}.`, { cause });
}

/**
 * Runs a reader of Arrow data. Converts errors other than SparkConnectError, such as an out-of-range position, to
 * {@link malformed}.
 */
export function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SparkConnectError) throw error;
    throw malformed((error as Error).message, error);
  }
}
