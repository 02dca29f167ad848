import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, Kafka } from 'kafkajs';
import { UserError } from '../command-line/user-error.ts';

/** A topic as it is created when it is missing; one that exists stays as it is. */
export interface TopicDefinition {
  readonly topic: string;
  readonly numPartitions: number;
  /** Such as `{ 'retention.ms': '86400000' }`. */
  readonly configEntries: Readonly<Record<string, string>>;
}

const leaderDeadlineMilliseconds = 15_000;
const leaderPollMilliseconds = 100;

/** Creates the topic when it is missing, waits until each partition has a leader, and says whether it was created. */
export async function ensureTopic(kafka: Kafka, definition: TopicDefinition): Promise<boolean> {
  const { topic, numPartitions, configEntries } = definition;
  const admin = kafka.admin();
  try {
    await admin.connect();
    const existing = await admin.listTopics();
    const isMissing = !existing.includes(topic);
    if (isMissing) {
      const entries = Object.entries(configEntries).map(([name, value]) => ({ name, value }));
      await admin.createTopics({
        topics: [{ topic, numPartitions, replicationFactor: 1, configEntries: entries }],
        waitForLeaders: false,
      });
    }
    await waitForLeaders(admin, topic);
    return isMissing;
  } finally {
    await admin.disconnect();
  }
}

/** A broker may not know a topic yet that its controller has just created. */
async function waitForLeaders(admin: Admin, topic: string): Promise<void> {
  const deadline = performance.now() + leaderDeadlineMilliseconds;
  while (!(await hasLeaders(admin, topic))) {
    if (performance.now() > deadline)
      throw new UserError(`Topic ${topic} has partitions without a leader; is a broker down?`);
    await sleep(leaderPollMilliseconds);
  }
}

async function hasLeaders(admin: Admin, topic: string): Promise<boolean> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const partitions = topics[0]?.partitions ?? [];
    return partitions.length > 0 && partitions.every(({ leader }) => leader >= 0);
  } catch (error) {
    const { type } = error as { readonly type?: string };
    if (type === 'UNKNOWN_TOPIC_OR_PARTITION' || type === 'LEADER_NOT_AVAILABLE') return false;
    throw error;
  }
}
