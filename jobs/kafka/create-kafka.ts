import { connect, type Socket } from 'node:net';
import { Kafka, logLevel } from 'kafkajs';
import type { ISocketFactory, LogEntry } from 'kafkajs';
import { processLog } from '../../command-line/log.ts';
import { quietRequestQueue } from './quiet-request-queue.ts';

quietRequestQueue();

/** Retries and logging of a Kafka client. */
export interface KafkaOptions {
  /** Whether to write the log of kafkajs to stderr. Default: false, because errors are thrown anyway. */
  readonly verbose?: boolean;
  /** Number of retries of a failed connection or request, with delays of 0.2 to 5 seconds. Default: 8, about 20 seconds. */
  readonly retries?: number;
  /** Called for each failed attempt. */
  readonly onFailedAttempt?: () => void;
}

/** Retries of the first connection: a broker that does not answer within three seconds is not running. */
export const firstContactRetries = 4;

const keepAliveMs = 60_000;

/** Creates a kafkajs client with the settings of the jobs. Create producers with `createPartitioner: Partitioners.DefaultPartitioner`. */
export function createKafka(servers: readonly string[], options: KafkaOptions = {}): Kafka {
  const { verbose = false, retries = 8, onFailedAttempt } = options;
  return new Kafka({
    clientId: 'spark-connect-ts-jobs',
    brokers: [...servers],
    connectionTimeout: 5000,
    requestTimeout: 15_000,
    retry: { retries, initialRetryTime: 200, maxRetryTime: 5000 },
    socketFactory: createSocket,
    logLevel: verbose ? logLevel.INFO : logLevel.ERROR,
    logCreator: () => (entry) => {
      if (verbose) processLog().info(`kafka: ${describe(entry)}`);
      if (entry.level === logLevel.ERROR && entry.log['retryCount'] !== undefined) onFailedAttempt?.();
    },
  });
}

/**
 * Opens a connection as kafkajs does by default, but without a limit of listeners: kafkajs calls `unref()` on a closed socket for each
 * request that fails, and each call adds a listener. Node would print a warning in the middle of the output of a job.
 */
const createSocket: ISocketFactory = ({ host, port, onConnect }): Socket =>
  connect({ host, port }, onConnect).setKeepAlive(true, keepAliveMs).setMaxListeners(0);

function describe({ namespace, log }: LogEntry): string {
  const { message, ...details } = log;
  return `[${namespace}] ${message} ${JSON.stringify(details)}`;
}
