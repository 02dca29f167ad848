import type { StructType } from '../types/struct-type.ts';
import { BatchReader, locateBatch } from './arrow-batch.ts';
import { emptyCopyOf, type ArrowColumn } from './arrow-column.ts';
import type { Cells } from './cell-access.ts';
import { cellsOf } from './cells.ts';
import { makerFor } from './row-maker.ts';
import type { ValueOptions } from './value-options.ts';

/** Whether the rows are retained, such as in an array, or streamed, that is, discarded one after the other. */
export type RowLife = 'retained' | 'streamed';

const decoders = new Map<string, RowDecoder>();
const maxDecoders = 100;

/**
 * Returns the decoder for results of a schema. Decoders are cached along with the code that V8 has compiled for them.
 * V8 also learns to allocate retained rows directly in the old generation. Streamed rows would undo that, so they use
 * a separate decoder.
 */
export function rowDecoder(schema: StructType, life: RowLife, { longs, rows }: ValueOptions): RowDecoder {
  const key = `${life} ${longs} ${rows} ${schema.json()}`;
  // Not with all options of an action, since they may reference its signal.
  const decoder = decoders.get(key) ?? new RowDecoder(schema, { longs, rows });
  // Move the decoder to the end; the first one is the least recently used.
  decoders.delete(key);
  if (decoders.size === maxDecoders) decoders.delete(decoders.keys().next().value!);
  decoders.set(key, decoder);
  return decoder;
}

/** Decodes batches of one schema into rows. */
export class RowDecoder {
  readonly #reader: BatchReader;
  readonly #maker: (columns: readonly Cells[]) => (index: number) => object;
  readonly #options: ValueOptions;
  /**
   * Kept so that V8 does not discard the compiled code, as it does once all objects with the same hidden class are
   * collected.
   */
  #pinnedSample: object | undefined;

  constructor(schema: StructType, options: ValueOptions) {
    this.#reader = new BatchReader(schema);
    this.#maker = makerFor(schema, options);
    this.#options = options;
  }

  /**
   * Appends the rows of one response.
   *
   * @throws SparkConnectError when the bytes do not match the schema or the number of rows.
   */
  decode(data: Uint8Array, rowCount: number, rows: object[]): void {
    const columns = this.#reader.read(locateBatch(data), rowCount);
    const make = this.#maker(this.#cellsOf(columns));
    if (this.#pinnedSample === undefined) {
      const empty = columns.map(emptyCopyOf);
      this.#pinnedSample = [empty, this.#cellsOf(empty)];
    }
    for (let index = 0; index < rowCount; index++) rows.push(make(index));
  }

  #cellsOf(columns: readonly ArrowColumn[]): Cells[] {
    return columns.map((column) => cellsOf(column, this.#options));
  }
}
