import { tableFromIPC, type Batch } from '@uwdata/flechette';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import type { Row } from '../types/row.ts';
import type { StructType } from '../types/struct-type.ts';
import { createReader, decodingOptions, structReader } from './value-conversion.ts';

/**
 * The rows of one response: a complete Arrow IPC stream, of which the schema comes with the result's first message.
 *
 * @throws SparkConnectError when the bytes are not what the server said they would be.
 */
export function decodeRows(data: Uint8Array, rowCount: bigint, schema: StructType): Row[] {
  const rows = decode(data, schema);
  if (BigInt(rows.length) !== rowCount) {
    throw new SparkConnectError(`The server announced ${rowCount} rows but its Arrow batch holds ${rows.length}.`);
  }
  return rows;
}

function decode(data: Uint8Array, { fields, fieldNames }: StructType): Row[] {
  try {
    const { numRows, children } = tableFromIPC(aligned(data), decodingOptions);
    if (numRows === 0) return [];
    const readers = fields.map(({ dataType }, index) => createReader(onlyBatch(children[index]?.data), dataType));
    const read = structReader(fieldNames, readers);
    return Array.from({ length: numRows }, (_, row) => read(row));
  } catch (cause) {
    if (cause instanceof SparkConnectError) throw cause;
    throw new SparkConnectError(`The server sent an Arrow batch that cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** Arrow's 64-bit values are read in place, which needs their offsets to be multiples of eight; inside a gRPC message they rarely are. */
function aligned(data: Uint8Array): Uint8Array {
  return data.byteOffset % 8 === 0 ? data : new Uint8Array(data);
}

function onlyBatch(batches: readonly unknown[] | undefined): Batch<unknown> {
  if (batches?.length !== 1) throw new Error(`expected one record batch, got ${batches?.length ?? 0}`);
  return batches[0] as Batch<unknown>;
}

/** Two columns of one name cannot both be a property of a row. */
export function requireDistinctNames({ fieldNames }: StructType): void {
  const repeated = fieldNames.filter((name, index) => fieldNames.indexOf(name) !== index);
  if (repeated.length === 0) return;
  const names = [...new Set(repeated)].join(', ');
  throw new SparkConnectError(
    `The result has several columns named ${names}; rename them with alias() to read it as rows.`,
  );
}
