import type { Log } from './client-logger.ts';
import type { ProgressReport, StageProgress } from './operation-progress.ts';

export interface UiProgressOptions {
  /** URL of the Spark UI, if the program names it. */
  readonly url: string | undefined;
  /** Host of the Spark Connect server, which usually serves the UI too. */
  readonly host: string;
  /** Returns settings of the server. */
  readonly settings: (keys: readonly string[]) => Promise<Readonly<Record<string, string | undefined>>>;
  /** Returns the Spark version of the server. */
  readonly version: () => Promise<string>;
  readonly log: Log;
}

/** A job in the responses of Spark's monitoring API. */
interface JobJson {
  readonly stageIds: readonly number[];
  readonly jobTags?: readonly string[];
}

/** A stage in the responses of Spark's monitoring API. */
interface StageJson {
  readonly stageId: number;
  readonly numTasks: number;
  readonly numActiveTasks: number;
  readonly numCompleteTasks: number;
  readonly inputBytes: number;
}

interface WatchedOperation {
  readonly report: (progress: ProgressReport) => void;
  /** The stages of all jobs seen so far, by id. */
  readonly stages: Map<number, StageProgress>;
}

/** Milliseconds between two polls. Operations that take less time cause no request. */
const pollInterval = 500;

/** Milliseconds. The first response of a busy server can take seconds. */
const requestTimeout = 10_000;

const defaultUiPort = '4040';

/**
 * Reads the progress of operations from the monitoring API of the Spark UI, because Spark 3.5 does not send it over
 * Spark Connect. Makes no requests unless an operation is being watched, and none if the UI cannot be reached.
 */
export class UiProgress {
  readonly #options: UiProgressOptions;
  readonly #watched = new Map<string, WatchedOperation>();
  /** The URL of the application in the API. Resolves to undefined if there is none to poll. */
  #application: Promise<string | undefined> | undefined;
  /** Whether the search has ended permanently: with a URL, or because the server sends the progress itself. */
  #isDecided = false;
  #timer: NodeJS.Timeout | undefined;
  /** Aborts the requests when the last operation has ended, so that they do not keep the process alive. */
  #requests = new AbortController();

  constructor(options: UiProgressOptions) {
    this.#options = options;
  }

  /** Reports the progress of an operation until the returned function is called. */
  watch(operationId: string, report: (progress: ProgressReport) => void): () => void {
    this.#watched.set(operationId, { report, stages: new Map() });
    this.#schedule();
    return () => {
      this.#watched.delete(operationId);
      if (this.#watched.size === 0) this.#pause();
    };
  }

  #pause(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#requests.abort();
    this.#requests = new AbortController();
    // Until there is a result, each operation searches again: a busy server may have been too slow.
    if (!this.#isDecided) this.#application = undefined;
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => void this.#tick(), pollInterval).unref();
  }

  async #tick(): Promise<void> {
    const { signal } = this.#requests;
    this.#application ??= this.#find(signal);
    const application = await this.#application;
    if (application === undefined || signal.aborted) return;
    await this.#poll(application, signal).catch((error: unknown) => {
      if (!signal.aborted) this.#debug(`could not be read: ${String(error)}`);
    });
    // If another operation has started in the meantime, it has scheduled the next poll already.
    if (signal.aborted) return;
    this.#timer = undefined;
    if (this.#watched.size > 0) this.#schedule();
  }

  /** Returns the first URL under which the API knows the server's application. */
  async #find(signal: AbortSignal): Promise<string | undefined> {
    const keys = ['spark.app.id', 'spark.ui.port', 'spark.driver.host'];
    try {
      this.#isDecided = Number.parseInt(await this.#options.version(), 10) >= 4;
      if (this.#isDecided) return undefined;
      const settings = await this.#options.settings(keys);
      const id = settings['spark.app.id'];
      if (id === undefined) return undefined;
      for (const url of this.#urls(settings)) {
        const application = `${url.replace(/\/$/, '')}/api/v1/applications/${encodeURIComponent(id)}`;
        this.#isDecided = await isReachable(application, signal);
        if (this.#isDecided) return application;
        if (signal.aborted) return undefined;
      }
      this.#debug('cannot be reached; set its address with uiUrl() on the builder');
    } catch (error) {
      this.#debug(`cannot be found: ${String(error)}`);
    }
    return undefined;
  }

  #urls(settings: Readonly<Record<string, string | undefined>>): readonly string[] {
    const { url, host } = this.#options;
    if (url !== undefined) return [url];
    const port = settings['spark.ui.port'] ?? defaultUiPort;
    const hosts = [host, settings['spark.driver.host']].filter((each) => each !== undefined);
    return [...new Set(hosts)].map((each) => `http://${each.includes(':') ? `[${each}]` : each}:${port}`);
  }

  async #poll(application: string, signal: AbortSignal): Promise<void> {
    const [jobs, running] = await Promise.all([
      fetchJson<readonly JobJson[]>(`${application}/jobs?status=running`, signal),
      fetchJson<readonly StageJson[]>(`${application}/stages?status=active&status=pending`, signal),
    ]);
    const stages = new Map(running.map((stage) => [stage.stageId, stage]));
    for (const [operationId, operation] of this.#watched) {
      const own = jobs.filter(({ jobTags }) => jobTags?.some((tag) => tag.endsWith(`_Operation_${operationId}`)));
      if (own.length === 0 && operation.stages.size === 0) continue;
      operation.report(update(operation.stages, own, stages));
    }
  }

  #debug(problem: string): void {
    this.#options.log({ level: 'debug', message: `The Spark UI, which has the progress of Spark 3.5, ${problem}.` });
  }
}

/** Updates the known stages of an operation. A stage is done when the server no longer lists it as running or pending. */
function update(
  known: Map<number, StageProgress>,
  jobs: readonly JobJson[],
  running: ReadonlyMap<number, StageJson>,
): ProgressReport {
  let inflightTasks = 0;
  for (const stageId of new Set([...known.keys(), ...jobs.flatMap(({ stageIds }) => stageIds)])) {
    const stage = running.get(stageId);
    const before = known.get(stageId);
    if (stage) {
      known.set(stageId, progressOf(stage));
      inflightTasks += stage.numActiveTasks;
    } else if (before) known.set(stageId, { ...before, numCompletedTasks: before.numTasks, done: true });
  }
  return { stages: [...known.values()].sort((a, b) => a.stageId - b.stageId), inflightTasks };
}

function progressOf({ stageId, numTasks, numCompleteTasks, inputBytes }: StageJson): StageProgress {
  return { stageId, numTasks, numCompletedTasks: numCompleteTasks, numBytesRead: inputBytes, done: false };
}

async function isReachable(application: string, signal: AbortSignal): Promise<boolean> {
  return fetchJson(application, signal).then(
    () => true,
    () => false,
  );
}

async function fetchJson<T>(url: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeout)]) });
  if (!response.ok) throw new Error(`${url} returned HTTP status ${response.status}`);
  return (await response.json()) as T;
}
