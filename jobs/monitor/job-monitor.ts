import type { StreamingQueryProgress } from '../../src/index.ts';
import type { Offsets } from '../transactions/classify-messages.ts';
import { windowToJson, type WindowUpdate } from '../windows/window-row.ts';
import { AccountKeeper, type AuditResult, type PartitionRange } from './account-keeper.ts';
import type {
  BatchSnapshot,
  HistoryPoint,
  JobSnapshot,
  JobStatus,
  JobTotals,
  Notice,
  QueryIdentity,
  ServiceStatus,
  SnapshotSource,
  StateOperatorSnapshot,
} from './job-snapshot.ts';
import { percentile } from './percentile.ts';
import { RecentSamples } from './recent-samples.ts';
import { WindowTable } from './window-table.ts';

/** What is known about a query before it has started. */
export type GivenIdentity = Omit<
  QueryIdentity,
  'id' | 'runId' | 'sessionId' | 'sparkVersion' | 'startedAt' | 'planFingerprint' | 'plan'
>;

/** The services that the job needs. */
export type ServiceName = keyof JobSnapshot['services'];

/** Milliseconds over which rates and percentiles are taken. */
export const rateSpan = 5000;
const latencySpan = 60_000;
const pointInterval = 1000;
/** The most points and notices of a snapshot. */
export const maxPoints = 600;
export const maxNotices = 50;
const maxWindows = 200;
/** Milliseconds between two calls of a listener. */
const notifyInterval = 100;

