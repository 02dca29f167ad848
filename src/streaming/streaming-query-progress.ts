import { parseWithBigInts } from './parse-with-big-ints.ts';
import { observedRow, type RowJson } from './observed-row.ts';
import type { Row } from '../types/row.ts';

/**
 * The progress of one source in a batch. Offsets have the source's own JSON form, such as `{ topic: { partition: offset
 * } }`.
 */
export interface SourceProgress {
  readonly description: string;
  readonly startOffset: unknown;
  readonly endOffset: unknown;
  readonly latestOffset: unknown;
  readonly numInputRows: number;
  /** Absent if Spark cannot compute it, as in the first batch. */
  readonly inputRowsPerSecond?: number;
  readonly processedRowsPerSecond?: number;
  /** Metrics specific to the source, such as Kafka's `avgOffsetsBehindLatest`. */
  readonly metrics: Readonly<Record<string, string>>;
}

/** The state of one stateful operator, such as an aggregation. */
export interface StateOperatorProgress {
  readonly operatorName: string;
  readonly numRowsTotal: number;
  readonly numRowsUpdated: number;
  /** Milliseconds, summed over all tasks, as are the other times of the operator. */
  readonly allUpdatesTimeMs: number;
  readonly numRowsRemoved: number;
  readonly allRemovalsTimeMs: number;
  readonly commitTimeMs: number;
  readonly memoryUsedBytes: number;
  /** The number of late rows, or of groups of rows if the operator aggregates before it applies the watermark. */
  readonly numRowsDroppedByWatermark: number;
  readonly numShufflePartitions: number;
  readonly numStateStoreInstances: number;
  readonly customMetrics: Readonly<Record<string, number>>;
}

/** The event times of a batch. Empty unless the query has a watermark. */
export interface EventTimeProgress {
  readonly min?: Date;
  readonly max?: Date;
  readonly avg?: Date;
  /** The watermark that this batch used. */
  readonly watermark?: Date;
}

/** The progress of the sink in a batch. */
export interface SinkProgress {
  readonly description: string;
  /** -1 if the sink does not count rows. */
  readonly numOutputRows: number;
  readonly metrics: Readonly<Record<string, string>>;
}

/** The progress report of one batch, or of a trigger that found no data. */
export interface StreamingQueryProgress {
  readonly id: string;
  readonly runId: string;
  readonly name: string | undefined;
  /** The start of the trigger. */
  readonly timestamp: Date;
  readonly batchId: number;
  /** Milliseconds. */
  readonly batchDuration: number;
  /** Milliseconds per step; `triggerExecution` is the total. */
  readonly durationMs: Readonly<Record<string, number>>;
  /** The sum over all sources, as are the two rates below. */
  readonly numInputRows: number;
  readonly inputRowsPerSecond: number;
  readonly processedRowsPerSecond: number;
  readonly eventTime: EventTimeProgress;
  readonly stateOperators: readonly StateOperatorProgress[];
  readonly sources: readonly SourceProgress[];
  readonly sink: SinkProgress;
  /** The metrics that `DataFrame.observe` defines, one row per name. */
  readonly observedMetrics: Readonly<Record<string, Row>>;
}

interface Json extends Omit<
  StreamingQueryProgress,
  'timestamp' | 'eventTime' | 'name' | 'sources' | 'sink' | 'stateOperators' | 'observedMetrics'
> {
  readonly name?: string | null;
  readonly timestamp: string;
  readonly eventTime?: Readonly<Partial<Record<keyof EventTimeProgress, string>>>;
  readonly stateOperators?: readonly (Omit<StateOperatorProgress, 'customMetrics'> &
    Partial<Pick<StateOperatorProgress, 'customMetrics'>>)[];
  readonly sources?: readonly (Omit<SourceProgress, 'metrics'> & Partial<Pick<SourceProgress, 'metrics'>>)[];
  readonly sink: Omit<SinkProgress, 'metrics'> & Partial<Pick<SinkProgress, 'metrics'>>;
  readonly observedMetrics?: Readonly<Record<string, RowJson>>;
}

/** Parses the progress JSON that Spark writes. */
export function parseProgress(text: string): StreamingQueryProgress {
  return progressOf(parseWithBigInts(text));
}

/** The same of JSON that is read already. */
export function progressOf(read: unknown): StreamingQueryProgress {
  const json = read as Json;
  const { durationMs = {}, stateOperators = [], observedMetrics = {} } = json;
  const sources = (json.sources ?? []).map((source) => ({
    ...source,
    startOffset: offset(source.startOffset),
    endOffset: offset(source.endOffset),
    latestOffset: offset(source.latestOffset),
    metrics: source.metrics ?? {},
  }));
  const sum = (name: 'numInputRows' | 'inputRowsPerSecond' | 'processedRowsPerSecond'): number =>
    sources.reduce((total, source) => total + (source[name] ?? 0), 0);
  return {
    ...json,
    name: json.name ?? undefined,
    timestamp: new Date(json.timestamp),
    batchDuration: json.batchDuration ?? durationMs['triggerExecution'] ?? 0,
    durationMs,
    numInputRows: sum('numInputRows'),
    inputRowsPerSecond: sum('inputRowsPerSecond'),
    processedRowsPerSecond: sum('processedRowsPerSecond'),
    eventTime: Object.fromEntries(Object.entries(json.eventTime ?? {}).map(([name, time]) => [name, new Date(time)])),
    stateOperators: stateOperators.map((operator) => ({ ...operator, customMetrics: operator.customMetrics ?? {} })),
    sources,
    sink: { ...json.sink, metrics: json.sink.metrics ?? {} },
    observedMetrics: Object.fromEntries(Object.entries(observedMetrics).map(([name, row]) => [name, observedRow(row)])),
  };
}

/**
 * Whether the report is for a batch. Every ten seconds, Spark 3.5 also reports a trigger without data, under the id of
 * the next batch.
 */
export function isBatch({ numInputRows, durationMs }: StreamingQueryProgress): boolean {
  return numInputRows > 0 || 'addBatch' in durationMs;
}

/** V1 sources report their JSON offset as a string. */
function offset(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? undefined;
  try {
    return parseWithBigInts(value);
  } catch {
    return value;
  }
}
