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
 * Part of a result in columnar form, without a JavaScript value per cell. It uses the memory in which the batch was
 * received.
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
  /**
   * This batch as a complete Arrow IPC stream, as the server sent it, for libraries such as apache-arrow
   * (`tableFromIPC`).
   */
  readonly ipc: Uint8Array;
  /** The columns, in the order of the schema. */
  readonly columns: readonly ArrowColumn[];

  /** @internal Created by `DataFrame.toArrowBatches`. */
  constructor(schema: StructType, reader: BatchReader, batch: BatchBytes, rowCount: number) {
    this.schema = schema;
    this.rowCount = rowCount;
    this.ipc = batch.bytes;
    this.columns = reader.read(batch, rowCount);
  }

  /**
   * Returns the column with this name.
   *
   * @throws IllegalArgumentException when no column or more than one column has this name.
   */
  column(name: string): ArrowColumn {
    const index = this.schema.fieldNames.indexOf(name);
    if (index < 0 || this.schema.fieldNames.includes(name, index + 1)) {
      const problem =
        index < 0 ? `no column ${name}` : `several columns named ${name}; select one by its index in columns`;
      throw new IllegalArgumentException(`The batch has ${problem}.`);
    }
    return this.columns[index]!;
  }

  /** Returns the values of a column, as in the result of `collect`. A typed array if it can hold the values. */
  values(name: string, options: ValueOptions = {}): ArrayLike<unknown> {
    return decodeColumn(this.column(name), options);
  }

  /** Returns the rows, as in the result of `collect`. */
  rows(options: ValueOptions & { readonly rows: 'arrays' }): unknown[][];
  rows(options?: ValueOptions & { readonly rows?: 'objects' | undefined }): Row[];
  rows(options?: ValueOptions): Row[] | unknown[][];
  rows(options: ValueOptions = {}): object[] {
    const make = makerFor(this.schema, options)(this.columns.map((column) => cellsOf(column, options)));
    return Array.from({ length: this.rowCount }, (_, index) => make(index));
  }
}
