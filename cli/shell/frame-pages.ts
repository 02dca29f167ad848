import type { DataFrame, RecordBatch } from '../../src/index.ts';
import type { TableColumn } from './table-layout.ts';

/** A part of a frame's rows. */
export interface Page {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly unknown[])[];
  /** The number of rows before this page. */
  readonly start: number;
  /** Whether there are more rows, and another page shows them. */
  readonly hasMore: boolean;
  /** Whether the frame has more rows than the pages show. */
  readonly isCutOff: boolean;
}

/**
 * Reads the first rows of a frame in pages, from one result: one batch ahead of the page, so that the query of a short result has ended
 * when its first page is shown.
 */
export class FramePages {
  readonly frame: DataFrame;
  readonly #maxRows: number;
  readonly #batches: AsyncGenerator<RecordBatch, void, undefined>;
  #columns: readonly TableColumn[] = [];
  #rows: unknown[][] = [];
  /** The number of rows that have been read, including those that were not shown yet. */
  #read = 0;
  #shown = 0;
  #isAtEnd = false;

  /** @param maxRows how many rows the pages show at most, so that Spark computes no more of a large frame. */
  constructor(frame: DataFrame, maxRows: number) {
    this.frame = frame;
    this.#maxRows = maxRows;
    // One more, to know whether there are more.
    this.#batches = frame.limit(maxRows + 1).toArrowBatches();
  }

  async next(count: number): Promise<Page> {
    while (!this.#isAtEnd && this.#rows.length <= count) await this.#readBatch();
    const start = this.#shown;
    const rows = this.#rows.splice(0, Math.min(count, this.#maxRows - start));
    this.#shown += rows.length;
    const hasMore = this.#rows.length > 0 && this.#shown < this.#maxRows;
    return {
      columns: this.#columns,
      rows,
      start,
      hasMore,
      isCutOff: !hasMore && this.#read > this.#maxRows,
    };
  }

  /** Ends the query, if it is still running. */
  async release(): Promise<void> {
    this.#rows = [];
    this.#isAtEnd = true;
    await this.#batches.return();
  }

  async #readBatch(): Promise<void> {
    const { done, value: batch } = await this.#batches.next();
    this.#isAtEnd = done === true;
    if (!batch) return;
    this.#columns = batch.schema.fields;
    this.#rows.push(...batch.rows({ rows: 'arrays' }));
    this.#read += batch.rowCount;
  }
}
