import { batchLogTopic } from '../fates/batch-log.ts';
import { deadLetterTopic } from '../dead-letters/dead-letter.ts';
import { maxDeadLetterBytes } from '../fates/dead-letter-query.ts';
import type { TopicDefinition } from '../kafka/ensure-topic.ts';
import { generationsTopic } from '../windows/generations.ts';
import { transactionsTopic } from '../transactions/transactions-topic.ts';

const day = 86_400_000;
const hour = 3_600_000;

/** The names of the topics of a job, in one of its generations. */
export interface JobTopicNames {
  readonly topic: string;
  readonly resultsTopic: string;
  /** The results topic of the first generation. Default: `resultsTopic`. */
  readonly firstResultsTopic?: string;
}

/** Returns the topics that the job reads and writes, with the settings with which it creates them. */
export function jobTopics({
  topic,
  resultsTopic,
  firstResultsTopic = resultsTopic,
}: JobTopicNames): readonly TopicDefinition[] {
  return [
    { topic, ...transactionsTopic },
    generationsDefinition(firstResultsTopic),
    {
      topic: resultsTopic,
      numPartitions: 1,
      configEntries: {
        // The latest row of each window is enough, except for an audit, which compares rows as of an earlier batch.
        'cleanup.policy': 'compact,delete',
        'min.compaction.lag.ms': String(hour),
        'retention.ms': String(8 * day),
        'segment.ms': '600000',
      },
    },
    // They outlive the transactions, whose fates they tell. A dead letter is its message and some headers.
    ...[deadLetterTopic(topic), batchLogTopic(resultsTopic)].map((name) => ({
      topic: name,
      numPartitions: 1,
      configEntries: { 'retention.ms': String(14 * day), 'max.message.bytes': String(maxDeadLetterBytes) },
    })),
  ];
}

/** Returns the topic of the generations, given the results topic of the first one. It keeps the latest record of each generation. */
export function generationsDefinition(resultsTopic: string): TopicDefinition {
  return {
    topic: generationsTopic(resultsTopic),
    numPartitions: 1,
    configEntries: { 'cleanup.policy': 'compact' },
  };
}
