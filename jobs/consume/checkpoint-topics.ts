import type { SparkSession } from '../../src/index.ts';
import { AnalysisException } from '../../src/index.ts';
import { UserError } from '../../command-line/user-error.ts';
import type { RulesJson } from '../fates/batch-log.ts';
import type { KafkaAccess } from '../kafka/create-kafka.ts';
import type { TopicIds } from '../kafka/topic-ids.ts';
import { RefusedCheckpointError } from '../windows/refused-checkpoint-error.ts';
import type { PlanDigest } from '../windows/plan-digest.ts';
import { pathBelow } from '../windows/server-path.ts';

/** A topic with its name and, if Kafka reports one, its ID. A recreated topic has the same name but a new ID. */
export interface KnownTopic {
  readonly name: string;
  readonly id?: string | undefined;
}

/** The topics that a checkpoint belongs to, and what the last run did with their records. */
export interface CheckpointTopics {
  readonly clusterId?: string | undefined;
  readonly topic: KnownTopic;
  readonly resultsTopic: KnownTopic;
  /** Absent in checkpoints of older versions. */
  readonly rules?: RulesJson | undefined;
  readonly plan?: PlanDigest | undefined;
}

/** Timeout for reading or writing a small file, in milliseconds. It may be the first job of the server. */
const fileTimeout = 120_000;

/**
 * Stores the topics that a checkpoint reads from and writes to, and its rules, in a file next to Spark's own. Spark stores only the topic
 * name and the offsets, and would silently resume in the middle of a different topic with the same name.
 */
export class CheckpointMemory {
  readonly #spark: SparkSession;
  readonly #location: string;
  readonly #path: string;

  constructor(spark: SparkSession, location: string) {
    this.#spark = spark;
    this.#location = location;
    this.#path = pathBelow(location, 'customer-transactions/topics');
  }

  /** Returns the stored topics, or undefined if the query has not read anything with this checkpoint yet. */
  async recall(signal?: AbortSignal): Promise<CheckpointTopics | undefined> {
    const text = await this.#read(this.#path, signal);
    if (text === undefined) return undefined;
    const offsets = await this.#read(pathBelow(this.#location, 'offsets'), signal);
    return offsets === undefined ? undefined : parse(text);
  }

  /** Stores the topics. */
  async remember(topics: CheckpointTopics): Promise<void> {
    const frame = await this.#spark.createDataFrame([[JSON.stringify(topics)]], 'value STRING');
    await frame.coalesce(1).write.mode('overwrite').text(this.#path, {}, { timeout: fileTimeout });
  }

  /** Returns the text of a file, or of the first file in a folder; undefined if there is none. */
  async #read(path: string, signal: AbortSignal | undefined): Promise<string | undefined> {
    try {
      const row = await this.#spark.read.text(path, { wholetext: true }).first({ signal, timeout: fileTimeout });
      return row?.['value'] as string | undefined;
    } catch (error) {
      if (error instanceof AnalysisException && error.errorClass === 'PATH_NOT_FOUND') return undefined;
      throw error;
    }
  }
}

/** The checkpoint, and where Kafka is. */
export interface TopicPlace extends KafkaAccess {
  readonly location: string;
}

/** What to do when the transactions topic is another one. */
export const readNewTopic =
  'Run the command with --migrate to start a new generation, which reads the topic as it is now and keeps the windows of the old one';

/** The topics as they are now. `ids` are the topics that Kafka has. */
export interface CurrentTopics {
  readonly topic: string;
  readonly resultsTopic: string;
  readonly ids: TopicIds | undefined;
}

/**
 * Checks that a checkpoint can resume with the current topics.
 *
 * @throws RefusedCheckpointError when it cannot, and a new generation can.
 * @throws UserError when the options name another topic than the one of the checkpoint.
 */
export function checkTopics(before: CheckpointTopics, now: CurrentTopics, { location, servers }: TopicPlace): void {
  const checkpoint = `The checkpoint at ${location}`;
  const { topic, resultsTopic, ids } = now;
  if (before.topic.name !== topic) {
    throw new UserError(
      `${checkpoint} has read topic ${before.topic.name}, not ${topic}. Use --topic ${before.topic.name}, or a different --checkpoint and --results-topic.`,
    );
  }
  if (before.resultsTopic.name !== resultsTopic) {
    const old = before.resultsTopic.name;
    throw new UserError(
      `${checkpoint} has written its windows to topic ${old}, and ${resultsTopic} would lack them. Use --results-topic ${old}, or set a new --checkpoint as well.`,
    );
  }
  if (ids === undefined) return;
  if (before.clusterId !== undefined && ids.clusterId !== undefined && before.clusterId !== ids.clusterId) {
    throw new RefusedCheckpointError(
      `${checkpoint} belongs to a different Kafka cluster than the one at ${servers.join(',')}. Set --kafka-servers to that cluster, or run the command with --migrate to start a new generation on this one.`,
    );
  }
  const change = changeOf(before.topic, ids);
  if (change !== undefined) {
    throw new RefusedCheckpointError(
      `Topic ${topic} was ${change} after ${lowercaseFirst(checkpoint)} read it. ${readNewTopic}.`,
    );
  }
  const resultsChange = changeOf(before.resultsTopic, ids);
  if (resultsChange !== undefined) {
    throw new RefusedCheckpointError(
      `Topic ${resultsTopic} was ${resultsChange} after ${lowercaseFirst(checkpoint)} wrote its windows to it, so they are lost. ${recomputeWindows(topic)}.`,
    );
  }
}

/** Returns what to do when the results topic is another one. */
export function recomputeWindows(topic: string): string {
  return `Run the command with --migrate to start a new generation, which computes them again from what topic ${topic} still has`;
}

/** Returns what happened to a topic since its ID was stored, as a participle; undefined if nothing did. */
export function changeOf({ name, id }: KnownTopic, ids: TopicIds): string | undefined {
  const now = ids.topics.get(name);
  if (now === undefined) return 'deleted';
  return id === undefined || id === now ? undefined : 'deleted and recreated';
}

function lowercaseFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/** Returns undefined for a damaged file. */
function parse(text: string): CheckpointTopics | undefined {
  try {
    const topics = JSON.parse(text) as Partial<CheckpointTopics>;
    return topics.topic && topics.resultsTopic && (topics as CheckpointTopics);
  } catch {
    return undefined;
  }
}
