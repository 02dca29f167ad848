import type { KafkaMessage } from 'kafkajs';
import { currentRanges, readRanges } from '../../../jobs/kafka/read-topic.ts';
import { createKafka } from '../../../jobs/kafka/create-kafka.ts';
import { RoundError } from './wait-until.ts';

/** A message and its place in the topic. */
export interface TopicMessage extends Pick<KafkaMessage, 'key' | 'value' | 'headers'> {
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

/** Returns all messages that are currently in a topic, in order within each partition. */
export async function readWholeTopic(servers: string, topic: string, signal: AbortSignal): Promise<TopicMessage[]> {
  const kafka = createKafka([servers]);
  const admin = kafka.admin();
  const messages: TopicMessage[] = [];
  try {
    await admin.connect();
    const ranges = await currentRanges(admin, topic);
    if (ranges === undefined) throw new RoundError(`Topic ${topic} does not exist.`);
    const onMessage = ({ offset, timestamp, key, value, headers }: KafkaMessage, partition: number): void => {
      messages.push({
        partition,
        offset: Number(offset),
        timestamp: Number(timestamp),
        key,
        value,
        ...(headers && { headers }),
      });
    };
    await readRanges(kafka, topic, ranges, onMessage, signal);
    return messages;
  } finally {
    await admin.disconnect();
  }
}
