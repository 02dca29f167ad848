import type { Kafka } from 'kafkajs';
import { SessionLostError, SparkConnectError } from '../../src/index.ts';
import type { SparkSession, StreamingQuery, StreamingQueryProgress } from '../../src/index.ts';
import { abortable, endsWithin } from '../../command-line/abortable.ts';
import type { Leftovers } from '../../command-line/leftovers.ts';
import { UserError } from '../../command-line/user-error.ts';
import { waitFor } from '../../command-line/wait-for.ts';
import { requireDelta } from '../archive/archive-error.ts';
import { startArchiver, type Archiver } from '../archive/archiver.ts';
import { rulesToJson } from '../fates/batch-log.ts';
import { continueRules } from '../fates/continue-rules.ts';
import { currentRanges } from '../kafka/read-topic.ts';
import { createKafka, firstContactRetries, type KafkaAccess } from '../kafka/create-kafka.ts';
import { ensureTopic } from '../kafka/ensure-topic.ts';
import { kafkaError } from '../kafka/kafka-error.ts';
import { fetchTopicIds } from '../kafka/topic-ids.ts';
import { endsOf } from '../monitor/job-monitor.ts';
import type { MessageRules, Offsets } from '../transactions/classify-messages.ts';
import { CheckpointMemory, checkTopics, type CheckpointTopics } from './checkpoint-topics.ts';
import { connectSpark } from '../windows/connect-spark.ts';
import { readGenerations, waitForSuccessor, type Generation, type Generations } from '../windows/generations.ts';
import { jobDefaults, type JobOptions } from '../windows/job-options.ts';
import { planDigest } from '../windows/plan-digest.ts';
import { EarlierWindows } from './earlier-windows.ts';
import { accessOf, findJob, inGeneration, type Job } from './find-job.ts';
import { pauseBetweenBatches, stopBetweenBatches } from './pause-query.ts';
import { readingError } from './reading-error.ts';
import { outageError, requestTimeout, sparkError } from '../windows/spark-error.ts';
import { jobTopics } from './job-topics.ts';
import { sideCheckpoint, startSideQueries, type SideQueries } from './side-queries.ts';
import { explainFailure, TopicWatch } from './topic-watch.ts';
import { watchService } from './watch-services.ts';
import { queryName, windowQuery, type WindowQuery, type WindowQuerySettings } from '../windows/window-query.ts';
import { windowUpdate, type WindowUpdate } from '../windows/window-row.ts';

/** Receives what happens while the query is running. */
export interface ConsumeObserver {
  readonly onWindow: (update: WindowUpdate) => void;
  readonly onProgress?: (progress: StreamingQueryProgress) => void;
  /** Called when the query has started, and its results are about to be read. */
  readonly onStarted?: (started: StartedQuery) => void;
  /** Receives whether a service answers, when that changes. */
  readonly onService?: (service: 'spark' | 'kafka', answers: boolean) => void;
  /** Receives a message when a service is slow or stops answering, and when it answers again. */
  readonly onNotice?: (sentence: string) => void;
  /** Milliseconds without a batch after which `onNotice` may be told that Spark cannot reach Kafka. Default: 30 seconds. */
  readonly firstBatchTimeout?: number;
  /** Cancels the start of the query. Does not stop a running query. */
  readonly signal?: AbortSignal;
  /** Collects what remains if the process ends before the query is stopped. */
  readonly leftovers?: Leftovers;
}

/** A query that has started. */
export interface StartedQuery {
  readonly spark: SparkSession;
  readonly query: StreamingQuery;
  readonly settings: WindowQuerySettings;
  readonly generation: number;
  /** The path or URI of its checkpoint. */
  readonly checkpoint: string;
  /** The SHA-256 hash of its plan. */
  readonly planFingerprint: string;
}

/** A query that is running on the server, and whose results are being read. */
export interface RunningWindowQuery {
  /** Resolves when all records currently in the topic are in windows, and all of these have been reported. */
  processAllAvailable(): Promise<void>;
  /** Waits for a pause between two batches, stops the query, and reports the windows that it has written. */
  stop(): Promise<void>;
  /**
   * Like `stop`, but quick: cancels a batch that takes longer than a second, to be repeated later. Never rejects. Whatever
   * did not end in time remains among the leftovers.
   */
  stopNow(): Promise<void>;
  /** Resolves after `stop`. Rejects after a failure of the query or of reading its results; the query is then already stopped. */
  readonly ended: Promise<void>;
  /** Resolves with the generation that has replaced this one, whose query should then be stopped. Otherwise never settles. */
  readonly replaced: Promise<Generation>;
  /** Makes the query that of the current one of these generations: it writes dead letters, and reports windows of earlier generations. */
  takeOver(generations: Generations): void;
  readonly spark: SparkSession;
  readonly sparkKafkaServers: readonly string[];
}

