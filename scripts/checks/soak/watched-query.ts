import { randomUUID } from 'node:crypto';
import { SparkSession, type LogEvent, type StreamingQuery } from '../../../src/index.ts';

/** The state of a wait that must not end. */
export type WaitState = 'waits' | { readonly ended: string };

/** The state of a session and its query at the end, and the events since the start. */
export interface Survival {
  /** Whether a setting that was made at the start still exists. */
  readonly sameSession: boolean;
  /** Whether the query is still active, in the run that was started first. */
  readonly active: boolean;
  /** The number of batches that the query has processed. */
  readonly batches: number;
  readonly heartbeats: number;
  /** The warnings in the client's log: failed attempts, heartbeats without an answer. */
  readonly troubles: readonly string[];
  /** The error if the session did not answer. */
  readonly error?: string;
}

/** A session with a query that runs forever and keeps nothing in memory. */
export interface WatchedQuery {
  readonly name: string;
  readonly runId: string;
  readonly heartbeats: () => number;
  /** Starts a single wait without a timeout. */
  awaitTermination(): { readonly state: () => WaitState };
  check(): Promise<Survival>;
  end(): Promise<void>;
}

const markerKey = 'spark.soak.marker';

export async function watchQuery(remote: string, name: string, heartbeat: boolean): Promise<WatchedQuery> {
  let heartbeats = 0;
  const troubles: string[] = [];
  const builder = SparkSession.builder.remote(remote).logger(({ level, message }: LogEvent) => {
    if (message === 'The session is alive.') heartbeats++;
    if (level !== 'debug') troubles.push(message);
  });
  const spark = await (heartbeat ? builder : builder.heartbeatInterval(0)).getOrCreate();
  const marker = randomUUID();
  await spark.conf.set(markerKey, marker);
  const query = await startTicking(spark, name);
  const stopped = new AbortController();

  return {
    name,
    runId: query.runId,
    heartbeats: () => heartbeats,
    awaitTermination() {
      let state: WaitState = 'waits';
      query.awaitTermination(undefined, { signal: stopped.signal }).then(
        () => (state = { ended: 'It resolved.' }),
        (error: unknown) => (state = { ended: String(error) }),
      );
      return { state: () => state };
    },
    async check() {
      // The errors of these calls are reported in `error`, so they do not count as troubles.
      const before = { heartbeats, troubles: [...troubles] };
      try {
        const sameSession = (await spark.conf.getOption(markerKey)) === marker;
        const [active, progress] = [await query.isActive(), await query.lastProgress()];
        const sameRun = progress?.runId === query.runId;
        return { ...before, sameSession, active: active && sameRun, batches: progress?.batchId ?? 0 };
      } catch (error) {
        return { ...before, sameSession: false, active: false, batches: 0, error: String(error) };
      }
    },
    async end() {
      stopped.abort();
      await spark.stop();
    },
  };
}

function startTicking(spark: SparkSession, name: string): Promise<StreamingQuery> {
  return spark.readStream
    .format('rate')
    .load()
    .writeStream.format('noop')
    .queryName(name)
    .trigger({ processingTime: '5 seconds' })
    .start();
}
