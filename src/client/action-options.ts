/**
 * What every action takes.
 *
 * @example
 * ```ts
 * import type { DataFrame } from 'spark-connect-ts';
 *
 * const countWithin = (frame: DataFrame, signal: AbortSignal) => frame.count({ signal, timeout: 60_000, tags: ['report'] });
 * ```
 */
export interface ActionOptions {
  /** Aborting it ends the work on the server; the action rejects with the signal's own reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the work is ended and the action rejects with a TimeoutError; no limit unless set. */
  readonly timeout?: number | undefined;
  /** Names to interrupt this action by, on top of the session's own; not empty and without commas. */
  readonly tags?: readonly string[] | undefined;
  /** The UUID under which the server and the log know this action; made up unless given. */
  readonly operationId?: string | undefined;
}
