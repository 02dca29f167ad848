import type { ExecutePlanResponse } from '../../gen/spark/connect/base_pb.ts';
import type { Log } from './client-logger.ts';

/** The progress of one stage of an operation. */
export interface StageProgress {
  readonly stageId: number;
  readonly numTasks: number;
  readonly numCompletedTasks: number;
  /** Input bytes that the tasks have read so far. */
  readonly numBytesRead: number;
  readonly done: boolean;
}

/** The progress of one operation. */
export interface OperationProgress {
  /** The stages known so far. Spark adds more while it runs, because it plans adaptively. */
  readonly stages: readonly StageProgress[];
  /** Number of tasks that are running. */
  readonly inflightTasks: number;
  readonly operationId: string;
  /** Whether the operation has ended. The last call for each operation has `done: true`. */
  readonly done: boolean;
}

/**
 * Receives the progress of operations. Errors that it throws are logged.
 *
 * @example
 * ```ts
 * import type { ProgressHandler, SparkSession } from 'spark-connect-ts';
 *
 * const print: ProgressHandler = ({ stages, inflightTasks, done }) =>
 *   console.error(stages.map(({ numCompletedTasks, numTasks }) => `${numCompletedTasks}/${numTasks}`), inflightTasks, done);
 * const watch = (spark: SparkSession) => spark.registerProgressHandler(print);
 * ```
 */
export type ProgressHandler = (progress: OperationProgress) => void;

/** The part of an operation's progress that a source reports. */
export type ProgressReport = Pick<OperationProgress, 'stages' | 'inflightTasks'>;

/** Watches operations whose responses contain no progress. Returns a function that ends the watch. */
export type WatchProgress = (operationId: string, report: (progress: ProgressReport) => void) => () => void;

type Responses = AsyncGenerator<ExecutePlanResponse, void, undefined>;

/** The progress handlers of one session. */
export class ProgressHandlers {
  readonly #handlers = new Set<ProgressHandler>();
  readonly #watch: WatchProgress;
  readonly #log: Log;

  constructor(watch: WatchProgress, log: Log) {
    this.#watch = watch;
    this.#log = log;
  }

  get isEmpty(): boolean {
    return this.#handlers.size === 0;
  }

  add(handler: ProgressHandler): void {
    this.#handlers.add(handler);
  }

  remove(handler: ProgressHandler): void {
    this.#handlers.delete(handler);
  }

  clear(): void {
    this.#handlers.clear();
  }

  /** Passes the responses of an operation on and reports its progress. */
  async *follow(operationId: string, responses: Responses): Responses {
    let latest: ProgressReport = { stages: [], inflightTasks: 0 };
    const report = (progress: ProgressReport): void => {
      latest = progress;
      this.#notify({ ...latest, operationId, done: false });
    };
    const stop = this.#watch(operationId, report);
    try {
      for await (const response of responses) {
        if (response.responseType.case === 'executionProgress') report(reportOf(response.responseType.value));
        yield response;
      }
    } finally {
      stop();
      this.#notify({ ...latest, inflightTasks: 0, operationId, done: true });
    }
  }

  #notify(progress: OperationProgress): void {
    for (const handler of this.#handlers) {
      try {
        handler(progress);
      } catch (error) {
        const { operationId } = progress;
        this.#log({ level: 'warn', message: `A progress handler failed: ${String(error)}.`, operationId });
      }
    }
  }
}

type ExecutionProgress = Extract<ExecutePlanResponse['responseType'], { case: 'executionProgress' }>['value'];

/** Converts the message that Spark 4.0 and later sends. */
function reportOf({ stages, numInflightTasks }: ExecutionProgress): ProgressReport {
  return {
    inflightTasks: Number(numInflightTasks),
    stages: stages.map(({ stageId, numTasks, numCompletedTasks, inputBytesRead, done }) => ({
      stageId: Number(stageId),
      numTasks: Number(numTasks),
      numCompletedTasks: Number(numCompletedTasks),
      numBytesRead: Number(inputBytesRead),
      done,
    })),
  };
}
