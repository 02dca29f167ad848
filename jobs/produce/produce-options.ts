import type { Leftovers } from '../../command-line/leftovers.ts';
import type { KafkaConfig } from '../kafka/kafka-config.ts';
import type { TransactionSchema } from '../transactions/transaction-schema.ts';
import type { TransactionMessage } from '../transactions/transaction.ts';
import type { FaultShares } from './fault-shares.ts';
import type { SentKinds } from './sent-kinds.ts';

/** What to send, where and how fast. */
export interface ProduceOptions {
  readonly kafkaServers: readonly string[];
  /** How to connect to Kafka. Default: without TLS and authentication. */
  readonly kafkaConfig?: KafkaConfig | undefined;
  readonly topic: string;
  readonly dataFile: string;
  /** The fields of the file and of the messages. Default: the built-in schema. */
  readonly schema?: TransactionSchema | undefined;
  readonly batchSize: number;
  readonly sleepSeconds: number;
  /** The maximum number of messages of the run, including injected ones and those that an earlier process has sent, but not skipped ones. */
  readonly maxRecords: number;
  /** The number of records to skip at the start because an earlier run has sent them. Batch numbers continue after them. Default: 0. */
  readonly skipRecords?: number;
  /** Whether to send only the messages that the topic lacks because an earlier process was interrupted. Default: false. */
  readonly resume?: boolean;
  /** The maximum number of messages to read from the end of each partition for `resume`. Default: 100,000. */
  readonly lookBack?: number;
  /** The shares of faults to inject. Default: none. */
  readonly inject?: FaultShares;
  /** The seed from which faults are drawn. Default: 42. */
  readonly seed?: number;
  /** The file for malformed rows. Without it, the first malformed row ends the run. */
  readonly deadLetterFile?: string;
  readonly verbose?: boolean;
}

/** A batch that all in-sync replicas have acknowledged. */
export interface ProducedBatch {
  readonly batchNumber: number;
  readonly records: number;
  /** Records acknowledged in this run so far, including this batch. */
  readonly totalRecords: number;
  readonly bytes: number;
  /** The messages that are transactions: all except for those that were made malformed. */
  readonly messages: readonly TransactionMessage[];
}

/** The result of a run. Only acknowledged records count. */
export interface ProduceStatistics {
  /** The ID of the run, which all its messages carry. */
  readonly run: string;
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
  /** The number of messages by kind; undefined if no faults are injected. */
  readonly kinds: SentKinds | undefined;
  /** Whether the run ended normally. */
  readonly isComplete: boolean;
  /** Whether the file has more rows than `maxRecords`. Always false for a pipe. */
  readonly hasMore: boolean;
}

/** The options with which a new process sends the remaining records. */
export interface ResumePoint {
  /** Whether `--resume` is required, because the number of records to skip is not known. */
  readonly resume: boolean;
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
