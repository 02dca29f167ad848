import * as fn from '../../../../src/functions.ts';
import type { Plans } from '../inputs.ts';
import { descriptorSet } from '../golden-files.ts';

const javaMessage = 'org.apache.spark.connect.proto.StorageLevel';
const depth = { 'recursive.fields.max.depth': 2 };

/** Avro and Protocol Buffers. */
export const serializedPlans: Plans = {
  from_avro_without_options: ({ binary }) => binary.select(fn.from_avro('bytes', '{"type": "string", "name": "name"}')),
  from_avro_with_options: ({ binary }) =>
    binary.select(
      fn.from_avro('bytes', '{"type": "int", "name": "id"}', { mode: 'FAILFAST', compression: 'zstandard' }),
    ),
  to_avro_without_schema: ({ simple }) => simple.select(fn.to_avro('id')),
  to_avro_with_schema: ({ simple }) => simple.select(fn.to_avro('a', '{"type": "int", "name": "id"}')),
  from_protobuf_messageClassName_descFilePath: ({ binary }) =>
    binary.select(fn.from_protobuf('bytes', 'StorageLevel', descriptorSet())),
  from_protobuf_messageClassName_descFilePath_options: ({ binary }) =>
    binary.select(fn.from_protobuf('bytes', 'StorageLevel', descriptorSet(), depth)),
  to_protobuf_messageClassName: ({ binary }) => binary.select(fn.to_protobuf('bytes', javaMessage)),
  to_protobuf_messageClassName_options: ({ binary }) =>
    binary.select(fn.to_protobuf('bytes', javaMessage, undefined, depth)),
  to_protobuf_messageClassName_descFilePath: ({ binary }) =>
    binary.select(fn.to_protobuf('bytes', 'StorageLevel', descriptorSet())),
  to_protobuf_messageClassName_descFilePath_options: ({ binary }) =>
    binary.select(fn.to_protobuf('bytes', 'StorageLevel', descriptorSet(), depth)),
};
