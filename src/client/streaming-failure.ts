import { functionFailureIn, withFunctionFailure } from '../errors/function-failure.ts';
import type { SparkConnectError, SparkConnectErrorDetails } from '../errors/spark-connect-error.ts';
import { StreamingQueryException } from '../errors/spark-exceptions.ts';
import { exceptionFor, detailsFromMessage, taskFailureClasses, taskFailureOf } from './spark-message.ts';

const stackStart = /\n\s*at |\n\nDriver stacktrace|\n=== Streaming Query ===/;

/**
 * Creates the exception of a failed streaming query from the server's message, whose format depends on the call: for
 * `awaitTermination` it starts with the error class and is truncated within the stack; for `exception` it starts with
 * the Java class and ends with the plan.
 */
export function streamingQueryException(text: string, details: SparkConnectErrorDetails = {}): StreamingQueryException {
  const failure = functionFailureIn(text, { cause: details.cause });
  const whole = (failure ? withFunctionFailure(text, failure) : text).replace(
    /^(?:[a-z]\w*\.)+StreamingQueryException: /,
    '',
  );
  const ids = /\[id = ([\w-]+), runId = ([\w-]+)\]/.exec(whole);
  const stackAt = whole.search(stackStart);
  const untilStack = (stackAt < 0 ? whole : whole.slice(0, stackAt)).trim();
  const reason = untilStack.replace(/^\[STREAM_FAILED\] Query \[.*?\] terminated with exception: /, '');
  const [id, runId] = ids?.slice(1) ?? [];
  const message = ids
    ? `[STREAM_FAILED] Query [id = ${id}, runId = ${runId}] terminated with exception: ${reason}`
    : untilStack;
  const serverStackTrace = details.serverStackTrace ?? (stackAt < 0 ? undefined : whole.slice(stackAt).trim());
  return new StreamingQueryException(message, {
    ...details,
    errorClass: details.errorClass ?? 'STREAM_FAILED',
    messageParameters: { ...(ids && { id: id!, runId: runId! }), message: reason },
    ...(serverStackTrace !== undefined && { serverStackTrace }),
    cause: failure ?? sparkCause(reason, details.cause),
  });
}

/** Returns the cause as the error that a batch query with the same failure would throw. */
function sparkCause(reason: string, cause: unknown): SparkConnectError {
  const message = taskFailureOf(reason)?.message ?? reason;
  return new (exceptionFor(taskFailureClasses(reason)))(message.trim(), { ...detailsFromMessage(reason), cause });
}
