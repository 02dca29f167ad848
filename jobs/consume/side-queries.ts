import type { DataStreamWriter, SparkSession, StreamingQuery } from '../../src/index.ts';
import { endsWithin } from '../../command-line/abortable.ts';
import { stopBetweenBatches } from './pause-query.ts';
import { batchLogWriter, fateSettings } from '../fates/batch-log.ts';
import { deadLetterWriter } from '../fates/dead-letter-query.ts';
import { sparkKafkaOptions, type SparkKafkaOptions } from '../kafka/spark-kafka.ts';
import { batchFunctionError, windowBatchesWriter, type WindowBatchFunction } from './window-batches.ts';
import { nameUnknownFields } from './unknown-field-notices.ts';
import { queryName, type WindowQuerySettings } from '../windows/window-query.ts';

/**
 * The time between two looks of the side queries. Each look slows down the batches of the window query that run at the same moment,
 * so the looks are rare enough that the 95th percentile of the latency does not depend on them. Spark starts batches at multiples of the interval:
 * with equal intervals, both queries would always look at the same moment. The log must be copied before Spark deletes its files, see
 * `minBatchesToRetain` in the settings of the window query.
 */
const triggers = { 'dead-letters': '10 seconds', batches: '15 seconds', 'for-each-batch': '1 second' } as const;
/**
 * These settings differ from those of the window query. The side queries have few batches, but some are large, so compiled code pays.
 * The log of the read files grows with the age of the query, and Spark keeps a copy of it for every tenth batch that it retains: with the
 * 300 batches of the window query, checkpoints would grow by half a gigabyte a day.
 */
const sideSettings = {
  'spark.sql.codegen.factoryMode': 'FALLBACK',
  'spark.sql.streaming.minBatchesToRetain': 20,
  // A look at the log of the batches reads dozens of small files. By default, Spark would look up each one in a task of its own and read
  // them in several, which occupied all cores for more than a second. Without these tasks, the window query keeps a core.
  'spark.sql.sources.parallelPartitionDiscovery.threshold': 1_000_000,
  'spark.sql.files.openCostInBytes': 0,
  'spark.sql.files.minPartitionNum': 1,
};
const stopTimeout = 5000;
const catchUpTimeout = 20_000;

const sideNames = ['dead-letters', 'batches', 'for-each-batch'] as const;
type SideName = (typeof sideNames)[number];

/** Returns the checkpoints of the first generation of a job, given that of the window query. */
export function checkpointsOf(location: string): readonly string[] {
  return [location, ...sideNames.map((name) => sideCheckpoint(location, name))];
}

/** Returns the checkpoint of a side query, given that of the window query. */
export function sideCheckpoint(location: string, name: SideName): string {
  return `${location}-${name}`;
}

/** The queries that run beside the window query and keep what it drops. */
export interface SideQueries {
  /** Resolves when one of them has ended, although nobody stopped it. Rejects with the failure of the first that fails. */
  readonly ended: Promise<void>;
  /** Starts the query that writes dead letters, or takes it over. Does not wait for its start. */
  startDeadLetters(checkpoint: string): void;
  /** Starts the query that calls a function with the windows that have changed, or takes it over. Does not wait for its start. */
  startBatches(process: WindowBatchFunction): void;
  /** Waits until they have written everything, at most a few seconds, and ends them. Call it after the window query has stopped. */
  catchUp(): Promise<void>;
  /** Stops them. Returns whether all of them have stopped. */
  stop(timeout?: number): Promise<boolean>;
}

/**
 * Starts the query that logs the batches of a window query, or takes it over. It has a checkpoint next to that of the window query, and
 * resumes like it. Does not wait for its start. `onNotice` receives a message about each field that the schema does not describe.
 */
