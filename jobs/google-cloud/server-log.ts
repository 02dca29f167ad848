/** What the log of a server tells about the last batch of a query. */
export interface LoggedProgress {
  readonly name: string;
  readonly batchId: number;
  readonly timestamp: string;
  readonly records: number;
  readonly recordsPerSecond: number;
}

/** Spark logs the progress of each batch as a JSON object over several lines, after this text. */
const marker = 'Streaming query made progress: {';

/** Returns the last progress in the log of a server. */
export function lastProgress(log: string): LoggedProgress | undefined {
  for (let start = log.lastIndexOf(marker); start >= 0; start = start === 0 ? -1 : log.lastIndexOf(marker, start - 1)) {
    const text = log.slice(start + marker.length - 1);
    // The object ends at the first line that is only a closing brace.
    const end = /^\}/m.exec(text);
    const progress = end === null ? undefined : parse(text.slice(0, end.index + 1));
    if (progress !== undefined) return progress;
  }
  return undefined;
}

function parse(json: string): LoggedProgress | undefined {
  try {
    const progress = JSON.parse(json) as {
      readonly name: string | null;
      readonly batchId: number;
      readonly timestamp: string;
      readonly sources: readonly { readonly numInputRows?: number; readonly processedRowsPerSecond?: number }[];
    };
    const sum = (value: (source: (typeof progress.sources)[number]) => number | undefined): number =>
      progress.sources.reduce((total, source) => total + (value(source) ?? 0), 0);
    return {
      name: progress.name ?? 'unnamed query',
      batchId: progress.batchId,
      timestamp: progress.timestamp,
      records: sum(({ numInputRows }) => numInputRows),
      recordsPerSecond: sum(({ processedRowsPerSecond }) => processedRowsPerSecond),
    };
  } catch {
    return undefined;
  }
}
