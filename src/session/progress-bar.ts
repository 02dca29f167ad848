import type { OperationProgress, StageProgress } from '../client/operation-progress.ts';
import type { SparkSession } from './spark-session.ts';

/** Options for {@link showProgress}. */
export interface ProgressBarOptions {
  /** Terminal to draw on. Nothing is drawn if it is not a TTY. Default: `process.stderr`. */
  readonly stream?: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };
}

const barWidth = 30;
const clearLine = '\r\x1b[2K';

/**
 * Draws a progress bar for the actions of a session, which disappears when they are done. Returns a function that removes
 * the bar. Draws nothing unless stderr is a terminal. See {@link SparkSession.registerProgressHandler} for the source of
 * the progress.
 *
 * @example
 * ```ts
 * import { showProgress, SparkSession } from 'spark-connect-ts';
 *
 * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
 * const hide = showProgress(spark);
 * console.log(await spark.range(100_000_000).selectExpr('max(hash(id)) AS hash').first());
 * hide();
 * await spark.stop();
 * ```
 */
export function showProgress(
  spark: Pick<SparkSession, 'registerProgressHandler' | 'removeProgressHandler'>,
  { stream = process.stderr }: ProgressBarOptions = {},
): () => void {
  if (stream.isTTY !== true) return () => {};
  const running = new Map<string, OperationProgress>();
  let isDrawn = false;
  const draw = (): void => {
    const line = lineOf([...running.values()]).slice(0, (stream.columns ?? 80) - 1);
    if (line !== '' || isDrawn) stream.write(`${clearLine}${line}`);
    isDrawn = line !== '';
  };
  const handler = (progress: OperationProgress): void => {
    if (progress.done) running.delete(progress.operationId);
    else running.set(progress.operationId, progress);
    draw();
  };
  spark.registerProgressHandler(handler);
  return () => {
    spark.removeProgressHandler(handler);
    running.clear();
    draw();
  };
}

/** Returns the line for all running operations together, or an empty string if none has started a stage. */
function lineOf(operations: readonly OperationProgress[]): string {
  const stages = operations.flatMap((operation) => operation.stages);
  const total = sumOf(stages, 'numTasks');
  if (total === 0) return '';
  const completed = sumOf(stages, 'numCompletedTasks');
  const filled = Math.floor((barWidth * completed) / total);
  const bar = '='.repeat(filled).padEnd(barWidth);
  const inflight = operations.reduce((sum, { inflightTasks }) => sum + inflightTasks, 0);
  return `[${bar}] ${completed}/${total} tasks, ${inflight} running, ${stages.length} stages`;
}

function sumOf(stages: readonly StageProgress[], count: 'numTasks' | 'numCompletedTasks'): number {
  return stages.reduce((sum, stage) => sum + stage[count], 0);
}
