import kafkajs, { Partitioners, type Admin } from 'kafkajs';
import { within } from '../../command-line/abortable.ts';
import { createKafka } from '../kafka/create-kafka.ts';
import type { KafkaOptions } from '../kafka/create-kafka.ts';
import { NoAnswerError } from '../kafka/kafka-error.ts';
import type { EncodedMessage } from './message-encoder.ts';
import { tracedSend } from './traced-send.ts';

/** Maximum time to send a batch, including all retries. kafkajs retries on several levels, which together can take minutes. */
export const sendTimeoutMs = 60_000;
const disconnectTimeoutMs = 1000;

/** A connected producer of one topic. */
export interface TransactionSender {
  /** The number of partitions of the topic. */
  readonly partitions: number;
  /** The size in bytes that all messages of a request and partition may have together; 0 if it is unknown. */
  readonly maxBytes: number;
  /** Sends messages. Resolves once all in-sync replicas have acknowledged them. Wait for it before you send more. */
  send(messages: readonly EncodedMessage[]): Promise<void>;
  /** Disconnects and never rejects. Call it only after `send` has settled, because kafkajs does not wait for it. */
  close(): Promise<void>;
}

/** Connects a producer. */
export async function connectSender(
  kafkaServers: readonly string[],
  topic: string,
  options: KafkaOptions,
): Promise<TransactionSender> {
  const kafka = createKafka(kafkaServers, options);
  const producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
    // A broker may fail after it has written a batch but before it acknowledges it; it then drops the repeated batch.
    idempotent: true,
  });
  const [limits] = await Promise.all([fetchLimits(kafka.admin(), topic), producer.connect()]);
  return {
    ...limits,
    async send(messages) {
      await tracedSend(topic, messages, async (traced) => {
        await within(sendTimeoutMs, producer.send({ topic, acks: -1, messages: [...traced] }), noAnswer);
      });
    },
    close: () => within(disconnectTimeoutMs, producer.disconnect(), noAnswer).catch(() => undefined),
  };
}

async function fetchLimits(admin: Admin, topic: string): Promise<Pick<TransactionSender, 'partitions' | 'maxBytes'>> {
  try {
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return { partitions: topics[0]!.partitions.length, maxBytes: await fetchMaxBytes(admin, topic) };
  } finally {
    await admin.disconnect();
  }
}

/** A user may send messages without being allowed to see the settings of the topic. */
async function fetchMaxBytes(admin: Admin, topic: string): Promise<number> {
  const resource = { type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configNames: ['max.message.bytes'] };
  const settings = await admin
    .describeConfigs({ includeSynonyms: false, resources: [resource] })
    .catch(() => undefined);
  return Number(settings?.resources[0]?.configEntries[0]?.configValue ?? 0);
}

function noAnswer(): Error {
  return new NoAnswerError('No answer in time');
}
