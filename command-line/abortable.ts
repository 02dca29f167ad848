import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Resolves with the result of `work`, or rejects with the signal's reason `grace` milliseconds after the signal aborts. The work itself
 * is not aborted; its result is then ignored.
 */
export async function abortable<Result>(
  work: Promise<Result>,
  signal: AbortSignal | undefined,
  grace = 0,
): Promise<Result> {
  if (signal === undefined) return work;
  let release = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as Error);
    const listener = (): void => void setTimeout(giveUp, grace);
    if (signal.aborted) listener();
    signal.addEventListener('abort', listener, { once: true });
    release = () => signal.removeEventListener('abort', listener);
  });
  return Promise.race([work, aborted]).finally(release);
}

/**
 * Resolves with the result of `work`, or rejects with the error that `createError` returns if the work takes longer than
 * `milliseconds`. The result of the work is then ignored.
 */
export async function within<Result>(
  milliseconds: number,
  work: Promise<Result>,
  createError: () => Error,
): Promise<Result> {
  const timer = new AbortController();
  const deadline = sleep(milliseconds, undefined, { signal: timer.signal }).then(() => {
    throw createError();
  });
  // Prevents an unhandled rejection when the timer is cancelled below.
  deadline.catch(() => {});
  try {
    return await Promise.race([work, deadline]);
  } finally {
    timer.abort();
    work.catch(() => {});
  }
}

/** Resolves to whether the work succeeds within `milliseconds`. */
export async function endsWithin(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  return within(milliseconds, work, () => new Error('It took too long.')).then(
    () => true,
    () => false,
  );
}
