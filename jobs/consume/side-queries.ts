import type { DataStreamWriter, SparkSession, StreamingQuery } from '../../src/index.ts';
import { endsWithin } from '../../command-line/abortable.ts';
import { stopBetweenBatches } from './pause-query.ts';
import { batchLogWriter, fateSettings } from '../fates/batch-log.ts';
import { deadLetterWriter } from '../fates/dead-letter-query.ts';
import { nameUnknownFields } from './unknown-field-notices.ts';
import { queryName, type WindowQuerySettings } from '../windows/window-query.ts';

/** Seconds between two looks of the side queries. Nobody waits for them, and each look costs the window query time. */
const trigger = '5 seconds';
/**
 * These settings differ from those of the window query. The side queries have few batches, but some are large, so compiled code pays.
 * The log of the read files grows with the age of the query, and Spark keeps a copy of it for every tenth batch that it retains: with the
 * 300 batches of the window query, checkpoints would grow by half a gigabyte a day.
 */
const sideSettings = {
  'spark.sql.codegen.factoryMode': 'FALLBACK',
  'spark.sql.streaming.minBatchesToRetain': 20,
};
const stopTimeout = 5000;
const catchUpTimeout = 20_000;

const sideNames = ['dead-letters', 'batches'] as const;

/** Returns the checkpoints of the job, given that of the window query. */
export function checkpointsOf(location: string): readonly string[] {
  return [location, ...sideNames.map((name) => `${location}-${name}`)];
}

/** The queries that run beside the window query and keep what it drops. */
export interface SideQueries {
  /** Resolves when one of them has ended, although nobody stopped it. Rejects with the failure of the first that fails. */
  readonly ended: Promise<void>;
  /** Waits until they have written everything, at most a few seconds, and ends them. Call it after the window query has stopped. */
  catchUp(): Promise<void>;
  /** Stops them. Returns whether all of them have stopped. */
  stop(timeout?: number): Promise<boolean>;
}

/**
 * Starts the query that writes dead letters and the one that logs batches, or takes them over. They have checkpoints next to that of
 * the window query, and resume like it. Does not wait for their start. `onNotice` receives a message about each field that the schema
 * does not describe.
 */
export function startSideQueries(
  spark: SparkSession,
  settings: WindowQuerySettings,
  location: string,
  onNotice: ((sentence: string) => void) | undefined,
): SideQueries {
  const over = new AbortController();
  const running: SideQuery[] = [];
  const starting = (async () => {
    // A query takes over the settings of its session when it starts, so this does not change the window query.
    for (const [key, value] of Object.entries(sideSettings)) await spark.conf.set(key, value);
    for (const [name, plan] of Object.entries(sideWriters(spark, settings, location))) {
      if (over.signal.aborted) return;
      const writer = plan
        .option('checkpointLocation', `${location}-${name}`)
        .queryName(`${queryName(settings)}-${name}`);
      const query = await writer.trigger({ processingTime: trigger }).start();
      running.push({ writer, query });
      if (name === 'dead-letters' && onNotice)
        void nameUnknownFields(spark, query, settings, { signal: over.signal, onNotice });
    }
  })();
  const ended = starting
    .then(() => Promise.race(running.map(({ query }) => query.awaitTermination(undefined, { signal: over.signal }))))
    .then(
      () => {},
      (error: unknown) => {
        if (!over.signal.aborted) throw error;
      },
    );
  // The caller handles a rejection; until then, it must not end the process.
  ended.catch(() => {});
  const each = async (work: (side: SideQuery) => Promise<void>): Promise<void> => {
    await starting.catch(() => {});
    await Promise.all(running.map(work));
  };
  return {
    ended,
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

function sideWriters(
  spark: SparkSession,
  settings: WindowQuerySettings,
  location: string,
): Readonly<Record<(typeof sideNames)[number], DataStreamWriter>> {
  const { topic, resultsTopic, maxOffsetsPerTrigger } = settings;
  const servers = settings.sparkKafkaServers.join(',');
  const messages = spark.readStream
    .format('kafka')
    .options({
      'kafka.bootstrap.servers': servers,
      subscribe: topic,
      startingOffsets: 'earliest',
      includeHeaders: true,
      // More than the window query, because it has no state and starts a batch only every few seconds.
      maxOffsetsPerTrigger: 10 * maxOffsetsPerTrigger,
    })
    .load();
  return {
    'dead-letters': deadLetterWriter(messages, { rules: settings, servers, topic }),
    batches: batchLogWriter(spark, { checkpoint: location, servers, resultsTopic, settings: fateSettings(settings) }),
  };
}
