import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { ISocketFactory, Logger } from 'kafkajs';
import { clientId, createKafka, createSocket } from './create-kafka.ts';
import type { KafkaConfig } from './kafka-config.ts';

/** A request that kafkajs does not have. */
export interface BrokerRequest {
  readonly apiName: string;
  readonly apiKey: number;
  readonly apiVersion: number;
  /** What follows the client id in the request. */
  readonly body: Buffer;
}

/** A broker of kafkajs, which knows how to connect and authenticate. */
interface Broker {
  readonly versions: Readonly<Record<number, { readonly maxVersion: number } | undefined>>;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}
interface ConnectionPool {
  send(message: object): Promise<Buffer>;
}

const timeoutMs = 5000;

/**
 * Sends a request to a broker in a connection of its own, and returns what follows the correlation id in the response. Returns
 * undefined if the broker is too old for it.
 */
export async function askBroker(
  server: string,
  config: KafkaConfig | undefined,
  request: BrokerRequest,
  signal?: AbortSignal,
): Promise<Buffer | undefined> {
  signal?.throwIfAborted();
  let socket: Socket | undefined;
  const socketFactory: ISocketFactory = (options) => (socket = createSocket(options));
  const { broker, pool } = createBroker(server, config, socketFactory);
  const limit = AbortSignal.timeout(timeoutMs);
  const end = (): void => void socket?.destroy(new Error(`No answer from ${server} in time`));
  limit.addEventListener('abort', end);
  signal?.addEventListener('abort', end);
  try {
    await broker.connect();
    const { apiName, apiKey, apiVersion, body } = request;
    if ((broker.versions[apiKey]?.maxVersion ?? 0) < apiVersion) return undefined;
    return await pool.send({
      request: { apiName, apiKey, apiVersion, encode: () => Promise.resolve(encoded(body)) },
      response: {
        decode: (payload: Buffer) => Promise.resolve(payload),
        parse: (payload: Buffer) => Promise.resolve(payload),
      },
    });
  } finally {
    limit.removeEventListener('abort', end);
    signal?.removeEventListener('abort', end);
    socket?.destroy();
    void broker.disconnect();
  }
}

function createBroker(
  server: string,
  config: KafkaConfig | undefined,
  socketFactory: ISocketFactory,
): { readonly broker: Broker; readonly pool: ConnectionPool } {
  const [host, port] = server.split(/:(?=\d+$)/);
  const logger = createKafka([server]).logger();
  const pool = new Pool({
    host: host!,
    port: Number(port),
    ...config?.security(),
    clientId,
    connectionTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    socketFactory,
    logger,
  });
  return { pool, broker: new SeedBroker({ connectionPool: pool, logger, allowAutoTopicCreation: false }) };
}

const require = createRequire(import.meta.url);
const Pool = require('kafkajs/src/network/connectionPool') as new (options: object) => ConnectionPool;
const SeedBroker = require('kafkajs/src/broker') as new (options: {
  readonly connectionPool: ConnectionPool;
  readonly logger: Logger;
  readonly allowAutoTopicCreation: boolean;
}) => Broker;
const Encoder = require('kafkajs/src/protocol/encoder') as new () => { writeBuffer(buffer: Buffer): object };

function encoded(body: Buffer): object {
  return new Encoder().writeBuffer(body);
}
