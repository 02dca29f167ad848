import type { OptionValue } from '../../plan/options.ts';
import type { Column, ColumnOrName } from '../column.ts';
import { call } from './call.ts';
import { optionArguments } from './document.ts';
import { lit } from './normal.ts';

type Options = Readonly<Record<string, OptionValue>>;

/**
 * Converts Avro binary data to a column with the given Avro schema in JSON. The server needs the package spark-avro.
 */
export const from_avro = (column: ColumnOrName, jsonFormatSchema: string, options: Options = {}): Column =>
  call('from_avro', column, lit(jsonFormatSchema), ...optionArguments(options));
/**
 * Converts a column to Avro binary data, optionally with an Avro schema in JSON. The server needs the package
 * spark-avro.
 */
export const to_avro = (column: ColumnOrName, jsonFormatSchema?: string): Column =>
  call('to_avro', column, jsonFormatSchema === undefined ? undefined : lit(jsonFormatSchema));

/**
 * Converts Protocol Buffers binary data to a struct. The message is identified by its name and the bytes of a
 * descriptor set (`protoc --descriptor_set_out`), or, without a descriptor set, by the name of a Java class. The server
 * needs the package spark-protobuf.
 */
export const from_protobuf = (
  column: ColumnOrName,
  messageName: string,
  descriptorSet?: Uint8Array,
  options: Options = {},
): Column => call('from_protobuf', column, ...description(messageName, descriptorSet, options));
/** Converts a struct to a Protocol Buffers message, identified as in {@link from_protobuf}. */
export const to_protobuf = (
  column: ColumnOrName,
  messageName: string,
  descriptorSet?: Uint8Array,
  options: Options = {},
): Column => call('to_protobuf', column, ...description(messageName, descriptorSet, options));

function description(messageName: string, descriptorSet: Uint8Array | undefined, options: Options): Column[] {
  return [lit(messageName), ...(descriptorSet ? [lit(descriptorSet)] : []), ...optionArguments(options)];
}
