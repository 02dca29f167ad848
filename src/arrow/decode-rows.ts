import type { StructType } from '../types/struct-type.ts';
import { BatchReader, locateBatch } from './arrow-batch.ts';
import { emptied, type ArrowColumn } from './arrow-column.ts';
import type { Cells } from './cell-access.ts';
import { cellsOf } from './cells.ts';
import { makerFor } from './row-maker.ts';
import type { ValueOptions } from './value-options.ts';

/** Whether rows stay, as those of an array do, or are let go one after the other. */
export type RowLife = 'kept' | 'passing';

const decoders = new Map<string, RowDecoder>();
const mostDecoders = 100;

/**
 * The decoder for results of a schema. It is kept for the next one, and with it what V8 has compiled. V8 also learns where to put
 * rows, those that stay into the old generation at once; rows that pass would spoil that, so they have a decoder of their own.
 */
export function rowDecoder(schema: StructType, life: RowLife, { longs, rows }: ValueOptions): RowDecoder {
  const key = `${life} ${longs} ${rows} ${schema.json()}`;
  // With nothing else of the options of an action, which may hold on to its signal.
  const decoder = decoders.get(key) ?? new RowDecoder(schema, { longs, rows });
  // The one used last is the last; the first makes room.
  decoders.delete(key);
  if (decoders.size === mostDecoders) decoders.delete(decoders.keys().next().value!);
  decoders.set(key, decoder);
  return decoder;
}

/** Turns batches of one schema into rows. */
export class RowDecoder {
  readonly #reader: BatchReader;
  readonly #maker: (columns: readonly Cells[]) => (index: number) => object;
  readonly #options: ValueOptions;
  /** V8 gives up what it has compiled for objects when the last of their kind is collected, as it may be between two results. */
  #keepsake: object | undefined;

  constructor(schema: StructType, options: ValueOptions) {
    this.#reader = new BatchReader(schema);
    this.#maker = makerFor(schema, options);
    this.#options = options;
  }

  /**
   * Appends the rows of one response.
   *
   * @throws SparkConnectError when the bytes are not what the server said they would be.
   */
  decode(data: Uint8Array, rowCount: number, rows: object[]): void {
    const columns = this.#reader.read(locateBatch(data), rowCount);
    const make = this.#maker(this.#cellsOf(columns));
    if (this.#keepsake === undefined) {
      const empty = columns.map(emptied);
      this.#keepsake = [empty, this.#cellsOf(empty)];
    }
    for (let index = 0; index < rowCount; index++) rows.push(make(index));
  }

  #cellsOf(columns: readonly ArrowColumn[]): Cells[] {
    return columns.map((column) => cellsOf(column, this.#options));
  }
}
