/** What one source contributed to a batch. Offsets are the source's own JSON, such as `{ topic: { partition: offset } }`. */
export interface SourceProgress {
  readonly description: string;
  readonly startOffset: unknown;
  readonly endOffset: unknown;
  readonly latestOffset: unknown;
  readonly numInputRows: number;
  readonly inputRowsPerSecond?: number;
  readonly processedRowsPerSecond?: number;
  /** The source's own figures, such as Kafka's `avgOffsetsBehindLatest`. */
  readonly metrics?: Readonly<Record<string, string>>;
}

/** What one stateful operator, such as an aggregation, holds. */
export interface StateOperatorProgress {
  readonly operatorName: string;
  readonly numRowsTotal: number;
  readonly numRowsUpdated: number;
  readonly numRowsRemoved: number;
  readonly numRowsDroppedByWatermark: number;
  readonly memoryUsedBytes: number;
  readonly customMetrics?: Readonly<Record<string, number>>;
}

/** The event times of a batch, where a watermark is declared. */
export interface EventTimeProgress {
  readonly min?: Date;
  readonly max?: Date;
  readonly avg?: Date;
  /** The watermark that this batch worked with. */
  readonly watermark?: Date;
}

/** The report of one batch, or of a trigger that found nothing to do. */
export interface StreamingQueryProgress {
  readonly id: string;
  readonly runId: string;
  readonly name: string | undefined;
  /** When the trigger began. */
  readonly timestamp: Date;
  readonly batchId: number;
  /** Milliseconds. */
  readonly batchDuration: number;
  /** Milliseconds by step; `triggerExecution` is the whole. */
  readonly durationMs: Readonly<Record<string, number>>;
  /** The rows of all sources, which 3.5 reports by source only. */
  readonly numInputRows: number;
  readonly eventTime: EventTimeProgress;
  readonly stateOperators: readonly StateOperatorProgress[];
  readonly sources: readonly SourceProgress[];
  readonly sink: { readonly description: string; readonly numOutputRows: number };
  readonly observedMetrics: Readonly<Record<string, unknown>>;
}

type Json = Omit<StreamingQueryProgress, 'timestamp' | 'eventTime' | 'name'> & {
  readonly name: string | null;
  readonly timestamp: string;
  readonly eventTime?: Readonly<Partial<Record<keyof EventTimeProgress, string>>>;
};

/** Reads the JSON that Spark writes for a batch. */
export function parseProgress(text: string): StreamingQueryProgress {
  const json = JSON.parse(text) as Json;
  const { sources = [], stateOperators = [], durationMs = {}, observedMetrics = {} } = json;
  return {
    ...json,
    name: json.name ?? undefined,
    timestamp: new Date(json.timestamp),
    batchDuration: json.batchDuration ?? durationMs['triggerExecution'] ?? 0,
    durationMs,
    numInputRows: sources.reduce((sum, { numInputRows }) => sum + numInputRows, 0),
    eventTime: Object.fromEntries(Object.entries(json.eventTime ?? {}).map(([name, time]) => [name, new Date(time)])),
    stateOperators,
    sources,
    observedMetrics,
  };
}
