import type { SparkSession } from '../../src/index.ts';
import { AnalysisException } from '../../src/index.ts';
import { UserError } from '../../command-line/user-error.ts';
import type { TopicIds } from '../kafka/topic-ids.ts';

/** A topic by its name, and by its id where Kafka has one: a topic made anew has another under the same name. */
export interface KnownTopic {
  readonly name: string;
  readonly id?: string | undefined;
}

/** Which topics a checkpoint belongs to. */
export interface CheckpointTopics {
  readonly clusterId?: string | undefined;
  readonly topic: KnownTopic;
  readonly resultsTopic: KnownTopic;
}

/** Milliseconds for a small file on the server, which may be its first job. */
const patience = 120_000;

/**
 * The topics that a checkpoint reads from and writes to, in a file beside Spark's own. Spark remembers only how far it is in a
 * topic of some name, and would go on in the middle of another one without a word.
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

  /** What was remembered; undefined where the query has read nothing with this checkpoint so far. */
  async recall(signal?: AbortSignal): Promise<CheckpointTopics | undefined> {
    const text = await this.#read(this.#path, signal);
    if (text === undefined) return undefined;
    const begun = await this.#read(pathBelow(this.#location, 'offsets'), signal);
    return begun === undefined ? undefined : parse(text);
  }

  async remember(topics: CheckpointTopics): Promise<void> {
    const frame = await this.#spark.createDataFrame([[JSON.stringify(topics)]], 'value STRING');
    await frame.coalesce(1).write.mode('overwrite').text(this.#path, {}, { timeout: patience });
  }

  /** The text of a file, or of one in a folder; undefined when there is none. */
  async #read(path: string, signal: AbortSignal | undefined): Promise<string | undefined> {
    try {
      const row = await this.#spark.read.text(path, { wholetext: true }).first({ signal, timeout: patience });
      return row?.['value'] as string | undefined;
    } catch (error) {
      if (error instanceof AnalysisException && error.errorClass === 'PATH_NOT_FOUND') return undefined;
      throw error;
    }
  }
}

/** What the sentences about topics name. */
export interface TopicPlace {
  readonly location: string;
  readonly servers: readonly string[];
}

const anew = 'Start over with a new --checkpoint and a new --results-topic';

/** Throws one sentence where a checkpoint cannot go on with the topics that are named now; `ids` is what Kafka has of these. */
export function checkTopics(
  before: CheckpointTopics,
  now: { readonly topic: string; readonly resultsTopic: string; readonly ids: TopicIds | undefined },
  { location, servers }: TopicPlace,
): void {
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
    throw new UserError(
      `${checkpoint} belongs to a different Kafka cluster than the one at ${servers.join(',')}. Set --kafka-servers to that cluster, or start over with a new --checkpoint and --results-topic.`,
    );
  }
  const change = changeOf(before.topic, ids);
  if (change !== undefined) {
    throw new UserError(`Topic ${topic} was ${change} after ${lowered(checkpoint)} read it. ${anew}.`);
  }
  const resultsChange = changeOf(before.resultsTopic, ids);
  if (resultsChange !== undefined) {
    throw new UserError(
      `Topic ${resultsTopic} was ${resultsChange} after ${lowered(checkpoint)} wrote its windows to it, so they are lost. Start over with a new --checkpoint, which recomputes them from what topic ${topic} still has.`,
    );
  }
}

/** What was done to a topic since its id was known, as a participle; undefined for nothing. */
export function changeOf({ name, id }: KnownTopic, ids: TopicIds): string | undefined {
  const now = ids.topics.get(name);
  if (now === undefined) return 'deleted';
  return id === undefined || id === now ? undefined : 'deleted and recreated';
}

/** A path in a file system of the server, which may be a URI. */
export function pathBelow(folder: string, name: string): string {
  return `${folder.replace(/\/$/, '')}/${name}`;
}

function lowered(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/** A file that is damaged says nothing. */
function parse(text: string): CheckpointTopics | undefined {
  try {
    const topics = JSON.parse(text) as Partial<CheckpointTopics>;
    return topics.topic && topics.resultsTopic && (topics as CheckpointTopics);
  } catch {
    return undefined;
  }
}
