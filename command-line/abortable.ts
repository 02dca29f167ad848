import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Rejects with the signal's reason once it has aborted and `grace` milliseconds are over; the work, which cannot be aborted, then
 * ends unheard.
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

/** Rejects with what `late` makes when the work has not ended after so many milliseconds; it then ends unheard. */
export async function within<Result>(milliseconds: number, work: Promise<Result>, late: () => Error): Promise<Result> {
  const timer = new AbortController();
  const deadline = sleep(milliseconds, undefined, { signal: timer.signal }).then(() => {
    throw late();
  });
  // Who wins the race says so; the timer that was taken back must not count as an error nobody has heard.
  deadline.catch(() => {});
  try {
    return await Promise.race([work, deadline]);
  } finally {
    timer.abort();
    work.catch(() => {});
  }
}

/** Whether the work has ended well within so many milliseconds. */
export async function endsWithin(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  return within(milliseconds, work, () => new Error('It took too long.')).then(
    () => true,
    () => false,
  );
}
