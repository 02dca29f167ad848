/**
 * An event between this client and the server. It contains no plans, data or secrets.
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
  /** `debug` for every call, `info` for failures that were recovered from, `warn` for problems that need attention. */
  readonly level: 'debug' | 'info' | 'warn';
  /** Description of the event, as a sentence. */
  readonly message: string;
  readonly sessionId: string;
  /** gRPC method, such as `ExecutePlan`. */
  readonly method?: string;
  /** Id of the action that the event belongs to, shared by all of its calls. */
  readonly operationId?: string;
  /** Duration of the call or the wait. */
  readonly milliseconds?: number;
}

/** Receives every event. Without a logger, nothing is logged. */
export type Logger = (event: LogEvent) => void;

/** Logs an event for a session. Errors thrown by the logger are ignored. */
export type Log = (event: Omit<LogEvent, 'sessionId'>) => void;

export function createLog(logger: Logger | undefined, sessionId: string): Log {
  if (!logger) return () => {};
  return (event) => {
    try {
      logger({ ...event, sessionId });
    } catch {
      // A logger that throws must not make the logged call fail.
    }
  };
}
