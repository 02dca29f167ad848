import { setTimeout as sleep } from 'node:timers/promises';
import { SparkSession, type StreamingQuery, type StreamingQueryProgress } from '../../src/index.ts';
import { UserError } from '../command-line/user-error.ts';
import { createKafka, firstContactRetries } from '../kafka/create-kafka.ts';
import { ensureTopic } from '../kafka/ensure-topic.ts';
import { kafkaError } from '../kafka/kafka-error.ts';
import { transactionsTopic } from '../transactions/transactions-topic.ts';
import type { ConsumeOptions } from './consume-options.ts';
import { readingError } from './reading-error.ts';
import { patience, sparkError } from './spark-error.ts';
import { waitFor } from '../command-line/wait-for.ts';
import { windowQuery, type WindowQuery, type WindowQuerySettings } from './window-query.ts';
import { windowUpdate, type WindowUpdate } from './window-row.ts';

/** Told of what happens while the query runs. */
export interface ConsumeObserver {
  readonly onWindow: (update: WindowUpdate) => void;
  readonly onProgress?: (progress: StreamingQueryProgress) => void;
  /** Called once when the first batch takes so long that Spark may not reach Kafka, with the servers it was told. */
  readonly onSilence?: (sparkKafkaServers: readonly string[]) => void;
}

/** The query as it runs in the server, with its results coming in here. */
export interface RunningWindowQuery {
  /** Resolves when all records now in the topic are in windows, and all of these have been handed over. */
  processAllAvailable(): Promise<void>;
  /** Waits for a pause between two batches, stops the query and hands over what it had written. */
  stop(): Promise<void>;
  /** Rejects when the query or the reading of its results fails; resolves after `stop`. */
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
const stoppedElsewhere =
  'The query was stopped from elsewhere, perhaps by a second consumer with the same checkpoint. The same command goes on where it stopped.';
const longestSilence = 30_000;

/** Starts the query, or goes on with it from its checkpoint, and begins to read its results. */
export async function startWindowQuery(
  options: ConsumeOptions,
  observer: ConsumeObserver,
): Promise<RunningWindowQuery> {
  const { kafkaServers, remote, verbose } = options;
  const spark = await connect(remote);
  let rows: WindowRows | undefined;
  try {
    const settings = await completeSettings(spark, options);
    const kafka = createKafka(kafkaServers, { verbose });
    await createTopics(options, settings);
    const { sink, writer } = await windowQuery(spark, kafka, settings);
    rows = sink.upserts();
    await rows.open().catch((error: unknown) => {
      throw readingError(error, settings.resultsTopic, kafkaServers);
    });
    const query = await writer.start();
    return watch(spark, settings, query, rows, observer, kafkaServers);
  } catch (error) {
    await rows?.close();
    await spark.stop();
    throw sparkError(error);
  }
}

async function connect(remote: string): Promise<SparkSession> {
  try {
    return await SparkSession.builder
      .remote(remote)
      // A server that is started again is back in seconds; by default the waits between two attempts grow to a minute.
      .retryPolicy({ maxRetries: 30, maxBackoff: 2000 })
      .config('spark.sql.session.timeZone', 'UTC')
      .config('spark.sql.shuffle.partitions', 2)
      // They would only drop old state, which in update mode the next batch with data does as well, and delay that one.
      .config('spark.sql.streaming.noDataMicroBatches.enabled', false)
      .getOrCreate();
  } catch (error) {
    throw sparkError(error);
  }
}

/** What the options leave open is the server's to say: where it reaches Kafka and where it keeps checkpoints. */
async function completeSettings(spark: SparkSession, options: ConsumeOptions): Promise<WindowQuerySettings> {
  const servers = await spark.conf.getOption('spark.jobs.kafka.bootstrap.servers');
  if (options.checkpoint === undefined) {
    const root = await spark.conf.getOption('spark.sql.streaming.checkpointLocation');
    if (root === undefined) {
      throw new UserError(
        'The Spark server has no place for checkpoints: name one with --checkpoint, as a path or URI of the server, such as gs://bucket/checkpoints/transactions.',
      );
    }
  }
  return { ...options, sparkKafkaServers: options.sparkKafkaServers ?? servers?.split(',') ?? options.kafkaServers };
}

async function createTopics({ kafkaServers, topic, verbose }: ConsumeOptions, settings: WindowQuerySettings) {
  try {
    const kafka = createKafka(kafkaServers, { verbose, retries: firstContactRetries });
    await ensureTopic(kafka, { topic, ...transactionsTopic });
    await ensureTopic(kafka, { topic: settings.resultsTopic, ...resultsTopicSettings });
  } catch (error) {
    throw kafkaError(error, kafkaServers);
  }
}

function watch(
  spark: SparkSession,
  settings: WindowQuerySettings,
  query: StreamingQuery,
  rows: WindowRows,
  { onWindow, onProgress, onSilence }: ConsumeObserver,
  kafkaServers: readonly string[],
): RunningWindowQuery {
  const stopping = new AbortController();
  const stopped = new AbortController();
  const failed = (error: unknown): never => {
    throw readingError(error, settings.resultsTopic, kafkaServers);
  };
  const reading = handOver(rows, onWindow).catch(failed);
  const silence = setTimeout(() => onSilence?.(settings.sparkKafkaServers), longestSilence);
  const report = (progress: StreamingQueryProgress): void => {
    clearTimeout(silence);
    onProgress?.(progress);
  };
  const following = follow(query, { stopping: stopping.signal, stopped: stopped.signal }, report);
  const ended = Promise.race([following.then(() => waitFor(stopped.signal)), reading])
    .catch((error: unknown) => {
      throw sparkError(error);
    })
    .finally(async () => {
      clearTimeout(silence);
      await rows.close();
      await spark.stop();
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
        // The last batch has yet to be reported.
        await following;
        // What the query wrote last is still on its way.
        await rows.caughtUp().catch(failed);
      } finally {
        stopped.abort();
      }
      await ended;
    },
  };
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

/** A batch that is broken off would be done again. */
async function stopBetweenBatches(query: StreamingQuery): Promise<void> {
  const deadline = Date.now() + longestBatch;
  while (Date.now() < deadline && (await query.status({ timeout: patience })).isTriggerActive) await sleep(50);
  await query.stop();
}
