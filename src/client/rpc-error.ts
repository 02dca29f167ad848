import { Metadata, status, type StatusObject } from '@grpc/grpc-js';

/** A call that ended with a gRPC status other than OK; grpc-js' own errors have the same shape. */
export interface RpcError extends Error, StatusObject {}

export function isRpcError(error: unknown): error is RpcError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'details' in error;
}

/**
 * It prints as one line, since it is the cause of an error that has the whole message and the stack of the caller: its parts are not
 * enumerable, and our own frames are left out.
 */
export function createRpcError({ code, details = '', metadata }: Partial<StatusObject> & { code: status }): RpcError {
  const error = new Error(details === '' ? codeName(code) : `${codeName(code)}: ${firstLine(details)}`);
  return Object.defineProperties(error, {
    code: { value: code },
    details: { value: details },
    metadata: { value: metadata ?? new Metadata() },
    stack: { value: `gRPC status ${error.message}` },
  }) as RpcError;
}

const longestLine = 120;

function firstLine(text: string): string {
  const whole = text.trim();
  const line = whole.split('\n', 1)[0]!.slice(0, longestLine);
  return line === whole ? line : `${line} …`;
}

/** The name of a gRPC status, such as `UNAVAILABLE`. */
export function codeName(code: status): string {
  return status[code] ?? `STATUS_${code}`;
}

/** Whether Spark's error class, which 3.5 writes into the message only, is this one. */
export function mentions(error: unknown, errorClass: string): boolean {
  return isRpcError(error) && error.details.includes(errorClass);
}

/** Whether Node gave up on an answer that goes beyond what it can receive; versions before 22 wait in silence instead. */
export function isUnreceivable({ code, details }: RpcError): boolean {
  return code === status.INTERNAL && /internal client error: Protocol error$/.test(details);
}

/**
 * Whether the way to the server broke, so that nobody knows what became of the call. grpc-js reports some broken
 * connections as INTERNAL, with words of its own; a server that answers sends other words.
 */
export function isConnectionFailure(error: RpcError): boolean {
  return (
    error.code === status.UNAVAILABLE ||
    ((error.code === status.INTERNAL || error.code === status.CANCELLED) &&
      !isUnreceivable(error) &&
      /^(Received RST_STREAM with code|Call cancelled$)/.test(error.details))
  );
}

/** Whether there was a connection and it broke, as against none that could be made, or nobody who answers. */
export function isBrokenConnection(error: unknown): error is RpcError {
  return (
    isRpcError(error) && isConnectionFailure(error) && !/^(No connection|Name resolution|no answer)/.test(error.details)
  );
}
