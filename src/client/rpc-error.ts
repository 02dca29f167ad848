import { Metadata, status, type StatusObject } from '@grpc/grpc-js';

/**
 * What happened after the server rejected a token: a fresh one is in use (`renewed`), there was no other one
 * (`unchanged`), or the server rejected the fresh one too (`refused again`).
 */
export type RefusedToken = 'renewed' | 'unchanged' | 'refused again';

/** A gRPC status other than OK, as an error. The errors of grpc-js have the same shape. */
export interface RpcError extends Error, StatusObject {
  /** Set if the server rejected the token of the call, and the token is not a fixed one. */
  readonly refusedToken?: RefusedToken;
}

export function isRpcError(error: unknown): error is RpcError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'details' in error;
}

/**
 * Creates an error that prints as one line: its properties are not enumerable, and it has no stack frames. It becomes
 * the cause of an error that has the full message and the caller's stack.
 */
export function createRpcError({
  code,
  details = '',
  metadata,
  refusedToken,
}: Partial<StatusObject> & { code: status; refusedToken?: RefusedToken | undefined }): RpcError {
  const error = new Error(details === '' ? codeName(code) : `${codeName(code)}: ${firstLine(details)}`);
  return Object.defineProperties(error, {
    code: { value: code },
    details: { value: details },
    metadata: { value: metadata ?? new Metadata() },
    ...(refusedToken !== undefined && { refusedToken: { value: refusedToken } }),
    stack: { value: `gRPC status ${error.message}` },
  }) as RpcError;
}

const maxLineLength = 120;

function firstLine(text: string): string {
  const whole = text.trim();
  const line = whole.split('\n', 1)[0]!.slice(0, maxLineLength);
  return line === whole ? line : `${line} …`;
}

/** Returns the name of a gRPC status, such as `UNAVAILABLE`. */
export function codeName(code: status): string {
  return status[code] ?? `STATUS_${code}`;
}

/** Returns whether the error has this Spark error class, which 3.5 states only in the message. */
export function mentions(error: unknown, errorClass: string): boolean {
  return isRpcError(error) && error.details.includes(errorClass);
}

/** Returns whether Node rejected a response that exceeds its limits. Versions before 22 wait silently instead. */
export function isUnreceivable({ code, details }: RpcError): boolean {
  return code === status.INTERNAL && /internal client error: Protocol error$/.test(details);
}

/**
 * Returns whether the connection failed, so that the outcome of the call is unknown. grpc-js reports some broken
 * connections as INTERNAL or CANCELLED, with messages that differ from those of a server.
 */
export function isConnectionFailure(error: RpcError): boolean {
  return (
    error.code === status.UNAVAILABLE ||
    ((error.code === status.INTERNAL || error.code === status.CANCELLED) &&
      !isUnreceivable(error) &&
      /^(Received RST_STREAM with code|Call cancelled$)/.test(error.details))
  );
}

/**
 * Returns whether the server, or a proxy in front of it, accepted the connection and then closed it, rather than that
 * nothing accepted it or the server did not respond.
 */
export function isBrokenConnection(error: unknown): error is RpcError {
  if (!isRpcError(error) || !isConnectionFailure(error)) return false;
  return isClosedEarly(error) || !/^(No connection|Name resolution|no answer)/.test(error.details);
}

/**
 * Returns whether the connection was accepted and closed before the server said anything, as a proxy does whose server
 * is away, and as a server does that requires TLS.
 */
export function isClosedEarly({ details }: RpcError): boolean {
  return /^No connection .*Last error: .*(Failed to connect \(|ECONNRESET|EPIPE|Socket closed|disconnected before secure)/s.test(
    details,
  );
}
