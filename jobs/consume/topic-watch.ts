import { SparkConnectError } from '../../src/index.ts';
import { UserError } from '../../command-line/user-error.ts';
import { isKafkaError } from '../kafka/kafka-error.ts';
import { fetchTopicIds, type TopicIds } from '../kafka/topic-ids.ts';
import { changeOf, type CheckpointTopics } from './checkpoint-topics.ts';

/** What Spark says of records that were in a topic and are not there any more. */
const recordsGone =
  /offset was changed|some data may have been (missed|lost)|Cannot find earliest offset|Cannot fetch (record|offset)|out of range|are gone/i;

/** Looks whether the topics of a running query are still the same: Spark would go on in the middle of another one. */
export class TopicWatch {
  readonly #servers: readonly string[];
  readonly #topics: CheckpointTopics;
  /** Rejects with the sentence for the user when a topic was deleted or made anew. */
  readonly changed: Promise<never>;
  #report: (error: UserError) => void = () => {};
  #looksGone = false;

  constructor(servers: readonly string[], topics: CheckpointTopics) {
    this.#servers = servers;
    this.#topics = topics;
    this.changed = new Promise((_resolve, reject) => (this.#report = reject));
    this.changed.catch(() => {});
  }

  /** Asks Kafka once; rejects when it does not answer. */
  async look(signal: AbortSignal): Promise<void> {
    const error = this.#sentence(await this.#ids(signal));
    // A broker that has just started may not know all of its topics yet.
    if (error && (this.#looksGone || error.isSure)) this.#report(error.error);
    this.#looksGone = error !== undefined;
  }

  /** What happened to the topics, now that something has failed; undefined when nothing is known to have. */
  async explain(): Promise<UserError | undefined> {
    const ids = await this.#ids().catch(() => undefined);
    return this.#sentence(ids)?.error;
  }

  async #ids(signal?: AbortSignal): Promise<TopicIds | undefined> {
    const { topic, resultsTopic } = this.#topics;
    return fetchTopicIds(this.#servers, [topic.name, resultsTopic.name], signal);
  }

  #sentence(ids: TopicIds | undefined): { readonly error: UserError; readonly isSure: boolean } | undefined {
    if (ids === undefined) return undefined;
    const { topic, resultsTopic } = this.#topics;
    for (const [known, advice] of [
      [topic, 'Start over with a new --checkpoint and a new --results-topic'],
      [
        resultsTopic,
        `Its windows are lost; start over with a new --checkpoint, which recomputes them from what topic ${topic.name} still has`,
      ],
    ] as const) {
      const change = changeOf(known, ids);
      if (change === undefined) continue;
      const error = new UserError(`Topic ${known.name} was ${change} while the query was running. ${advice}.`);
      return { error, isSure: ids.topics.has(known.name) };
    }
    return undefined;
  }
}

/** A failure of the query as a sentence about its topics, where these are the reason; else it comes back as it is. */
export async function explainFailure(error: unknown, topics: TopicWatch, topic: string): Promise<unknown> {
  if (!(error instanceof SparkConnectError || (error instanceof UserError && isKafkaError(error.cause)))) return error;
  const change = await topics.explain();
  if (change) return new UserError(change.message, { cause: error });
  if (!recordsGone.test(error.message)) return error;
  return new UserError(
    `Records that the query had not read yet were deleted from topic ${topic}, most likely because their retention expired. Start over with a new --checkpoint and a new --results-topic to count the remaining records, and increase the retention.ms of the topic.`,
    { cause: error },
  );
}