/** Chooses the generation to run. */
export type ChooseGeneration = (job: Job) => Generation | Promise<Generation>;

type WindowRows = ReturnType<WindowQuery['sink']['upserts']>;

/** Maximum time to wait for the end of a batch, in milliseconds. */
const batchTimeout = 10_000;
/** Timeouts after Ctrl-C, for a single step and for all of them, in milliseconds. */
const shutdownStepTimeout = 1000;
const shutdownTimeout = 2500;
const stoppedElsewhere =
  'Another client stopped the query, perhaps a second consumer with the same checkpoint. Run the same command to resume.';
const defaultFirstBatchTimeout = 30_000;

/**
 * Starts the query, or resumes it from its checkpoint, and starts reading its results.
 *
 * @param choose the generation to run. Default: the current one.
 */
export async function startWindowQuery(
  options: JobOptions,
  observer: ConsumeObserver,
  choose: ChooseGeneration = ({ generations }) => generations.current,
): Promise<RunningWindowQuery> {
  const { kafkaServers, kafkaConfig: config, remote, verbose } = options;
  const access = { servers: kafkaServers, config };
  const { signal, leftovers } = observer;
  const spark = await connectSpark(options, signal);
  let rows: WindowRows | undefined;
  let hasFailed = false;
  try {
    const firstContact = createKafka(kafkaServers, { verbose, config, retries: firstContactRetries });
    const job = await abortable(findJob(spark, firstContact, options, signal), signal);
    const generation = await abortable(Promise.resolve(choose(job)), signal);
    const { settings: given, location } = inGeneration(job, generation);
    if (options.archive !== undefined) await abortable(requireDelta(spark), signal);
    const memory = new CheckpointMemory(spark, location);
    const before = await recallTopics(memory, given, { location, ...access }, signal);
    const kafka = createKafka(kafkaServers, { verbose, config });
    const forgetTopics = await createTopics(job, given, observer);
    const settings = before ? { ...given, ...(await abortable(rulesNow(kafka, given, before), signal)) } : given;
    const topics = await topicsNow(settings, access, signal);
    const onNotice = (sentence: string): void => {
      if (!hasFailed) observer.onNotice?.(sentence);
    };
    const remember = (): Promise<void> => rememberTopics(memory, before, topics, { ...observer, onNotice });
    // Not awaited, because the first job of a server takes seconds. A checkpoint that may be refused keeps its topics.
    let remembering = before === undefined ? remember() : undefined;
    // A run that is killed must not leave records behind whose rules nobody knows.
    if (before && JSON.stringify(before.rules) !== JSON.stringify(topics.rules)) await (remembering = remember());
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
    remembering ??= remember();
    forgetTopics();
    observer.onStarted?.({
      spark,
      query,
      settings,
      generation: generation.generation,
      checkpoint: location,
      planFingerprint: writer.toPlan().fingerprint,
    });
    const sideQueries = startSideQueries(spark, settings, location, observer.onNotice);
    const watched = {
      job: { ...job, kafka },
      generation,
      settings,
      query,
      sideQueries,
      forEachBatch: options.forEachBatch,
      archive: () => archiverOf(options, settings, generation, observer),
      rows,
      observer,
      topics,
      remembering,
      forgetQuery,
    };
    const running = watch(watched);
    if (generation.state === 'current') running.takeOver(job.generations);
    return running;
  } catch (error) {
    hasFailed = true;
    await endsWithin(shutdownStepTimeout, Promise.all([rows?.close(), spark.stop()]));
    signal?.throwIfAborted();
    throw sparkError(error);
  }
}

function archiverOf(
  options: JobOptions,
  settings: WindowQuerySettings,
  { generation }: Generation,
  { onNotice }: ConsumeObserver,
): Archiver | undefined {
  const { archive, archiveEvery: every = jobDefaults.archiveEvery } = options;
  if (archive === undefined) return undefined;
  const job = { ...options, settings, archive, every, generation };
  return startArchiver(job, (sentence) => onNotice?.(sentence));
}

/** The start of the query was interrupted, and it is unknown whether the query is running. */
class LostStart extends Error {}

