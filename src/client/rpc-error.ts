import { Metadata, status, type StatusObject } from '@grpc/grpc-js';

/** A call that ended with a gRPC status other than OK; grpc-js' own errors have the same shape. */
export interface RpcError extends Error, StatusObject {}

export function isRpcError(error: unknown): error is RpcError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'details' in error;
}

export function createRpcError({ code, details, metadata }: Partial<StatusObject> & { code: status }): RpcError {
  const error = new Error(`${codeName(code)}: ${details}`);
  return Object.assign(error, { code, details: details ?? '', metadata: metadata ?? new Metadata() });
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
