import { askBroker } from './ask-broker.ts';
import type { KafkaAccess } from './create-kafka.ts';
import { MessageReader, metadataRequest } from './metadata-message.ts';

/** The topic IDs of a Kafka cluster. A recreated topic has the same name but a new ID. */
export interface TopicIds {
  readonly clusterId: string | undefined;
  /** The IDs by name, in the form that Kafka's tools print. Missing topics have no entry. */
  readonly topics: ReadonlyMap<string, string>;
}

/**
 * Fetches topic IDs from the first server that answers. Kafka has them since 2.8, but kafkajs does not return them. Returns
 * undefined for older versions of Kafka.
 *
 * @throws Error when no server answers.
 */
export async function fetchTopicIds(
  { servers, config }: KafkaAccess,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<TopicIds | undefined> {
  let failure: unknown;
  for (const server of servers) {
    try {
      return parseMetadata(await askBroker(server, config, metadataRequest(names), signal));
    } catch (error) {
      signal?.throwIfAborted();
      failure = error;
    }
  }
  throw failure;
}

function parseMetadata(answer: Buffer | undefined): TopicIds | undefined {
  if (answer === undefined) return undefined;
  const reader = new MessageReader(answer);
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
