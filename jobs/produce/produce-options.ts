import type { Leftovers } from '../../command-line/leftovers.ts';
import type { TransactionMessage } from '../transactions/transaction.ts';

/** What to send, where and how fast. */
export interface ProduceOptions {
  readonly kafkaServers: readonly string[];
  readonly topic: string;
  readonly dataFile: string;
  readonly batchSize: number;
  readonly sleepSeconds: number;
  /** The maximum number of records to send, not counting skipped ones. */
  readonly maxRecords: number;
  /** The number of records to skip at the start because an earlier run has sent them. Batch numbers continue after them. Default: 0. */
  readonly skipRecords?: number;
  /** The file for malformed rows. Without it, the first malformed row ends the run. */
  readonly deadLetterFile?: string;
  readonly verbose?: boolean;
}

/** A batch that all in-sync replicas have acknowledged. */
export interface ProducedBatch {
  readonly batchNumber: number;
  /** Records acknowledged in this run so far, including this batch. */
  readonly totalRecords: number;
  readonly bytes: number;
  readonly messages: readonly TransactionMessage[];
}

/** The result of a run. Only acknowledged records count. */
export interface ProduceStatistics {
  readonly records: number;
  /** Records of a batch that was sent but not acknowledged. Kafka may have stored all, some or none of them. */
  readonly unconfirmed: number;
  readonly batches: number;
  /** Failed attempts that were repeated. */
  readonly retries: number;
  /** The size of keys and values. */
  readonly bytes: number;
  readonly seconds: number;
  readonly recordsPerSecond: number;
  readonly deadLetters: number;
  /** Whether the run ended normally. */
  readonly isComplete: boolean;
  /** Whether the file has more rows than `maxRecords`. Always false for a pipe. */
  readonly hasMore: boolean;
}

/** The options with which a new run sends the remaining records. */
export interface ResumePoint {
  readonly skipRecords: number;
  readonly maxRecords: number;
}

/** Observes and stops a run. */
export interface ProduceObserver {
  /** Ends the run once the current batch is acknowledged, or after a second. */
  readonly signal: AbortSignal;
  /** Collects what remains if the run ends early. */
  readonly leftovers?: Leftovers;
  /** Receives a message when Kafka stops answering, and when it answers again. */
  readonly onNotice?: (sentence: string) => void;
  readonly onBatch?: (batch: ProducedBatch) => void;
  /** Called before `onEnd` if the run fails after it has sent records. */
  readonly onGiveUp?: (resume: ResumePoint) => void;
  /** Called at the end of every run that has reached Kafka, also after a failure. */
  readonly onEnd?: (statistics: ProduceStatistics) => void;
}
