/**
 * Something that happened between this client and the server. It holds neither plans nor data nor secrets.
 *
 * @example
 * ```ts
 * import { SparkSession } from 'spark-connect-ts';
 *
 * const spark = await SparkSession.builder
 *   .remote('sc://127.0.0.1:15002')
 *   .logger(({ level, message, operationId, milliseconds }) => {
 *     if (level !== 'debug') console.error(level, message, operationId ?? '', milliseconds ?? '');
 *   })
 *   .getOrCreate();
 * await spark.stop();
 * ```
 */
export interface LogEvent {
  /** `debug` for every call, `info` for what was mended, `warn` for what needs a look. */
  readonly level: 'debug' | 'info' | 'warn';
  /** A sentence. */
  readonly message: string;
  readonly sessionId: string;
  /** The gRPC method, such as `ExecutePlan`. */
  readonly method?: string;
  /** The action that the event belongs to; all calls for it carry the same id. */
  readonly operationId?: string;
  /** How long the call or the wait took. */
  readonly milliseconds?: number;
}

/** Is told of every event; nothing is written anywhere without one. */
export type Logger = (event: LogEvent) => void;

/** What the parts of the client call: a logger that knows its session and whose failures harm nobody. */
export type Log = (event: Omit<LogEvent, 'sessionId'>) => void;

export function createLog(logger: Logger | undefined, sessionId: string): Log {
  if (!logger) return () => {};
  return (event) => {
    try {
      logger({ ...event, sessionId });
    } catch {
      // A logger that throws must not make the call fail that it was told of.
    }
  };
}
