import { SessionLostError, SparkConnectError } from '../../src/index.ts';
import { UserError } from '../../command-line/user-error.ts';
import type { KafkaAccess } from '../kafka/create-kafka.ts';
import { isKafkaError } from '../kafka/kafka-error.ts';
import { fetchTopicIds, type TopicIds } from '../kafka/topic-ids.ts';
import { RefusedCheckpointError } from '../windows/refused-checkpoint-error.ts';
import { changeOf, readNewTopic, recomputeWindows, type CheckpointTopics } from './checkpoint-topics.ts';

/** Matches Spark's messages about records that are no longer in a topic. */
const recordsGone =
  /offset was changed|some data may have been (missed|lost)|Cannot find earliest offset|Cannot fetch (record|offset)|out of range|are gone/i;

/** Checks that the topics of a running query are still the same. Spark would continue in the middle of a recreated topic. */
export class TopicWatch {
  readonly #access: KafkaAccess;
  readonly #topics: CheckpointTopics;
  /** Rejects with the message for the user when a topic was deleted or recreated. */
  readonly changed: Promise<never>;
  #report: (error: UserError) => void = () => {};
  #seemsChanged = false;

  constructor(access: KafkaAccess, topics: CheckpointTopics) {
    this.#access = access;
    this.#topics = topics;
    this.changed = new Promise((_resolve, reject) => (this.#report = reject));
    this.changed.catch(() => {});
  }

  /** Asks Kafka once. Rejects if it does not answer. */
  async look(signal: AbortSignal): Promise<void> {
    const change = this.#change(await this.#ids(signal));
    // A broker that has just started may not know all of its topics yet.
    if (change && (this.#seemsChanged || change.isCertain)) this.#report(change.error);
    this.#seemsChanged = change !== undefined;
  }

  /** Returns the change of the topics that may explain a failure; undefined if there is none. */
  async explain(): Promise<UserError | undefined> {
    const ids = await this.#ids().catch(() => undefined);
    return this.#change(ids)?.error;
  }

  async #ids(signal?: AbortSignal): Promise<TopicIds | undefined> {
    const { topic, resultsTopic } = this.#topics;
    return fetchTopicIds(this.#access, [topic.name, resultsTopic.name], signal);
  }

  #change(ids: TopicIds | undefined): { readonly error: UserError; readonly isCertain: boolean } | undefined {
    if (ids === undefined) return undefined;
    const { topic, resultsTopic } = this.#topics;
    for (const [known, advice] of [
      [topic, readNewTopic],
      [resultsTopic, `Its windows are lost. ${recomputeWindows(topic.name)}`],
    ] as const) {
      const change = changeOf(known, ids);
      if (change === undefined) continue;
      const error = new RefusedCheckpointError(
        `Topic ${known.name} was ${change} while the query was running. ${advice}.`,
      );
      return { error, isCertain: ids.topics.has(known.name) };
    }
    return undefined;
  }
}

/** Returns a message about the topics if they caused the failure of the query; otherwise returns the error unchanged. */
export async function explainFailure(error: unknown, topics: TopicWatch, topic: string): Promise<unknown> {
  if (!(error instanceof SparkConnectError || (error instanceof UserError && isKafkaError(error.cause)))) return error;
  const change = await topics.explain();
  if (change) return new RefusedCheckpointError(change.message, { cause: error });
  // Its message says that the queries of the session are gone, not records.
  if (error instanceof SessionLostError || !recordsGone.test(error.message)) return error;
  return new RefusedCheckpointError(
    `Records that the query had not read yet were deleted from topic ${topic}, most likely because their retention expired. Run the command with --migrate to start a new generation with the remaining records, and increase the retention.ms of the topic.`,
    { cause: error },
  );
}
