import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { Row } from '../types/row.ts';
import type { StructType } from '../types/struct-type.ts';
import type { BatchBytes, BatchReader } from './arrow-batch.ts';
import type { ArrowColumn } from './arrow-column.ts';
import { cellsOf } from './cells.ts';
import type { ValueOptions } from './value-options.ts';
import { decodeColumn } from './decode-column.ts';
import { makerFor } from './row-maker.ts';

/**
 * A part of a result as columns, without a JavaScript value for each cell. The memory is the one the batch came in.
 *
 * @example
 * ```ts
 * import { SparkSession } from 'spark-connect-ts';
 *
 * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
 * let total = 0n;
 * for await (const batch of spark.range(1_000_000).toArrowBatches()) {
 *   for (const id of batch.column('id').values as BigInt64Array) total += id;
 * }
 * console.log(total); // 499999500000n
 * await spark.stop();
 * ```
 */
export class RecordBatch {
  readonly schema: StructType;
  readonly rowCount: number;
  /** A complete Arrow IPC stream with this one batch, as the server sent it: for apache-arrow's `tableFromIPC` and its like. */
  readonly ipc: Uint8Array;
  /** In the order of the schema. */
  readonly columns: readonly ArrowColumn[];

  /** @internal Comes from `DataFrame.toArrowBatches`. */
  constructor(schema: StructType, reader: BatchReader, batch: BatchBytes, rowCount: number) {
    this.schema = schema;
    this.rowCount = rowCount;
    this.ipc = batch.bytes;
    this.columns = reader.read(batch, rowCount);
  }

  /** @throws IllegalArgumentException when no column, or more than one, has this name. */
  column(name: string): ArrowColumn {
    const index = this.schema.fieldNames.indexOf(name);
    if (index < 0 || this.schema.fieldNames.includes(name, index + 1)) {
      const problem = index < 0 ? `no column ${name}` : `several columns ${name}; take one by its place in columns`;
      throw new IllegalArgumentException(`The batch has ${problem}.`);
    }
    return this.columns[index]!;
  }

  /** The values of a column as `collect` returns them; typed arrays where those hold them. */
  values(name: string, options: ValueOptions = {}): ArrayLike<unknown> {
    return decodeColumn(this.column(name), options);
  }

  /** The rows as `collect` returns them. */
  rows(options: ValueOptions & { readonly rows: 'arrays' }): unknown[][];
  rows(options?: ValueOptions & { readonly rows?: 'objects' | undefined }): Row[];
  rows(options?: ValueOptions): Row[] | unknown[][];
  rows(options: ValueOptions = {}): object[] {
    const make = makerFor(this.schema, options)(this.columns.map((column) => cellsOf(column, options)));
    return Array.from({ length: this.rowCount }, (_, index) => make(index));
  }
}
