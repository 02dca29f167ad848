import { setTimeout as sleep } from 'node:timers/promises';
import { SparkSession, type StreamingQuery, type StreamingQueryProgress } from '../../src/index.ts';
import { abortable, endsWithin } from '../../command-line/abortable.ts';
import type { Leftovers } from '../../command-line/leftovers.ts';
import { UserError } from '../../command-line/user-error.ts';
import { waitFor } from '../../command-line/wait-for.ts';
import { createKafka, firstContactRetries } from '../kafka/create-kafka.ts';
import { ensureTopic } from '../kafka/ensure-topic.ts';
import { kafkaError } from '../kafka/kafka-error.ts';
import { fetchTopicIds } from '../kafka/topic-ids.ts';
import { transactionsTopic } from '../transactions/transactions-topic.ts';
import { CheckpointMemory, checkTopics, pathBelow, type CheckpointTopics } from './checkpoint-topics.ts';
import type { ConsumeOptions } from './consume-options.ts';
import { readingError } from './reading-error.ts';
import { outageError, patience, sparkError } from './spark-error.ts';
import { explainFailure, TopicWatch } from './topic-watch.ts';
import { watchService } from './watch-services.ts';
import { queryName, windowQuery, type WindowQuery, type WindowQuerySettings } from './window-query.ts';
import { windowUpdate, type WindowUpdate } from './window-row.ts';

/** Told of what happens while the query runs. */
export interface ConsumeObserver {
  readonly onWindow: (update: WindowUpdate) => void;
  readonly onProgress?: (progress: StreamingQueryProgress) => void;
  /** Told in a sentence when something takes long or falls silent, and when it is back. */
  readonly onNotice?: (sentence: string) => void;
  /** Gives up starting the query, with the signal's reason; one that runs has to be stopped. */
  readonly signal?: AbortSignal;
  /** Is told what stays behind when the process ends before the query was stopped. */
  readonly leftovers?: Leftovers;
}

/** The query as it runs in the server, with its results coming in here. */
export interface RunningWindowQuery {
  /** Resolves when all records now in the topic are in windows, and all of these have been handed over. */
  processAllAvailable(): Promise<void>;
  /** Waits for a pause between two batches, stops the query and hands over what it had written. */
  stop(): Promise<void>;
  /**
   * The same for somebody who waits: after a second a batch is broken off, to be done again later. Never rejects; what did not
   * end in time stays among the leftovers.
   */
  stopNow(): Promise<void>;
  /** Rejects when the query or the reading of its results fails, by then stopped; resolves after `stop`. */
  readonly ended: Promise<void>;
  readonly spark: SparkSession;
  readonly sparkKafkaServers: readonly string[];
}

type WindowRows = ReturnType<WindowQuery['sink']['upserts']>;

/** One row for each window is all that has to stay; a day later it has no reader any more. */
const resultsTopicSettings = {
  numPartitions: 1,
  configEntries: { 'cleanup.policy': 'compact,delete', 'retention.ms': '86400000', 'segment.ms': '600000' },
};

const longestBatch = 10_000;
/** Milliseconds for a part of an end that somebody waits for, and for all of it. */
const lastWait = 1000;
const longestEnd = 2500;
const stoppedElsewhere =
  'Another client stopped the query, perhaps a second consumer with the same checkpoint. Run the same command to resume.';
const longestSilence = 30_000;

