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

/** Returns the last progress of each query in the log of a server, by name. */
export function queryProgress(log: string): readonly LoggedProgress[] {
  const latest = new Map<string, LoggedProgress>();
  for (const text of log.split(marker).slice(1)) {
    // The object ends at the first line that is only a closing brace.
    const end = /^\}/m.exec(text);
    const progress = end === null ? undefined : parse(`{${text.slice(0, end.index + 1)}`);
    if (progress !== undefined) latest.set(progress.name, progress);
  }
  return [...latest.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
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
