import { fromBinary, type DescMessage, type MessageShape } from '@bufbuild/protobuf';
import { anyUnpack, type Any } from '@bufbuild/protobuf/wkt';
import { ErrorInfoSchema, RetryInfoSchema, type ErrorInfo } from '../../gen/google/rpc/error_details_pb.ts';
import { StatusSchema } from '../../gen/google/rpc/status_pb.ts';
import type { RpcError } from './rpc-error.ts';

/** What Spark tells of an error beyond its message, from the trailer of the call; undefined when the trailer is missing or unreadable. */
export function errorInfoOf(error: RpcError): ErrorInfo | undefined {
  return findDetail(error, ErrorInfoSchema);
}

/** How many milliseconds the server asks to wait before the next try; undefined unless it asks for one. */
export function retryDelayOf(error: RpcError): number | undefined {
  const info = findDetail(error, RetryInfoSchema);
  if (!info) return undefined;
  const { seconds = 0n, nanos = 0 } = info.retryDelay ?? {};
  return Number(seconds) * 1000 + nanos / 1e6;
}

function findDetail<Desc extends DescMessage>(error: RpcError, schema: Desc): MessageShape<Desc> | undefined {
  for (const detail of detailsOf(error)) {
    try {
      const message = anyUnpack(detail, schema);
      if (message) return message;
    } catch {
      // A proxy may cut or rewrite trailers; the message alone still tells what happened.
    }
  }
  return undefined;
}

function detailsOf(error: RpcError): readonly Any[] {
  return (error.metadata?.get('grpc-status-details-bin') ?? []).flatMap((value) => {
    try {
      return typeof value === 'string' ? [] : fromBinary(StatusSchema, value).details;
    } catch {
      return [];
    }
  });
}
