import { SparkConnectError } from '../errors/spark-connect-error.ts';

/** Bytes that are not the Arrow data they should be. */
export function malformed(reason: string, cause?: unknown): SparkConnectError {
  return new SparkConnectError(`The server sent an Arrow batch that cannot be read: ${reason}.`, { cause });
}

/** Runs a reader of bytes; whatever it throws that is not ours already, such as a position outside of them, becomes {@link malformed}. */
export function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SparkConnectError) throw error;
    throw malformed((error as Error).message, error);
  }
}