/** What the consumer knows about its job. It is fed by the consumer, and the terminal, the page and the metrics show its snapshots. */
export class JobMonitor implements SnapshotSource {
  readonly table: WindowTable;
  readonly #account = new AccountKeeper();
  readonly #listeners = new Set<() => void>();
  readonly #recentKeys = new Map<string, WindowUpdate>();
  readonly #latencies = new RecentSamples(latencySpan);
  readonly #records = new RecentSamples(rateSpan);
  readonly #values = new RecentSamples(rateSpan);
  readonly #notices: Notice[] = [];
  readonly #history: HistoryPoint[] = [];
  readonly #services: Record<ServiceName, ServiceStatus> = { spark: 'up', kafka: 'up' };
  readonly #dropped = new Map<number, number>();
  #identity: QueryIdentity;
  #status: JobStatus = 'starting';
  #progress: StreamingQueryProgress | undefined;
  #batch: BatchSnapshot | undefined;
  #lastProgressAt: string | null = null;
  #ranges: readonly PartitionRange[] = [];
  /** Whether Kafka has told the ranges, and not only the progress of the query. */
  #knowsRanges = false;
  /** What the query has processed; undefined until it reports that. */
  #ends: Offsets | undefined;
  #lastValue = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(given: GivenIdentity) {
    this.table = new WindowTable(given);
    this.#identity = {
      ...given,
      id: null,
      runId: null,
      sessionId: null,
      sparkVersion: null,
      startedAt: new Date().toISOString(),
      planFingerprint: null,
      plan: null,
    };
  }

  /** Adds what has become known about the query. */
  identify(known: Partial<QueryIdentity>): void {
    this.#identity = { ...this.#identity, ...known };
    this.#changed();
  }

  window(update: WindowUpdate): void {
    const added = this.table.upsert(update);
    this.#account.window(added, update.batchTime);
    // In the order of their last change, so that the first is the one to forget.
    this.#recentKeys.delete(update.key);
    this.#recentKeys.set(update.key, update);
    if (this.#recentKeys.size > maxWindows) this.#recentKeys.delete(this.#recentKeys.keys().next().value!);
    // A window that had ended before the batch began can only have gained late records.
    if (!update.restored && Date.parse(update.row.window_end) > update.batchTime) this.#latencies.add(update.latency);
    this.#changed();
  }

  progress(progress: StreamingQueryProgress): void {
    this.#progress = progress;
    this.#lastProgressAt = new Date().toISOString();
    if (!this.#knowsRanges) this.#ranges = rangesOf(progress, this.#identity.topic);
    if (this.#status === 'starting' || this.#status === 'waiting') this.#status = this.#statusNow();
    // Spark also reports the offsets of a query without new records.
    const ends = endsOf(progress, this.#identity.topic);
    if (Object.keys(ends).length > 0) this.#ends = ends;
    if (isBatch(progress)) this.#finish(progress);
    this.#addPoint();
    this.#changed();
  }

  /** Adds the offsets of the topic as of now. */
  topic(ranges: readonly PartitionRange[]): void {
    this.#knowsRanges = true;
    this.#ranges = ranges;
    this.#account.topic(ranges);
    this.#changed();
  }

  deadLetter(...letter: Parameters<AccountKeeper['letter']>): void {
    this.#account.letter(...letter);
    this.#changed();
  }

  get needsAudit(): boolean {
    return this.#account.needsAudit;
  }

  audit(result: AuditResult): void {
    this.#account.audit(result);
    this.#changed();
  }

  notice(sentence: string, level: Notice['level'] = 'notice'): void {
    this.#notices.push({ at: new Date().toISOString(), level, sentence });
    if (this.#notices.length > maxNotices) this.#notices.shift();
    this.#changed();
  }

  service(name: ServiceName, status: ServiceStatus): void {
    this.#services[name] = status;
    if (this.#status === 'running' || this.#status === 'waiting') this.#status = this.#statusNow();
    this.#changed();
  }

  /** The query has started. */
  started(): void {
    this.#status = this.#statusNow();
    this.#changed();
  }

  ended(status: 'stopped' | 'failed'): void {
    this.#status = status;
    this.#changed();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  snapshot(): JobSnapshot {
    const now = Date.now();
    const watermark = this.#progress?.eventTime.watermark?.getTime();
    // Before the first batch with records, Spark reports 1970.
    const hasWatermark = watermark !== undefined && watermark > 0;
    return {
      at: new Date(now).toISOString(),
      query: this.#identity,
      status: this.#status,
      services: { ...this.#services },
      windows: this.#windows(hasWatermark ? watermark : -Infinity),
      totals: this.#totals(),
      account: this.#account.snapshot,
      ...(this.#batch && { batch: this.#batch }),
      lastProgressAt: this.#lastProgressAt,
      recordsPerSecond: this.#records.perSecond,
      valuePerSecond: this.#values.perSecond,
      latency: this.#latency(),
      watermark: {
        at: hasWatermark ? new Date(watermark).toISOString() : null,
        behindSeconds: hasWatermark ? (now - watermark) / 1000 : null,
      },
      lag: this.#lag(),
      state: this.#state(),
      notices: [...this.#notices],
      history: [...this.#history],
    };
  }

  #statusNow(): JobStatus {
    return Object.values(this.#services).includes('down') ? 'waiting' : 'running';
  }

  #finish(progress: StreamingQueryProgress): void {
    const { batchId, timestamp, batchDuration, durationMs, numInputRows, stateOperators } = progress;
    const { triggerExecution = batchDuration, ...phases } = durationMs;
    this.#batch = {
      id: batchId,
      at: timestamp.toISOString(),
      records: numInputRows,
      duration: triggerExecution,
      phases,
      inputRecordsPerSecond: finite(progress.inputRowsPerSecond),
      processedRecordsPerSecond: finite(progress.processedRowsPerSecond),
    };
    const { late, duplicate } = droppedRecords(progress);
    const endedAt = timestamp.getTime() + triggerExecution;
    this.#account.batch({ id: batchId, endedAt, ends: this.#ends ?? {}, late, duplicate });
    stateOperators.forEach(({ numRowsDroppedByWatermark }, index) =>
      this.#dropped.set(index, (this.#dropped.get(index) ?? 0) + numRowsDroppedByWatermark),
    );
    const value = this.table.totals.value.toNumber();
    this.#records.add(numInputRows);
    this.#values.add(value - this.#lastValue);
    this.#lastValue = value;
  }

  #windows(watermark: number): JobSnapshot['windows'] {
    return [...this.#recentKeys.values()]
      .map(({ row }) => ({
        ...windowToJson(row),
        state: Date.parse(row.window_end) <= watermark ? ('final' as const) : ('open' as const),
      }))
      .sort((a, b) => (a.window_start < b.window_start ? -1 : 1));
  }

  #totals(): JobTotals {
    const { value, ...totals } = this.table.totals;
    return { ...totals, value: value.toNumber() };
  }

  #latency(): JobSnapshot['latency'] {
    const { values } = this.#latencies;
    return { p50: percentile(values, 0.5), p95: percentile(values, 0.95) };
  }

  #lag(): JobSnapshot['lag'] {
    const ends = this.#ends;
    if (ends === undefined) return { records: 0, partitions: [] };
    const partitions = this.#ranges
      .map(({ partition, low, high }) => {
        const offset = Math.max(low, ends[partition] ?? 0);
        return { partition, offset, end: high, records: Math.max(0, high - offset) };
      })
      .sort((one, other) => one.partition - other.partition);
    return { records: partitions.reduce((sum, { records }) => sum + records, 0), partitions };
  }

  #state(): JobSnapshot['state'] {
    const operators = (this.#progress?.stateOperators ?? []).map(
      ({ operatorName, numRowsTotal, memoryUsedBytes }, index): StateOperatorSnapshot => ({
        name: operatorName,
        rows: numRowsTotal,
        bytes: memoryUsedBytes,
        dropped: this.#dropped.get(index) ?? 0,
      }),
    );
    return {
      rows: operators.reduce((sum, { rows }) => sum + rows, 0),
      bytes: operators.reduce((sum, { bytes }) => sum + bytes, 0),
      operators,
    };
  }

  #addPoint(): void {
    const last = this.#history.at(-1);
    if (last !== undefined && Date.now() - Date.parse(last.at) < pointInterval) return;
    const { at, latency, watermark, lag, state, recordsPerSecond, valuePerSecond } = this.snapshot();
    this.#history.push({
      at,
      recordsPerSecond,
      valuePerSecond,
      latencyP50: latency.p50,
      latencyP95: latency.p95,
      watermarkBehindSeconds: watermark.behindSeconds,
      lagRecords: lag.records,
      batchDuration: this.#batch?.duration ?? 0,
      phases: this.#batch?.phases ?? {},
      stateRows: state.rows,
      stateBytes: state.bytes,
    });
    if (this.#history.length > maxPoints) this.#history.shift();
  }

  #changed(): void {
    if (this.#listeners.size === 0 || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      for (const listener of this.#listeners) listener();
    }, notifyInterval).unref();
  }
}

