import { Kafka, logLevel } from 'kafkajs';
import type { LogEntry } from 'kafkajs';
import { quietRequestQueue } from './quiet-request-queue.ts';

quietRequestQueue();

/** How patient a connection is and what it tells. */
export interface KafkaOptions {
  /** Writes what kafkajs logs to stderr; otherwise it is silent, because what matters arrives as an error too. */
  readonly verbose?: boolean;
  /** How often a failed connection or request is tried again, waiting 0.2 to 5 seconds; 8 times take about 20 seconds. */
  readonly retries?: number;
  /** Called for each attempt that failed. */
  readonly onFailedAttempt?: () => void;
}

/** The retries of a first contact: a broker that does not answer within three seconds has not been started. */
export const firstContactRetries = 4;

/** A kafkajs client with the settings every job uses. Create producers with `createPartitioner: Partitioners.DefaultPartitioner`. */
export function createKafka(servers: readonly string[], options: KafkaOptions = {}): Kafka {
  const { verbose = false, retries = 8, onFailedAttempt } = options;
  return new Kafka({
    clientId: 'spark-connect-ts-jobs',
    brokers: [...servers],
    connectionTimeout: 5000,
    requestTimeout: 15_000,
    retry: { retries, initialRetryTime: 200, maxRetryTime: 5000 },
    logLevel: verbose ? logLevel.INFO : logLevel.ERROR,
    logCreator: () => (entry) => {
      if (verbose) process.stderr.write(`kafka: ${describe(entry)}\n`);
      if (entry.level === logLevel.ERROR && entry.log['retryCount'] !== undefined) onFailedAttempt?.();
    },
  });
}

function describe({ namespace, log }: LogEntry): string {
  const { message, ...details } = log;
  return `[${namespace}] ${message} ${JSON.stringify(details)}`;
}
