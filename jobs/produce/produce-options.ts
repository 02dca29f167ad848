import type { Leftovers } from '../../command-line/leftovers.ts';
import type { TransactionMessage } from '../transactions/transaction.ts';

/** What to send, where to and how fast. */
export interface ProduceOptions {
  readonly kafkaServers: readonly string[];
  readonly topic: string;
  readonly dataFile: string;
  readonly batchSize: number;
  readonly sleepSeconds: number;
  /** Ends after so many records, those left out by `skipRecords` not counted. */
  readonly maxRecords: number;
  /** Leaves out so many records at the start, as an earlier run has sent them; batches are numbered on. */
  readonly skipRecords?: number;
  /** Takes broken rows, so that the others are sent; without it the first broken row ends the run. */
  readonly deadLetterFile?: string;
  readonly verbose?: boolean;
}

/** A batch that all replicas have acknowledged. */
export interface ProducedBatch {
  readonly batchNumber: number;
  /** Acknowledged in this run so far, this batch included. */
  readonly totalRecords: number;
  readonly bytes: number;
  readonly messages: readonly TransactionMessage[];
}

/** What a run has done: only what was acknowledged counts. */
export interface ProduceStatistics {
  readonly records: number;
  /** Records of a batch that was sent and not acknowledged: Kafka may have stored all, some or none of them. */
  readonly unconfirmed: number;
  readonly batches: number;
  /** Attempts to reach Kafka that failed and were made again. */
  readonly retries: number;
  /** Of keys and values. */
  readonly bytes: number;
  readonly seconds: number;
  readonly recordsPerSecond: number;
  readonly deadLetters: number;
  /** Whether the run came to its end. */
  readonly isComplete: boolean;
  /** Whether `maxRecords` ended the run although the file has more rows; not found out of a pipe. */
  readonly hasMore: boolean;
}

/** The options with which a new run sends the remaining records. */
export interface ResumePoint {
  readonly skipRecords: number;
  readonly maxRecords: number;
}

/** How a run is watched and stopped. */
export interface ProduceObserver {
  /** Ends the run once the batch in flight is acknowledged, or was given up after a second. */
  readonly signal: AbortSignal;
  /** Is told what stays behind when the run ends early. */
  readonly leftovers?: Leftovers;
  /** Called with a sentence when Kafka falls silent, and when it is back. */
  readonly onNotice?: (sentence: string) => void;
  readonly onBatch?: (batch: ProducedBatch) => void;
  /** Called before `onEnd` if the run fails after it has sent records. */
  readonly onGiveUp?: (resume: ResumePoint) => void;
  /** Called once Kafka has been reached, however the run ends. */
  readonly onEnd?: (statistics: ProduceStatistics) => void;
}
