import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { anyPack, type Any } from '@bufbuild/protobuf/wkt';
import { Metadata } from '@grpc/grpc-js';
import { ErrorInfoSchema } from '../../gen/google/rpc/error_details_pb.ts';
import { StatusSchema } from '../../gen/google/rpc/status_pb.ts';

/** Returns the trailers of a failed call with the given details. */
export function statusTrailer(...details: Any[]): Metadata {
  return trailerOf({ details });
}

/** Returns the trailers of a failed call with the given status, including its message. */
export function trailerOf(status: MessageInitShape<typeof StatusSchema>): Metadata {
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', Buffer.from(toBinary(StatusSchema, create(StatusSchema, status))));
  return metadata;
}

/** Returns the trailers of a failure that Spark describes by its Java class. */
export function sparkTrailer(reason: string, metadata: Record<string, string> = {}): Metadata {
  return statusTrailer(anyPack(ErrorInfoSchema, create(ErrorInfoSchema, { reason, metadata })));
}
