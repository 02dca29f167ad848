import { isBatch, type StreamingQueryProgress } from './streaming-query-progress.ts';

/** The part of a `StreamingQuery` that a feed uses. */
interface ProgressSource {
  lastProgress(): Promise<StreamingQueryProgress | undefined>;
  recentProgress(): Promise<StreamingQueryProgress[]>;
}

/** The progress since the previous call. */
export interface NewProgress {
  /** New batches in order, each reported once. */
  readonly batches: readonly StreamingQueryProgress[];
  /** The latest trigger, if it is new and found no data. */
  readonly idle?: StreamingQueryProgress | undefined;
}

/**
 * Polls the progress of one run. It requests only the latest report, or all reports that the server keeps (100 by
 * default) if it missed some since the previous call.
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
