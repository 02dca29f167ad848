import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Kafka, logLevel } from 'kafkajs';
import type { ISocketFactory, LogEntry } from 'kafkajs';
import { processLog } from '../../command-line/log.ts';
import type { KafkaConfig } from './kafka-config.ts';
import { routed } from './kafka-routes.ts';
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
  /** How to secure the connections. Default: no TLS and no authentication. */
  readonly config?: KafkaConfig | undefined;
}

/** Where Kafka is, and how to connect to it. */
export interface KafkaAccess {
  readonly servers: readonly string[];
  readonly config?: KafkaConfig | undefined;
}

/** Retries of the first connection: a broker that does not answer within three seconds is not running. */
export const firstContactRetries = 4;

/**
 * How long before the end of its session a connection authenticates again. Kafka allows that once a second, so that with more, such as
 * the default of 10 seconds, tokens with a short lifetime would fail.
 */
const reauthenticationThresholdMs = 500;

/** The name of the jobs in the log and the quotas of a broker. */
export const clientId = 'spark-connect-ts-jobs';

const keepAliveMs = 60_000;

/** Creates a kafkajs client with the settings of the jobs. Create producers with `createPartitioner: Partitioners.DefaultPartitioner`. */
export function createKafka(servers: readonly string[], options: KafkaOptions = {}): Kafka {
  const { verbose = false, retries = 8, onFailedAttempt, config } = options;
  return new Kafka({
    clientId,
    brokers: [...servers],
    ...config?.security(),
    connectionTimeout: 5000,
    requestTimeout: 15_000,
    reauthenticationThreshold: reauthenticationThresholdMs,
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
export const createSocket: ISocketFactory = ({ host, port, ssl, onConnect }): Socket => {
  // `ssl` is undefined unless the options of the client set it.
  const tls = ssl as typeof ssl | undefined;
  const target = { ...routed({ host, port }) };
  const socket = tls
    ? connectTls({ ...target, ...(isIP(host) === 0 && { servername: host }), ...tls }, onConnect)
    : connect(target, onConnect);
  if (!tls) endOnTls(socket);
  return socket.setKeepAlive(true, keepAliveMs).setMaxListeners(0);
};

/** The code of the error of a plain connection to a port for TLS. */
export const tlsExpected = 'TLS_EXPECTED';

/** Ends a plain connection that receives an alert of TLS. kafkajs would take it for the length of a message and wait for the rest. */
function endOnTls(socket: Socket): void {
  socket.once('data', (bytes: Buffer) => {
    const isAlert = bytes.length >= 2 && bytes[0] === 0x15 && bytes[1] === 0x03;
    if (isAlert) socket.destroy(Object.assign(new Error('the port expects TLS'), { code: tlsExpected }));
  });
}

function describe({ namespace, log }: LogEntry): string {
  const { message, ...details } = log;
  return `[${namespace}] ${message} ${JSON.stringify(details)}`;
}
