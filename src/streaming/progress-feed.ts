import { isBatch, type StreamingQueryProgress } from './streaming-query-progress.ts';

/** What a feed asks a query for. */
interface ProgressSource {
  lastProgress(): Promise<StreamingQueryProgress | undefined>;
  recentProgress(): Promise<StreamingQueryProgress[]>;
}

/** What is new since the last look. */
export interface NewProgress {
  /** In order; each batch of a run comes once. */
  readonly batches: readonly StreamingQueryProgress[];
  /** The last trigger that found nothing to do, if there was one since. */
  readonly idle?: StreamingQueryProgress | undefined;
}

/**
 * Follows the progress of one run by asking. It asks for the last report only, and for all that the server keeps (100
 * unless told otherwise) when it missed some in between.
 */
export class ProgressFeed {
  readonly #query: ProgressSource;
  #lastBatch = -1;
  #lastIdle = 0;

  constructor(query: ProgressSource) {
    this.#query = query;
  }

  async next(): Promise<NewProgress> {
    const last = await this.#query.lastProgress();
    if (!last) return { batches: [] };
    const newest = isBatch(last) ? last.batchId : last.batchId - 1;
    const hasMissed = newest > this.#lastBatch + 1 || (newest > this.#lastBatch && !isBatch(last));
    const reports = hasMissed ? await this.#query.recentProgress() : [last];
    const batches = reports.filter((progress) => isBatch(progress) && progress.batchId > this.#lastBatch);
    this.#lastBatch = batches.at(-1)?.batchId ?? this.#lastBatch;
    const idle = isBatch(last) || last.timestamp.getTime() <= this.#lastIdle ? undefined : last;
    if (idle) this.#lastIdle = idle.timestamp.getTime();
    return { batches, ...(idle && { idle }) };
  }
}