/** Starts the query, or goes on with it from its checkpoint, and begins to read its results. */
export async function startWindowQuery(
  options: ConsumeOptions,
  observer: ConsumeObserver,
): Promise<RunningWindowQuery> {
  const { kafkaServers, remote, verbose } = options;
  const { signal, leftovers } = observer;
  const spark = await connect(remote, signal);
  let rows: WindowRows | undefined;
  try {
    const { settings, location } = await abortable(completeSettings(spark, options), signal);
    const memory = new CheckpointMemory(spark, location);
    const before = await recallTopics(memory, settings, { location, servers: kafkaServers }, signal);
    const kafka = createKafka(kafkaServers, { verbose });
    const forgetTopics = await createTopics(options, settings, observer);
    const topics = await topicsNow(settings, kafkaServers, signal);
    // A first job takes a server seconds, for which nobody has to wait.
    const remembering = rememberTopics(memory, before, topics, observer);
    const { sink, writer } = await windowQuery(spark, kafka, settings);
    rows = sink.upserts();
    await abortable(rows.open(), signal).catch((error: unknown) => {
      throw readingError(error, settings.resultsTopic, kafkaServers);
    });
    signal?.throwIfAborted();

    const forgetQuery = leftovers?.add(
      `Query ${queryName(settings)} may still be running in Spark at ${remote}; run the same command to take it over.`,
    );
    const query = await started(writer.start(), signal).catch((error: unknown) => {
      if (!(error instanceof LostStart)) forgetQuery?.();
      throw error;
    });
    forgetTopics();
    return watch({ spark, settings, query, rows, observer, kafkaServers, topics, remembering, forgetQuery });
  } catch (error) {
    await endsWithin(lastWait, Promise.all([rows?.close(), spark.stop()]));
    signal?.throwIfAborted();
    throw sparkError(error);
  }
}

/** Nobody knows whether a query whose start was interrupted runs. */
class LostStart extends Error {}

/** A start cannot be called back: a query that comes of one that was interrupted is stopped. */
async function started(starting: Promise<StreamingQuery>, signal: AbortSignal | undefined): Promise<StreamingQuery> {
  try {
    return await abortable(starting, signal);
  } catch (error) {
    if (!signal?.aborted) throw error;
    const stopping = starting.then((query) => query.stop({ timeout: lastWait }));
    if (await endsWithin(2 * lastWait, stopping)) throw signal.reason;
    throw new LostStart();
  }
}

