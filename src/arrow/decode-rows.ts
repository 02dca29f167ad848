import type { Row } from '../types/row.ts';
import type { StructType } from '../types/struct-type.ts';
import { BatchReader, locateBatch } from './arrow-batch.ts';
import { decodeColumn, type ValueOptions } from './decode-column.ts';
import { requireDistinctNames, rowBuilder, type RowBuilder } from './row-builder.ts';

/** Turns the batches of one result into rows. */
export class RowDecoder {
  readonly #reader: BatchReader;
  readonly #build: RowBuilder;
  readonly #options: ValueOptions;

  constructor(schema: StructType, options: ValueOptions) {
    requireDistinctNames(schema);
    this.#reader = new BatchReader(schema);
    this.#build = rowBuilder(schema);
    this.#options = options;
  }

  /**
   * Appends the rows of one response.
   *
   * @throws SparkConnectError when the bytes are not what the server said they would be.
   */
  decode(data: Uint8Array, rowCount: number, rows: Row[]): void {
    const columns = this.#reader.read(locateBatch(data), rowCount);
    this.#build(
      rows,
      rowCount,
      columns.map((column) => decodeColumn(column, this.#options)),
    );
  }
}