/** Waits for the start of a query. A start cannot be canceled, so an interrupted one is awaited and its query is stopped. */
async function started(starting: Promise<StreamingQuery>, signal: AbortSignal | undefined): Promise<StreamingQuery> {
  try {
    return await abortable(starting, signal);
  } catch (error) {
    if (!signal?.aborted) throw error;
    const stopping = starting.then((query) => query.stop({ timeout: shutdownStepTimeout }));
    if (await endsWithin(2 * shutdownStepTimeout, stopping)) throw signal.reason;
    throw new LostStart();
  }
}

/**
 * Returns the topics stored with the checkpoint.
 *
 * @throws UserError when the checkpoint cannot resume with the current topics.
 */
async function recallTopics(
  memory: CheckpointMemory,
  { topic, resultsTopic }: WindowQuerySettings,
  place: Parameters<typeof checkTopics>[2],
  signal: AbortSignal | undefined,
): Promise<CheckpointTopics | undefined> {
  const [before, ids] = await Promise.all([
    memory.recall(signal),
    // The next step reports that Kafka is unreachable.
    fetchTopicIds(place, [topic, resultsTopic], signal).catch(() => undefined),
  ]);
  signal?.throwIfAborted();
  if (before) checkTopics(before, { topic, resultsTopic, ids }, place);
  return before;
}

/** Returns the rules of this run, with those of earlier runs for the records that were in the topic before they changed. */
async function rulesNow(kafka: Kafka, settings: WindowQuerySettings, before: CheckpointTopics): Promise<MessageRules> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const ranges = (await currentRanges(admin, settings.topic)) ?? [];
    const { maxAhead, earliestTime } = settings;
    // Older versions had no schema and did not store their rules.
    return continueRules(settings, before.rules ?? { maxAhead, earliestTime }, ranges);
  } finally {
    await admin.disconnect();
  }
}

async function topicsNow(
  settings: WindowQuerySettings,
  access: KafkaAccess,
  signal: AbortSignal | undefined,
): Promise<CheckpointTopics> {
  const { topic, resultsTopic } = settings;
  const ids = await fetchTopicIds(access, [topic, resultsTopic], signal).catch(() => undefined);
  const known = (name: string): CheckpointTopics['topic'] => ({ name, id: ids?.topics.get(name) });
  return {
    clusterId: ids?.clusterId,
    topic: known(topic),
    resultsTopic: known(resultsTopic),
    rules: rulesToJson(settings),
    plan: await planDigest(settings),
  };
}

async function rememberTopics(
  memory: CheckpointMemory,
  before: CheckpointTopics | undefined,
  topics: CheckpointTopics,
  { signal, onNotice }: ConsumeObserver,
): Promise<void> {
  if (JSON.stringify(before) === JSON.stringify(topics)) return;
  // A failure must not end the running query.
  await memory.remember(topics).catch((error: unknown) => {
    if (signal?.aborted) return;
    const reason = error instanceof Error ? error.message : String(error);
    onNotice?.(
      `Could not store the topics with the checkpoint, so a later change of topics may go unnoticed: ${reason}`,
    );
  });
}

