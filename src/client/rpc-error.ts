import type { ServiceError } from '@grpc/grpc-js';

/** A call that ended with a gRPC status other than OK, as grpc-js reports it. */
export type RpcError = ServiceError;

export function isRpcError(error: unknown): error is RpcError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'details' in error;
}
