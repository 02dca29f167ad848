import type { OptionValue } from '../../plan/options.ts';
import type { Column, ColumnOrName } from '../column.ts';
import { call } from './call.ts';
import { optionArguments } from './document.ts';
import { lit } from './normal.ts';

type Options = Readonly<Record<string, OptionValue>>;

/** Reads bytes of Avro by a schema in Avro's JSON; the server needs the package spark-avro. */
export const from_avro = (column: ColumnOrName, jsonFormatSchema: string, options: Options = {}): Column =>
  call('from_avro', column, lit(jsonFormatSchema), ...optionArguments(options));
/** Writes Avro, by a schema in Avro's JSON if given; the server needs the package spark-avro. */
export const to_avro = (column: ColumnOrName, jsonFormatSchema?: string): Column =>
  call('to_avro', column, jsonFormatSchema === undefined ? undefined : lit(jsonFormatSchema));

/**
 * Reads a message of Protocol Buffers, by its name and the bytes of a descriptor set (`protoc --descriptor_set_out`), or by a
 * Java class without. The server needs the package spark-protobuf.
 */
export const from_protobuf = (
  column: ColumnOrName,
  messageName: string,
  descriptorSet?: Uint8Array,
  options: Options = {},
): Column => call('from_protobuf', column, ...description(messageName, descriptorSet, options));
/** Writes a struct as a message of Protocol Buffers, described as for {@link from_protobuf}. */
export const to_protobuf = (
  column: ColumnOrName,
  messageName: string,
  descriptorSet?: Uint8Array,
  options: Options = {},
): Column => call('to_protobuf', column, ...description(messageName, descriptorSet, options));

function description(messageName: string, descriptorSet: Uint8Array | undefined, options: Options): Column[] {
  return [lit(messageName), ...(descriptorSet ? [lit(descriptorSet)] : []), ...optionArguments(options)];
}
