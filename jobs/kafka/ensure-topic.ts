import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, Kafka } from 'kafkajs';
import { UserError } from '../../command-line/user-error.ts';
import { rootCause } from './kafka-error.ts';

/** The settings with which a missing topic is created. An existing topic is not changed. */
export interface TopicDefinition {
  readonly topic: string;
  readonly numPartitions: number;
  /** For example `{ 'retention.ms': '86400000' }`. */
  readonly configEntries: Readonly<Record<string, string>>;
}

const leaderTimeoutMs = 15_000;
const leaderPollMs = 100;

/** The errors of brokers while a partition is being created. */
const notReadyYet: ReadonlySet<string> = new Set([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
]);

/**
 * Creates the topic if it is missing and waits until every partition has a leader that serves it. Calls `onCreate` right before
 * it creates the topic. Returns whether it did.
 */
export async function ensureTopic(kafka: Kafka, definition: TopicDefinition, onCreate?: () => void): Promise<boolean> {
  const { topic, numPartitions, configEntries } = definition;
  const admin = kafka.admin();
  try {
    await admin.connect();
    const existing = await admin.listTopics();
    const isMissing = !existing.includes(topic);
    if (isMissing) {
      const entries = Object.entries(configEntries).map(([name, value]) => ({ name, value }));
      onCreate?.();
      await admin.createTopics({
        topics: [{ topic, numPartitions, replicationFactor: 1, configEntries: entries }],
        waitForLeaders: false,
      });
    }
    await waitUntilServed(admin, topic);
    return isMissing;
  } finally {
    await admin.disconnect();
  }
}

/** Waits because a broker may not know a topic yet that its controller has just created. */
async function waitUntilServed(admin: Admin, topic: string): Promise<void> {
  const deadline = performance.now() + leaderTimeoutMs;
  while (!(await isServed(admin, topic))) {
    if (performance.now() > deadline)
      throw new UserError(`Topic ${topic} has partitions without a leader: check that all brokers are running.`);
    await sleep(leaderPollMs);
  }
}

async function isServed(admin: Admin, topic: string): Promise<boolean> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const partitions = topics[0]?.partitions ?? [];
    if (partitions.length === 0 || partitions.some(({ leader }) => leader < 0)) return false;
    // Metadata lists a partition shortly before its broker serves it. A batch sent in between fails for that partition
    // only, and kafkajs would repeat all of it, which duplicates records.
    await admin.fetchTopicOffsets(topic);
    return true;
  } catch (error) {
    const { type } = rootCause(error) as { readonly type?: string };
    if (type !== undefined && notReadyYet.has(type)) return false;
    throw error;
  }
}
