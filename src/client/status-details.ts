import { fromBinary, type DescMessage, type MessageShape } from '@bufbuild/protobuf';
import { anyUnpack } from '@bufbuild/protobuf/wkt';
import type { StatusObject } from '@grpc/grpc-js';
import { ErrorInfoSchema, RetryInfoSchema, type ErrorInfo } from '../../gen/google/rpc/error_details_pb.ts';
import { StatusSchema, type Status } from '../../gen/google/rpc/status_pb.ts';
import type { RpcError } from './rpc-error.ts';

/**
 * Returns the status with the message from its trailer. The `grpc-message` is a header, and HTTP/2 drops headers that
 * start or end with whitespace.
 */
export function withWholeMessage(status: StatusObject): StatusObject {
  const details = statusesOf(status).find(({ message }) => message !== '')?.message;
  return details === undefined ? status : { ...status, details };
}

/**
 * Returns Spark's details of an error from the trailer of the call, or undefined if the trailer is missing or
 * unreadable.
 */
export function errorInfoOf(error: RpcError): ErrorInfo | undefined {
  return findDetail(error, ErrorInfoSchema);
}

/** Returns the delay in milliseconds that the server requests before a retry, or undefined if it requests none. */
export function retryDelayOf(error: RpcError): number | undefined {
  const info = findDetail(error, RetryInfoSchema);
  if (!info) return undefined;
  const { seconds = 0n, nanos = 0 } = info.retryDelay ?? {};
  return Number(seconds) * 1000 + nanos / 1e6;
}

function findDetail<Desc extends DescMessage>(error: RpcError, schema: Desc): MessageShape<Desc> | undefined {
  for (const detail of statusesOf(error).flatMap(({ details }) => details)) {
    try {
      const message = anyUnpack(detail, schema);
      if (message) return message;
    } catch {
      // A proxy may truncate or rewrite trailers. The message alone still says what happened.
    }
  }
  return undefined;
}

function statusesOf({ metadata }: Partial<StatusObject>): readonly Status[] {
  return (metadata?.get('grpc-status-details-bin') ?? []).flatMap((value) => {
    try {
      return typeof value === 'string' ? [] : [fromBinary(StatusSchema, value)];
    } catch {
      return [];
    }
  });
}
