import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';

/**
 * Options of every action.
 *
 * @example
 * ```ts
 * import type { DataFrame } from 'spark-connect-ts';
 *
 * const countWithin = (frame: DataFrame, signal: AbortSignal) => frame.count({ signal, timeout: 60_000, tags: ['report'] });
 * ```
 */
export interface ActionOptions {
  /** Cancels the action: the server stops the work, and the action rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Time limit in milliseconds, after which the server stops the work and the action rejects with a TimeoutError.
   * Default: no limit.
   */
  readonly timeout?: number | undefined;
  /**
   * Tags for interrupting this action, in addition to the tags of the session. A tag must not be empty or contain a
   * comma.
   */
  readonly tags?: readonly string[] | undefined;
  /** UUID that identifies this action on the server and in the log. Default: a random UUID. */
  readonly operationId?: string | undefined;
}

/** @throws IllegalArgumentException when Spark does not accept the tag. */
export function requireTag(tag: string): string {
  if (typeof tag !== 'string' || tag === '' || tag.includes(',')) {
    throw new IllegalArgumentException(`A tag must be a non-empty string without commas, not ${JSON.stringify(tag)}.`);
  }
  return tag;
}
