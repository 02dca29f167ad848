import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { MessageReader, metadataRequest } from './metadata-message.ts';

/** The topic IDs of a Kafka cluster. A recreated topic has the same name but a new ID. */
export interface TopicIds {
  readonly clusterId: string | undefined;
  /** The IDs by name, in the form that Kafka's tools print. Missing topics have no entry. */
  readonly topics: ReadonlyMap<string, string>;
}

const timeoutMs = 5000;

/**
 * Fetches topic IDs from the first server that answers. Kafka has them since 2.8, but kafkajs does not return them. Returns
 * undefined for older versions of Kafka.
 *
 * @throws Error when no server answers.
 */
export async function fetchTopicIds(
  servers: readonly string[],
  names: readonly string[],
  signal?: AbortSignal,
): Promise<TopicIds | undefined> {
  let failure: unknown;
  for (const server of servers) {
    try {
      return parseMetadata(await ask(server, metadataRequest(names), signal));
    } catch (error) {
      signal?.throwIfAborted();
      failure = error;
    }
  }
  throw failure;
}

/** Sends a request and returns the response, or undefined: an older broker closes the connection for an unknown version. */
async function ask(server: string, request: Buffer, signal: AbortSignal | undefined): Promise<Buffer | undefined> {
  const [host, port] = server.split(/:(?=\d+$)/);
  const socket = connect({ host: host!, port: Number(port) });
  const limit = AbortSignal.timeout(timeoutMs);
  const end = (): void => void socket.destroy(new Error(`No answer from ${server} in time`));
  limit.addEventListener('abort', end);
  signal?.addEventListener('abort', end);
  try {
    signal?.throwIfAborted();
    await once(socket, 'connect');
    socket.write(request);
    return await readAnswer(socket);
  } finally {
    limit.removeEventListener('abort', end);
    signal?.removeEventListener('abort', end);
    socket.destroy();
  }
}

async function readAnswer(socket: Socket): Promise<Buffer | undefined> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    bytes = Buffer.concat([bytes, chunk]);
    if (bytes.length >= 4 && bytes.length >= 4 + bytes.readInt32BE(0)) return bytes.subarray(4);
  }
  return undefined;
}

function parseMetadata(answer: Buffer | undefined): TopicIds | undefined {
  if (answer === undefined) return undefined;
  const reader = new MessageReader(answer);
  reader.skip(4); // Correlation id.
  reader.tags();
  reader.skip(4); // Throttle time.
  reader.array(() => {
    reader.skip(4); // Node id.
    reader.string();
    reader.skip(4); // Port.
    reader.string(); // Rack.
    reader.tags();
  });
  const clusterId = reader.string();
  reader.skip(4); // Controller.
  const topics = new Map<string, string>();
  reader.array(() => {
    const error = reader.int16();
    const name = reader.string();
    const id = reader.uuid();
    if (error === 0 && name !== undefined && id !== undefined) topics.set(name, id);
    reader.skip(1); // Whether it is internal.
    reader.array(() => {
      reader.skip(14); // Error, partition, leader and its epoch.
      for (let list = 0; list < 3; list++) reader.array(() => reader.skip(4)); // Replicas: all, in sync, offline.
      reader.tags();
    });
    reader.skip(4); // Authorized operations.
    reader.tags();
  });
  return { clusterId, topics };
}
