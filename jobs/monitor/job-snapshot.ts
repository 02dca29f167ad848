import type { DeadLetterReason } from '../transactions/dead-letter-reason.ts';
import type { WindowFields } from '../windows/window-fields.ts';

/**
 * What the consumer knows about its job at one moment, as JSON. The terminal, the page and the metrics show it and compute nothing
 * themselves. Times are ISO 8601 in UTC, durations are in milliseconds unless their names say otherwise.
 */
export interface JobSnapshot {
  /** When the snapshot was taken. */
  readonly at: string;
  readonly query: QueryIdentity;
  readonly status: JobStatus;
  readonly services: { readonly spark: ServiceStatus; readonly kafka: ServiceStatus };
  /** When Spark last reported progress: after each batch, and at least every 10 seconds while there are no records. */
  readonly lastProgressAt: string | null;
  /** The newest windows in the order of their starts. */
  readonly windows: readonly WindowSnapshot[];
  readonly totals: JobTotals;
  readonly account: AccountSnapshot;
  /** The last finished batch; undefined before the first. */
  readonly batch?: BatchSnapshot;
  /** Processed records and their value in dollars, over the last five seconds. */
  readonly recordsPerSecond: number;
  readonly valuePerSecond: number;
  /** From the newest record of a window to its row in this program, over the last minute. */
  readonly latency: { readonly p50: number | null; readonly p95: number | null };
  readonly watermark: {
    readonly at: string | null;
    /** How far the watermark is behind the clock of this program, in seconds. */
    readonly behindSeconds: number | null;
  };
  readonly lag: {
    /** Records in the topic that are not in a finished batch. */
    readonly records: number;
    /** Empty until the query has reported its offsets. */
    readonly partitions: readonly PartitionLag[];
  };
  readonly state: {
    readonly rows: number;
    readonly bytes: number;
    readonly operators: readonly StateOperatorSnapshot[];
  };
  /** What the person at the terminal was told, oldest first; the last 50. */
  readonly notices: readonly Notice[];
  /** Points of the curves, oldest first; one per second at most, of the last ten minutes. */
  readonly history: readonly HistoryPoint[];
}

/** `waiting`: a service does not answer, and the job goes on once it does. */
export type JobStatus = 'starting' | 'running' | 'waiting' | 'stopped' | 'failed';

export type ServiceStatus = 'up' | 'down';

/** The identity and the configuration of the query. */
export interface QueryIdentity {
  readonly name: string;
  readonly generation: number;
  /** Spark's ids: of the checkpoint and of this run. */
  readonly id: string | null;
  readonly runId: string | null;
  readonly sessionId: string | null;
  readonly sparkVersion: string | null;
  /** The connection string, without its token. */
  readonly remote: string;
  readonly kafkaServers: readonly string[];
  readonly topic: string;
  readonly resultsTopic: string;
  readonly deadLetterTopic: string;
  readonly checkpoint: string | null;
  readonly archive: string | null;
  readonly lagGroup: string | null;
  /** Seconds. */
  readonly windowDuration: number;
  readonly slideDuration: number;
  readonly watermark: number;
  readonly trigger: number;
  readonly maxOffsetsPerTrigger: number;
  readonly startedAt: string;
  /** SHA-256 of the plan, and the plan as Spark explains it; null until the server has answered. */
  readonly planFingerprint: string | null;
  readonly plan: string | null;
}

export interface WindowSnapshot extends WindowFields<number> {
  /** A final window cannot change anymore: the watermark has passed its end. */
  readonly state: 'open' | 'final';
}

/** Totals of all records in windows. Each record counts once: they add up the windows that tile time without overlapping. */
export interface JobTotals {
  readonly windows: number;
  /** False if no set of windows tiles time: then `records` and `value` count a record once per window. */
  readonly countsOnce: boolean;
  readonly records: number;
  /** In dollars. */
  readonly value: number;
}

/** What became of the records of the topic, as `npm run audit` counts it, continued by the batches that finished since. */
export interface AccountSnapshot {
  /** `checking` until an audit has counted the records, and after batches were missed. `incomplete` if that is not possible. */
  readonly state: 'checking' | 'adds up' | 'does not add up' | 'incomplete';
  readonly sent: number;
  readonly counted: number;
  readonly late: number;
  readonly duplicate: number;
  readonly dead: number;
  /** Sent, but not yet in a finished batch. */
  readonly pending: number;
  readonly deadByReason: Readonly<Partial<Record<DeadLetterReason, number>>>;
  /** What an audit has found to be wrong, or why the account is incomplete. */
  readonly problems: readonly string[];
  readonly auditedAt: string | null;
}

export interface BatchSnapshot {
  readonly id: number;
  /** When it began. */
  readonly at: string;
  readonly records: number;
  readonly duration: number;
  /** Spark's phases of the batch, by its names for them: `addBatch`, `walCommit`, … */
  readonly phases: Readonly<Record<string, number>>;
  readonly inputRecordsPerSecond: number;
  readonly processedRecordsPerSecond: number;
}

export interface PartitionLag {
  readonly partition: number;
  readonly offset: number;
  readonly end: number;
  readonly records: number;
}

export interface StateOperatorSnapshot {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  /** Rows dropped because they were late, in this run. */
  readonly dropped: number;
}

export interface Notice {
  readonly at: string;
  readonly level: 'notice' | 'error';
  readonly sentence: string;
}

export interface HistoryPoint {
  readonly at: string;
  readonly recordsPerSecond: number;
  /** In dollars. */
  readonly valuePerSecond: number;
  readonly latencyP50: number | null;
  readonly latencyP95: number | null;
  readonly watermarkBehindSeconds: number | null;
  readonly lagRecords: number;
  readonly batchDuration: number;
  readonly phases: Readonly<Record<string, number>>;
  readonly stateRows: number;
  readonly stateBytes: number;
}

/** The source of snapshots that the views follow. */
export interface SnapshotSource {
  snapshot(): JobSnapshot;
  /** Calls `listener` after changes, at most ten times a second. Returns a function that ends this. */
  subscribe(listener: () => void): () => void;
}