/** Spark also reports, about every ten seconds, that there was nothing to do. */
function isBatch({ durationMs }: StreamingQueryProgress): boolean {
  return durationMs['addBatch'] !== undefined;
}

/** Returns the offsets that follow those of the batch. */
export function endsOf({ sources }: Pick<StreamingQueryProgress, 'sources'>, topic: string): Offsets {
  return (sources[0]?.endOffset as Readonly<Record<string, Offsets>> | null | undefined)?.[topic] ?? {};
}

/** Returns what the topic had when the batch began, as far as Spark tells. */
function rangesOf({ sources }: StreamingQueryProgress, topic: string): readonly PartitionRange[] {
  const latest = (sources[0]?.latestOffset as Readonly<Record<string, Offsets>> | null | undefined)?.[topic] ?? {};
  return Object.entries(latest).map(([partition, high]) => ({ partition: Number(partition), low: 0, high }));
}

/** The operator that drops late and repeated records. Those after it get neither. */
const deduplication = 'dedupeWithinWatermark';

/** Returns how many records a batch has dropped. */
function droppedRecords({ stateOperators }: Pick<StreamingQueryProgress, 'stateOperators'>): {
  readonly late: number;
  readonly duplicate: number;
} {
  const operator = stateOperators.find(({ operatorName }) => operatorName === deduplication);
  return {
    late: operator?.numRowsDroppedByWatermark ?? 0,
    duplicate: operator?.customMetrics['numDroppedDuplicateRows'] ?? 0,
  };
}

/** Spark reports a rate of infinity or NaN for a batch that took no time. */
function finite(rate: number): number {
  return Number.isFinite(rate) ? rate : 0;
}