/** Creates missing topics. Returns a function to call once a query uses them. */
async function createTopics(
  { kafka, kafkaServers, settings: { resultsTopic: firstResultsTopic } }: Job,
  { topic, resultsTopic }: WindowQuerySettings,
  { signal, leftovers }: ConsumeObserver,
): Promise<() => void> {
  const forget: (() => void)[] = [];
  try {
    for (const definition of jobTopics({ topic, resultsTopic, firstResultsTopic })) {
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
  readonly job: Job;
  readonly generation: Generation;
  readonly settings: WindowQuerySettings;
  readonly query: StreamingQuery;
  readonly sideQueries: SideQueries;
  /** Starts archiving, if the options name an archive. */
  readonly archive: () => Archiver | undefined;
  /** Receives the windows that change, beside the observer. */
  readonly forEachBatch: JobOptions['forEachBatch'];
  readonly rows: WindowRows;
  readonly observer: ConsumeObserver;
  readonly topics: CheckpointTopics;
  /** Resolves when the topics are stored with the checkpoint. */
  readonly remembering: Promise<void>;
  readonly forgetQuery: (() => void) | undefined;
}

function watch(watched: Watched): RunningWindowQuery {
  const { job, generation, settings, query, sideQueries, archive, rows, observer, topics } = watched;
  const { forEachBatch, remembering, forgetQuery } = watched;
  const { spark, kafka, kafkaServers } = job;
  const { onWindow, onProgress, onNotice } = observer;
  const stopping = new AbortController();
  const stopped = new AbortController();
  const over = new AbortController();
  const failed = (error: unknown): never => {
    throw readingError(error, settings.resultsTopic, kafkaServers);
  };
  const earlier = new EarlierWindows(kafka, onWindow);
  const reading = handOver(rows, earlier, onWindow).catch(failed);
  const stuckTimer = setTimeout(
    () => void reportIfStuck(query, settings, onNotice),
    observer.firstBatchTimeout ?? defaultFirstBatchTimeout,
  );
  let hasWorked = false;
  let ends: Offsets = {};
  const report = (progress: StreamingQueryProgress): void => {
    hasWorked = true;
    ends = endsOf(progress, settings.topic);
    clearTimeout(stuckTimer);
    onProgress?.(progress);
  };
  let loading = Promise.resolve();
  let failLoading: (error: unknown) => void;
  const loadingFailed = new Promise<never>((_resolve, reject) => (failLoading = reject));

  const firstResultsTopic = job.settings.resultsTopic;
  let isReplaced = false;
  let archiver: Archiver | undefined;
  const replaced = waitForSuccessor(kafka, firstResultsTopic, generation.generation, over.signal).then((successor) => {
    isReplaced = successor !== undefined;
    return successor ?? new Promise<never>(() => {});
  });
  const failIfStopped = async (): Promise<void> => {
    if (stopping.signal.aborted) return;
    // The next generation takes over the query of the dead letters.
    const generations = await readGenerations(kafka, firstResultsTopic, over.signal).catch(() => undefined);
    isReplaced = generations !== undefined && generations.current.generation > generation.generation;
    if (!isReplaced) throw new UserError(stoppedElsewhere);
    await waitFor(stopped.signal);
  };
  const progressing = follow(query, stopped.signal, report).then(failIfStopped);
  let hasQueryEnded = false;
  progressing.catch(() => (hasQueryEnded = true));

  const topicWatch = new TopicWatch(accessOf(job), topics);
  const watchOptions = (service: 'spark' | 'kafka'): Parameters<typeof watchService>[1] => ({
    signal: over.signal,
    onNotice: (sentence) => onNotice?.(sentence),
    onAnswers: (answers) => observer.onService?.(service, answers),
  });
  void watchService({ name: 'Kafka', ask: () => topicWatch.look(over.signal) }, watchOptions('kafka'));
  const ask = async (): Promise<void> => void (await query.isActive({ timeout: 5000, signal: over.signal }));
  void watchService({ name: 'Spark', ask }, watchOptions('spark'));

  const failure = async (error: unknown): Promise<never> => {
    const reason = await explainFailure(await withCauses(error, query), topicWatch, settings.topic);
    const explained = sparkError(hasWorked ? outageError(reason) : reason);
    // Without a reader, the query is useless.
    const stopped = await Promise.all([
      hasQueryEnded || endsWithin(5 * shutdownStepTimeout, query.stop({ timeout: 5 * shutdownStepTimeout })),
      sideQueries.stop(),
    ]);
    const hasStopped = stopped.every(Boolean);
    forgetQuery?.();
    // A server that was restarted has none of its queries anymore.
    if (hasStopped || reason instanceof SessionLostError || !(explained instanceof UserError)) throw explained;
    throw new UserError(
      `${explained.message} The query may still be running in Spark; run the same command to take it over.`,
      {
        cause: explained,
      },
    );
  };
  const sideEnded = sideQueries.ended.then(failIfStopped).then(() => waitFor(stopped.signal));
  const following = progressing.then(() => waitFor(stopped.signal));
  const ended = Promise.race([following, reading, topicWatch.changed, sideEnded, loadingFailed])
    .catch(failure)
    .finally(async () => {
      clearTimeout(stuckTimer);
      over.abort();
      await archiver?.stop();
      await endsWithin(2 * shutdownStepTimeout, Promise.all([rows.close(), spark.stop()]));
    });
  // The caller handles a rejection; until then, it must not end the process.
  ended.catch(() => {});
  return {
    spark,
    sparkKafkaServers: settings.sparkKafkaServers,
    ended,
    replaced,
    takeOver(generations) {
      // A generation that is not complete must not be in the archive.
      archiver = archive();
      if (forEachBatch) sideQueries.startBatches(forEachBatch);
      sideQueries.startDeadLetters(generation.deadLetterCheckpoint ?? sideCheckpoint(job.location, 'dead-letters'));
      loading = earlier.load(generations).catch(failed);
      loading.catch(failLoading);
    },
    async processAllAvailable() {
      await query.processAllAvailable();
      await rows.caughtUp();
    },
    async stop() {
      stopping.abort();
      try {
        await stopBetweenBatches(query, batchTimeout, requestTimeout).catch((error: unknown) => {
          throw sparkError(error);
        });
        // The next generation has taken over the dead letters, and nobody reads the log of this one anymore.
        if (!isReplaced) await sideQueries.catchUp();
        await (isReplaced ? archiver?.stop() : archiver?.finish());
        await sideQueries.stop();
        forgetQuery?.();
        // Wait for the report of the last batch.
        await progressing;
        // Wait for the rows that the query wrote last.
        await rows.caughtUp().catch(failed);
        await loading;
        await remembering;
      } finally {
        stopped.abort();
      }
      await ended;
    },
    async stopNow() {
      stopping.abort();
      const deadline = performance.now() + shutdownTimeout;
      const inTime = (work: Promise<unknown>): Promise<boolean> =>
        endsWithin(Math.max(0, deadline - performance.now()), work);
      const kafkaAnswers = endsWithin(shutdownStepTimeout, topicWatch.look(over.signal));
      await endsWithin(shutdownStepTimeout, pauseBetweenBatches(query, shutdownStepTimeout, shutdownStepTimeout));
      const stoppingArchive = archiver?.stop();
      const stoppingAll = Promise.all([query.stop({ timeout: shutdownTimeout }), sideQueries.stop(shutdownTimeout)]);
      if (await inTime(stoppingAll)) {
        forgetQuery?.();
        const complete = progressing.then(() => rows.caughtUp()).then(() => remembering);
        if (!(await kafkaAnswers) || !(await inTime(complete)))
          onNotice?.('The last windows did not arrive in time; run the same command to see them.');
      }
      const behind = hasWorked ? archiver?.behind(ends) : undefined;
      if (behind !== undefined) onNotice?.(behind);
      stopped.abort();
      await inTime(Promise.all([ended, stoppingArchive]));
    },
  };
}

/** Matches failures of Kafka's client in Spark whose message is not the cause. */
const hiddenCause = /SslAuthenticationException|SSL handshake failed|Failed to (create new Kafka|construct kafka)/;

/** Adds the causes to a failure of the query whose message leaves them out. */
async function withCauses(error: unknown, query: StreamingQuery): Promise<unknown> {
  if (!(error instanceof SparkConnectError) || !hiddenCause.test(error.message)) return error;
  return (await query.exception({ timeout: requestTimeout }).catch(() => undefined)) ?? error;
}

/** Matches the status of a query that has not received offsets from Kafka yet. */
const beforeOffsets = /^(Initializing|Getting offsets|Getting latest offsets)/i;

/** Reports that Spark may be unable to reach Kafka, unless the query is idle or its first batch is only slow. */
async function reportIfStuck(
  query: StreamingQuery,
  { sparkKafkaServers }: WindowQuerySettings,
  onNotice: ConsumeObserver['onNotice'],
): Promise<void> {
  const [progress, status] = await Promise.all([
    query.lastProgress({ timeout: requestTimeout }),
    query.status({ timeout: requestTimeout }),
  ]).catch(() => []);
  if (progress || !status || !beforeOffsets.test(status.message)) return;
  onNotice?.(
    `Spark has not finished a batch yet. If it cannot reach Kafka at ${sparkKafkaServers.join(',')}, set --spark-kafka-servers to the address that it needs.`,
  );
}

async function handOver(
  rows: WindowRows,
  earlier: EarlierWindows,
  onWindow: ConsumeObserver['onWindow'],
): Promise<void> {
  for await (const upsert of rows) if (earlier.isReplacedBy(upsert)) onWindow(windowUpdate(upsert));
}

/** Reports each batch once. Resolves when the query has ended without a failure, or the signal aborts. */
async function follow(
  query: StreamingQuery,
  stopped: AbortSignal,
  onProgress: (progress: StreamingQueryProgress) => void,
): Promise<void> {
  try {
    for await (const progress of query.progress({ timeout: requestTimeout, signal: stopped })) onProgress(progress);
  } catch (error) {
    if (!stopped.aborted) throw error;
  }
}
