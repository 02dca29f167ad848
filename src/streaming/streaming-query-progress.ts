import { parseWithBigInts } from './parse-with-big-ints.ts';
import { observedRow, type RowJson } from './observed-row.ts';
import type { Row } from '../types/row.ts';

/** What one source contributed to a batch. Offsets are what the source's own JSON says, such as `{ topic: { partition: offset } }`. */
export interface SourceProgress {
  readonly description: string;
  readonly startOffset: unknown;
  readonly endOffset: unknown;
  readonly latestOffset: unknown;
  readonly numInputRows: number;
  /** Left out where it is no number, as in a first batch. */
  readonly inputRowsPerSecond?: number;
  readonly processedRowsPerSecond?: number;
  /** The source's own figures, such as Kafka's `avgOffsetsBehindLatest`. */
  readonly metrics: Readonly<Record<string, string>>;
}

/** What one stateful operator, such as an aggregation, holds. */
export interface StateOperatorProgress {
  readonly operatorName: string;
  readonly numRowsTotal: number;
  readonly numRowsUpdated: number;
  /** Milliseconds, as all of these times, summed up over the tasks. */
  readonly allUpdatesTimeMs: number;
  readonly numRowsRemoved: number;
  readonly allRemovalsTimeMs: number;
  readonly commitTimeMs: number;
  readonly memoryUsedBytes: number;
  /** Rows, or groups of them where the operator aggregates before it looks at the watermark. */
  readonly numRowsDroppedByWatermark: number;
  readonly numShufflePartitions: number;
  readonly numStateStoreInstances: number;
  readonly customMetrics: Readonly<Record<string, number>>;
}

/** The event times of a batch, where a watermark is declared. */
export interface EventTimeProgress {
  readonly min?: Date;
  readonly max?: Date;
  readonly avg?: Date;
  /** The watermark that this batch worked with. */
  readonly watermark?: Date;
}

/** What the sink took. */
export interface SinkProgress {
  readonly description: string;
  /** -1 where the sink does not count. */
  readonly numOutputRows: number;
  readonly metrics: Readonly<Record<string, string>>;
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
  /** The rows of all sources, which 3.5 reports by source only; so with the next two. */
  readonly numInputRows: number;
  readonly inputRowsPerSecond: number;
  readonly processedRowsPerSecond: number;
  readonly eventTime: EventTimeProgress;
  readonly stateOperators: readonly StateOperatorProgress[];
  readonly sources: readonly SourceProgress[];
  readonly sink: SinkProgress;
  /** What `DataFrame.observe` asked for, a row for each name. */
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

/** Reads the JSON that Spark writes for a batch. */
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

/** Whether a batch was worked on: 3.5 also reports triggers that find nothing, every ten seconds, under the id of the batch to come. */
export function isBatch({ numInputRows, durationMs }: StreamingQueryProgress): boolean {
  return numInputRows > 0 || 'addBatch' in durationMs;
}

/** Sources of the first kind wrap their JSON into a text. */
function offset(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? undefined;
  try {
    return parseWithBigInts(value);
  } catch {
    return value;
  }
}
