import type { Row } from '../types/row.ts';
import type { StructType } from '../types/struct-type.ts';
import { BatchReader, locateBatch } from './arrow-batch.ts';
import { cellsOf, type ValueOptions } from './cells.ts';
import { requireDistinctNames, rowMaker, type RowMaker } from './row-maker.ts';

/** Turns the batches of one result into rows. */
export class RowDecoder {
  readonly #reader: BatchReader;
  readonly #maker: RowMaker;
  readonly #options: ValueOptions;

  constructor(schema: StructType, options: ValueOptions) {
    requireDistinctNames(schema);
    this.#reader = new BatchReader(schema);
    this.#maker = rowMaker(schema);
    this.#options = options;
  }

  /**
   * Appends the rows of one response.
   *
   * @throws SparkConnectError when the bytes are not what the server said they would be.
   */
  decode(data: Uint8Array, rowCount: number, rows: Row[]): void {
    const columns = this.#reader.read(locateBatch(data), rowCount);
    const make = this.#maker(columns.map((column) => cellsOf(column, this.#options)));
    for (let index = 0; index < rowCount; index++) rows.push(make(index));
  }
}