export function startSideQueries(
  spark: SparkSession,
  settings: WindowQuerySettings,
  location: string,
  onNotice: ((sentence: string) => void) | undefined,
): SideQueries {
  const over = new AbortController();
  const running: SideQuery[] = [];
  let settle: { readonly resolve: () => void; readonly reject: (error: Error) => void };
  const ended = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
  // The caller handles a rejection; until then, it must not end the process.
  ended.catch(() => {});

  const start = async (name: SideName, writer: DataStreamWriter, checkpoint: string): Promise<void> => {
    if (over.signal.aborted) return;
    // A query takes over the settings of its session when it starts, so this does not change the window query.
    for (const [key, value] of Object.entries(sideSettings)) await spark.conf.set(key, value);
    const named = writer.option('checkpointLocation', checkpoint).queryName(`${queryName(settings)}-${name}`);
    const query = await named.trigger({ processingTime: triggers[name] }).start();
    running.push({ writer: named, query });
    if (name === 'dead-letters' && onNotice)
      void nameUnknownFields(spark, query, settings, { signal: over.signal, onNotice });
    void watch(
      query.awaitTermination(undefined, { signal: over.signal }).catch((error: unknown) => {
        throw batchFunctionError(error);
      }),
    );
  };
  const watch = (work: Promise<unknown>): Promise<void> =>
    work.then(
      () => settle.resolve(),
      (error: unknown) => {
        if (!over.signal.aborted) settle.reject(error as Error);
      },
    );
  let starting = Promise.resolve();
  const startNext = (...query: Parameters<typeof start>): void => {
    starting = starting.then(() => start(...query));
    starting.catch((error: unknown) => {
      if (!over.signal.aborted) settle.reject(error as Error);
    });
  };
  const each = async (work: (side: SideQuery) => Promise<void>): Promise<void> => {
    await starting.catch(() => {});
    await Promise.all(running.map(work));
  };

  const sparkKafka = sparkKafkaOptions(settings);
  const { resultsTopic } = settings;
  const log = batchLogWriter(spark, {
    checkpoint: location,
    sparkKafka,
    resultsTopic,
    settings: fateSettings(settings),
  });
  startNext('batches', log, sideCheckpoint(location, 'batches'));
  return {
    ended,
    startBatches: (process) =>
      startNext(
        'for-each-batch',
        windowBatchesWriter(spark, settings, process),
        sideCheckpoint(location, 'for-each-batch'),
      ),
    startDeadLetters: (checkpoint) => startNext('dead-letters', deadLetters(spark, settings, sparkKafka), checkpoint),
    async catchUp() {
      over.abort();
      await endsWithin(catchUpTimeout, each(processRest));
    },
    stop(timeout = stopTimeout) {
      over.abort();
      return endsWithin(
        timeout,
        each(({ query }) => query.stop({ timeout })),
      );
    },
  };
}

interface SideQuery {
  readonly writer: DataStreamWriter;
  query: StreamingQuery;
}

/** Processes what is there now, without waiting for the next trigger. */
async function processRest(side: SideQuery): Promise<void> {
  await stopBetweenBatches(side.query, catchUpTimeout, stopTimeout);
  side.query = await side.writer.trigger({ availableNow: true }).start();
  await side.query.awaitTermination();
}

function deadLetters(
  spark: SparkSession,
  settings: WindowQuerySettings,
  sparkKafka: SparkKafkaOptions,
): DataStreamWriter {
  const { topic, maxOffsetsPerTrigger } = settings;
  const messages = spark.readStream
    .format('kafka')
    .options({
      ...sparkKafka,
      subscribe: topic,
      startingOffsets: 'earliest',
      includeHeaders: true,
      // More than the window query, because it has no state and starts a batch only every few seconds.
      maxOffsetsPerTrigger: 10 * maxOffsetsPerTrigger,
      // A new generation is the remedy if records were deleted before they were read. Its window query continues without them.
      failOnDataLoss: false,
    })
    .load();
  return deadLetterWriter(messages, { rules: settings, sparkKafka, topic });
}
