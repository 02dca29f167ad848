import { create, toBinary } from '@bufbuild/protobuf';
import { LocalRelationSchema } from '../../gen/spark/connect/relations_pb.ts';
import type { RelationBody } from './relation.ts';

/** Rows that are part of the plan: an Arrow IPC stream with one record batch, and the schema as JSON or DDL. */
export interface LocalData {
  readonly data: Uint8Array;
  /** Default: the schema of the stream. */
  readonly schema?: string | undefined;
}

export function localRelation(local: LocalData): RelationBody {
  return { case: 'localRelation', value: messageOf(local) };
}

/** Encodes the data to upload for {@link cachedLocalRelation}: the whole message, not only the rows. */
export function localRelationBytes(local: LocalData): Uint8Array {
  return toBinary(LocalRelationSchema, create(LocalRelationSchema, messageOf(local)));
}

/** Refers to uploaded rows by their SHA-256 in hexadecimal digits. */
export function cachedLocalRelation(hash: string): RelationBody {
  return { case: 'cachedLocalRelation', value: { hash } };
}

function messageOf({ data, schema }: LocalData): { data: Uint8Array; schema?: string } {
  return { data, ...(schema !== undefined && { schema }) };
}
