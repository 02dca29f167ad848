import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConfigName, ConfigValueOf } from '../client/config-request.ts';
import { javaPayload } from '../companion/java-payload.ts';
import { protocolVersion } from '../companion/protocol.ts';
import { ConnectionError } from '../errors/connection-error.ts';
import type { SessionContext } from '../execution/session-context.ts';
import { cachedRelation, type RelationBody } from '../plan/relation.ts';
import { keepBatchFailure } from './batch-failures.ts';

/** Where a batch comes from, for {@link DataStreamWriter.foreachBatch}. */
export interface BatchOrigin {
  /** The id of the query, which remains the same when the query is restarted from its checkpoint. */
  readonly queryId: string;
  /** The id of this run of the query. */
  readonly runId: string;
}

/** Processes one batch of a streaming query. The DataFrame exists on the server until the promise settles. */
export type BatchHandler = (batch: RelationBody, batchId: bigint, origin: BatchOrigin) => Promise<void>;

/** How to process the batches of a query. */
export interface BatchOptions {
  readonly handle: BatchHandler;
  /** Milliseconds during a batch without a sign of life after which the server ends the query. */
  readonly clientTimeout: number;
}

/** Milliseconds between two looks for the next batch: short after a batch, longer while there is none. */
const leastPause = 2;
const longestPause = 50;
const pauseGrowth = 1.1;

/** The largest number of milliseconds between two signs of life during a batch. */
const longestSignInterval = 1000;

/** Signs of life before the server gives up, of which some may get lost. */
const signsPerTimeout = 5;

/** Milliseconds without a batch between two questions whether the query still runs. */
const queryCheckInterval = 1000;

/** The largest number of milliseconds that one call may take before it is repeated on a new connection. */
const longestCall = 5000;

/** Calls that fit into the client timeout, so that a broken connection is replaced before the server gives up. */
const callsPerTimeout = 3;

/** Milliseconds between two attempts while the server cannot be reached. */
const reconnectPause = 500;

/** The largest number of characters of an error that the server gets. */
const longestMessage = 2000;

/** What the runner needs to know about the query. */
interface RunningQuery {
  isActive(): Promise<boolean>;
}

/** A batch that waits for the function. */
interface ReadyBatch extends BatchOrigin {
  readonly batchId: string;
  /** Identifies the DataFrame of the batch on the server. Different each time, even if a batch is repeated. */
  readonly frame: string;
}

/**
 * Runs a function of this program for each batch of a streaming query. The companion on the server and this object talk
 * through settings of the session: the server publishes a batch and waits; this object processes it, shows that it is
 * alive, and publishes the result.
 */
export class BatchRunner {
  readonly #session: SessionContext;
  readonly #options: BatchOptions;
  readonly #callTimeout: number;
  /** The prefix belongs to one start, so that a restarted query does not take the results of an earlier run. */
  readonly #settings: Readonly<Record<'ready' | 'alive' | 'done', string>>;
  readonly #prefix = `spark.connect.ts.batches.${randomUUID()}`;

  constructor(session: SessionContext, options: BatchOptions) {
    this.#session = session;
    this.#options = options;
    this.#callTimeout = Math.min(longestCall, options.clientTimeout / callsPerTimeout);
    const name = (last: string): string => `${this.#prefix}.${last}`;
    this.#settings = { ready: name('ready'), alive: name('alive'), done: name('done') };
  }

  /** The function that the server calls, for the plan of the query. */
  get payload(): Uint8Array {
    const { userId, sessionId } = this.#session.client;
    const names = { userId, sessionId, settings: this.#prefix };
    return javaPayload({ protocol: protocolVersion, kind: 'BATCH', timeLimit: this.#options.clientTimeout, ...names });
  }

  /**
   * Processes the batches of a query until it ends, and keeps the process alive until then. A lost session ends the query
   * too, so its error is only logged.
   */
  start(query: RunningQuery): void {
    this.#run(query).catch((error: unknown) => {
      if (this.#session.client.isEnded) return;
      const message = `foreachBatch stopped: ${error instanceof Error ? error.message : String(error)}`;
      this.#session.client.log({ level: 'warn', message });
    });
  }

  async #run(query: RunningQuery): Promise<void> {
    let pause = leastPause;
    let checkedAt = Date.now();
    let processed: string | undefined;
    for (;;) {
      const batch = await this.#persistently(() => this.#ready());
      if (batch && batch.frame !== processed) {
        processed = batch.frame;
        await this.#process(batch);
        pause = leastPause;
        checkedAt = Date.now();
        continue;
      }
      if (Date.now() - checkedAt > queryCheckInterval) {
        if (!(await this.#persistently(() => query.isActive()))) break;
        checkedAt = Date.now();
      }
      await sleep(pause);
      pause = Math.min(longestPause, pause * pauseGrowth);
    }
    await this.#config('unset', { keys: Object.values(this.#settings) });
  }

  /** Returns once the server has the result, or no longer waits for it. */
  async #process(batch: ReadyBatch): Promise<void> {
    const over = new AbortController();
    const outcome = this.#handle(batch).then((error) => JSON.stringify({ frame: batch.frame, error }));
    const done = await Promise.race([outcome, this.#showLife(batch, over.signal)]);
    over.abort();
    if (done !== undefined) await this.#persistently(() => this.#set('done', done));
  }

  /** Returns the error of the function as text, or undefined if it succeeded. */
  async #handle({ batchId, frame, queryId, runId }: ReadyBatch): Promise<string | undefined> {
    try {
      await this.#options.handle(cachedRelation(frame), BigInt(batchId), { queryId, runId });
      return undefined;
    } catch (reason) {
      keepBatchFailure(this.#session, runId, reason);
      const text = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
      return text.length > longestMessage ? `${text.slice(0, longestMessage)} …` : text;
    }
  }

  /** Resolves if the server stops waiting, such as after `stop()`: a function that never returns must not be waited for. */
  async #showLife({ frame }: ReadyBatch, over: AbortSignal): Promise<undefined> {
    const interval = Math.min(longestSignInterval, this.#options.clientTimeout / signsPerTimeout);
    while (!over.aborted) {
      await sleep(interval, undefined, { signal: over }).catch(() => undefined);
      if (over.aborted) return undefined;
      try {
        await this.#set('alive', String(Date.now()));
        if ((await this.#ready())?.frame !== frame) return undefined;
      } catch {
        // A sign that gets lost is followed by another.
        if (this.#session.client.isEnded) return undefined;
      }
    }
    return undefined;
  }

  async #ready(): Promise<ReadyBatch | undefined> {
    const { pairs } = await this.#config('getOption', { keys: [this.#settings.ready] });
    const text = pairs[0]?.value;
    return text === undefined ? undefined : (JSON.parse(text) as ReadyBatch);
  }

  async #set(name: 'alive' | 'done', value: string): Promise<void> {
    await this.#config('set', { pairs: [{ key: this.#settings[name], value }] });
  }

  /** Gives up earlier than other calls, because a batch waits only until the client timeout. */
  #config<N extends ConfigName>(operation: N, value: ConfigValueOf<N>) {
    return this.#session.client.config(operation, value, { timeout: 2 * this.#callTimeout }, this.#callTimeout);
  }

  /** Repeats a call until the server can be reached again: the query may go on until then. */
  async #persistently<T>(call: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (this.#session.client.isEnded || !isOutage(error)) throw error;
        // An unreachable server does not keep the process alive.
        await sleep(reconnectPause, undefined, { ref: false });
      }
    }
  }
}

function isOutage(error: unknown): boolean {
  return error instanceof ConnectionError || (error instanceof DOMException && error.name === 'TimeoutError');
}
