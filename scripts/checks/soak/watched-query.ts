import { randomUUID } from 'node:crypto';
import { SparkSession, type LogEvent, type StreamingQuery } from '../../../src/index.ts';

/** How a wait that must not end is doing. */
export type WaitState = 'waits' | { readonly ended: string };

/** What a session and its query are like when they are asked again, and what happened to them meanwhile. */
export interface Survival {
  /** Whether a setting that was made at the beginning is still there. */
  readonly sameSession: boolean;
  /** Whether the run of the query that was started at the beginning is still active. */
  readonly active: boolean;
  /** By how many batches the query has gone on while it was watched. */
  readonly batches: number;
  readonly heartbeats: number;
  /** Whatever the client thought worth a look: attempts that failed, heartbeats without an answer. */
  readonly troubles: readonly string[];
  /** Why the session could not be asked. */
  readonly error?: string;
}

/** A session with a query in it that runs for ever and keeps nothing in memory. */
export interface WatchedQuery {
  readonly name: string;
  readonly runId: string;
  readonly heartbeats: () => number;
  /** Begins a single wait without a time limit. */
  awaitTermination(): { readonly state: () => WaitState };
  lookAgain(): Promise<Survival>;
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
    async lookAgain() {
      // The errors of these calls are told by `error`; what came before counts as trouble.
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