async function connect(remote: string, signal: AbortSignal | undefined): Promise<SparkSession> {
  const connecting = SparkSession.builder
    .remote(remote)
    // A server that is started again is back in seconds; by default the waits between two attempts grow to a minute.
    .retryPolicy({ maxRetries: 30, maxBackoff: 2000 })
    .config('spark.sql.session.timeZone', 'UTC')
    .config('spark.sql.shuffle.partitions', 2)
    // They would only drop old state, which in update mode the next batch with data does as well, and delay that one.
    .config('spark.sql.streaming.noDataMicroBatches.enabled', false)
    .getOrCreate();
  try {
    return await abortable(connecting, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw sparkError(error);
  }
}

/** What the options leave open is the server's to say: where it reaches Kafka and where it keeps checkpoints. */
async function completeSettings(
  spark: SparkSession,
  options: ConsumeOptions,
): Promise<{ readonly settings: WindowQuerySettings; readonly location: string }> {
  const servers = await spark.conf.getOption('spark.jobs.kafka.bootstrap.servers');
  const sparkKafkaServers = options.sparkKafkaServers ?? servers?.split(',') ?? options.kafkaServers;
  const settings = { ...options, sparkKafkaServers };
  if (options.checkpoint !== undefined) return { settings, location: options.checkpoint };
  const root = await spark.conf.getOption('spark.sql.streaming.checkpointLocation');
  if (root === undefined) {
    throw new UserError(
      'The Spark server has no checkpoint location: set --checkpoint to a path or URI on the server, such as gs://bucket/checkpoints/transactions.',
    );
  }
  return { settings, location: pathBelow(root, queryName(settings)) };
}

/** What the checkpoint remembers of its topics. Throws where it cannot go on with those that are there now. */
async function recallTopics(
  memory: CheckpointMemory,
  { topic, resultsTopic }: WindowQuerySettings,
  place: Parameters<typeof checkTopics>[2],
  signal: AbortSignal | undefined,
): Promise<CheckpointTopics | undefined> {
  const [before, ids] = await Promise.all([
    memory.recall(signal),
    // Kafka that is not there is the next one's to say.
    fetchTopicIds(place.servers, [topic, resultsTopic], signal).catch(() => undefined),
  ]);
  signal?.throwIfAborted();
  if (before) checkTopics(before, { topic, resultsTopic, ids }, place);
  return before;
}

async function topicsNow(
  { topic, resultsTopic }: WindowQuerySettings,
  servers: readonly string[],
  signal: AbortSignal | undefined,
): Promise<CheckpointTopics> {
  const ids = await fetchTopicIds(servers, [topic, resultsTopic], signal).catch(() => undefined);
  const known = (name: string): CheckpointTopics['topic'] => ({ name, id: ids?.topics.get(name) });
  return { clusterId: ids?.clusterId, topic: known(topic), resultsTopic: known(resultsTopic) };
}

async function rememberTopics(
  memory: CheckpointMemory,
  before: CheckpointTopics | undefined,
  topics: CheckpointTopics,
  { signal, onNotice }: ConsumeObserver,
): Promise<void> {
  if (JSON.stringify(before) === JSON.stringify(topics)) return;
  // The query runs, which is worth more.
  await memory.remember(topics).catch((error: unknown) => {
    if (signal?.aborted) return;
    const reason = error instanceof Error ? error.message : String(error);
    onNotice?.(
      `Could not store the topics with the checkpoint, so a later change of topics may go unnoticed: ${reason}`,
    );
  });
}

/** Resolves to the function to call once a query uses them. */
async function createTopics(
  { kafkaServers, topic, verbose }: ConsumeOptions,
  { resultsTopic }: WindowQuerySettings,
  { signal, leftovers }: ConsumeObserver,
): Promise<() => void> {
  const forget: (() => void)[] = [];
  try {
    const kafka = createKafka(kafkaServers, { verbose, retries: firstContactRetries });
    for (const definition of [
      { topic, ...transactionsTopic },
      { topic: resultsTopic, ...resultsTopicSettings },
    ]) {
      const onCreate = (): void => {
        const text = `Topic ${definition.topic} was created and has no records yet.`;
        if (leftovers) forget.push(leftovers.add(text));
      };
      await abortable(ensureTopic(kafka, definition, onCreate), signal);
    }
    return () => forget.forEach((each) => each());
  } catch (error) {
    signal?.throwIfAborted();
    throw kafkaError(error, kafkaServers);
  }
}

interface Watched {
  readonly spark: SparkSession;
  readonly settings: WindowQuerySettings;
  readonly query: StreamingQuery;
  readonly rows: WindowRows;
  readonly observer: ConsumeObserver;
  readonly kafkaServers: readonly string[];
  readonly topics: CheckpointTopics;
  /** Resolves when the checkpoint remembers them. */
  readonly remembering: Promise<void>;
  readonly forgetQuery: (() => void) | undefined;
}

function watch(watched: Watched): RunningWindowQuery {
  const { spark, settings, query, rows, observer, kafkaServers, topics, remembering, forgetQuery } = watched;
  const { onWindow, onProgress, onNotice } = observer;
  const stopping = new AbortController();
  const stopped = new AbortController();
  const over = new AbortController();
  const failed = (error: unknown): never => {
    throw readingError(error, settings.resultsTopic, kafkaServers);
  };
  const reading = handOver(rows, onWindow).catch(failed);
  const silence = setTimeout(() => void sayIfSilent(query, settings, onNotice), longestSilence);
  let hasWorked = false;
  const report = (progress: StreamingQueryProgress): void => {
    hasWorked = true;
    clearTimeout(silence);
    onProgress?.(progress);
  };
  const following = follow(query, { stopping: stopping.signal, stopped: stopped.signal }, report);
  let hasEndedItself = false;
  following.catch(() => (hasEndedItself = true));

  const topicWatch = new TopicWatch(kafkaServers, topics);
  const watchOptions = { signal: over.signal, onNotice: (sentence: string) => onNotice?.(sentence) };
  void watchService({ name: 'Kafka', ask: () => topicWatch.look(over.signal) }, watchOptions);
  const ask = async (): Promise<void> => void (await query.isActive({ timeout: 5000, signal: over.signal }));
  void watchService({ name: 'Spark', ask }, watchOptions);

  const failure = async (error: unknown): Promise<never> => {
    const reason = await explainFailure(error, topicWatch, settings.topic);
    const explained = sparkError(hasWorked ? outageError(reason) : reason);
    // Nobody would read what it writes.
    const hasStopped = hasEndedItself || (await endsWithin(5 * lastWait, query.stop({ timeout: 5 * lastWait })));
    forgetQuery?.();
    if (hasStopped || !(explained instanceof UserError)) throw explained;
    throw new UserError(
      `${explained.message} The query may still be running in Spark; run the same command to take it over.`,
      {
        cause: explained,
      },
    );
  };
  const ended = Promise.race([following.then(() => waitFor(stopped.signal)), reading, topicWatch.changed])
    .catch(failure)
    .finally(async () => {
      clearTimeout(silence);
      over.abort();
      await endsWithin(2 * lastWait, Promise.all([rows.close(), spark.stop()]));
    });
  // Whoever waits for it is told; until then a failure must not end the process.
  ended.catch(() => {});
  return {
    spark,
    sparkKafkaServers: settings.sparkKafkaServers,
    ended,
    async processAllAvailable() {
      await query.processAllAvailable();
      await rows.caughtUp();
    },
    async stop() {
      stopping.abort();
      try {
        await stopBetweenBatches(query).catch((error: unknown) => {
          throw sparkError(error);
        });
        forgetQuery?.();
        // The last batch has yet to be reported.
        await following;
        // What the query wrote last is still on its way.
        await rows.caughtUp().catch(failed);
        await remembering;
      } finally {
        stopped.abort();
      }
      await ended;
    },
    async stopNow() {
      stopping.abort();
      const deadline = performance.now() + longestEnd;
      const inTime = (work: Promise<unknown>): Promise<boolean> =>
        endsWithin(Math.max(0, deadline - performance.now()), work);
      const kafkaAnswers = endsWithin(lastWait, topicWatch.look(over.signal));
      await endsWithin(lastWait, pauseBetweenBatches(query, lastWait, lastWait));
      if (await inTime(query.stop({ timeout: longestEnd }))) {
        forgetQuery?.();
        const complete = following.then(() => rows.caughtUp()).then(() => remembering);
        if (!(await kafkaAnswers) || !(await inTime(complete)))
          onNotice?.('The last windows did not arrive in time; run the same command to see them.');
      }
      stopped.abort();
      await inTime(ended);
    },
  };
}

/** What a query does before it knows what is in Kafka. */
const beforeOffsets = /^(Initializing|Getting offsets|Getting latest offsets)/i;

/** A slow first batch, or an idle query, has reached Kafka. */
async function sayIfSilent(
  query: StreamingQuery,
  { sparkKafkaServers }: WindowQuerySettings,
  onNotice: ConsumeObserver['onNotice'],
): Promise<void> {
  const [progress, status] = await Promise.all([
    query.lastProgress({ timeout: patience }),
    query.status({ timeout: patience }),
  ]).catch(() => []);
  if (progress || !status || !beforeOffsets.test(status.message)) return;
  onNotice?.(
    `Spark has not finished a batch yet. If it cannot reach Kafka at ${sparkKafkaServers.join(',')}, set --spark-kafka-servers to the address that it needs.`,
  );
}

async function handOver(rows: WindowRows, onWindow: ConsumeObserver['onWindow']): Promise<void> {
  for await (const upsert of rows) onWindow(windowUpdate(upsert));
}

/** Reports each batch once, and notices when the query ends. */
async function follow(
  query: StreamingQuery,
  { stopping, stopped }: Readonly<Record<'stopping' | 'stopped', AbortSignal>>,
  onProgress: (progress: StreamingQueryProgress) => void,
): Promise<void> {
  try {
    for await (const progress of query.progress({ timeout: patience, signal: stopped })) onProgress(progress);
  } catch (error) {
    if (!stopped.aborted) throw error;
  }
  if (!stopping.aborted) throw new UserError(stoppedElsewhere);
}

async function stopBetweenBatches(query: StreamingQuery): Promise<void> {
  await pauseBetweenBatches(query, longestBatch, patience);
  await query.stop({ timeout: patience });
}

/** Waits until no batch is under way, since one that is broken off would be done again. Each answer may take so many milliseconds. */
async function pauseBetweenBatches(query: StreamingQuery, longest: number, timeout: number): Promise<void> {
  const deadline = Date.now() + longest;
  while (Date.now() < deadline && (await query.status({ timeout })).isTriggerActive) await sleep(50);
}
