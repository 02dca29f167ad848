import type { ActionOptions } from './action-options.ts';
import { requireMilliseconds } from './milliseconds.ts';

/**
 * The lifetime of one action. Its signal is aborted by the caller's signal, the timeout or the end of the session,
 * whichever comes first.
 */
export interface ActionScope {
  readonly signal: AbortSignal;
  /** Stops the timer and removes the listener from the caller's signal. Must be called when the action has ended. */
  dispose(): void;
}

/** Not AbortSignal.any, which leaks a reference per action on a signal that lives as long as the program. */
export function createActionScope(session: AbortSignal, { signal, timeout }: ActionOptions): ActionScope {
  const delay = timeout === undefined ? undefined : requireMilliseconds('timeout', timeout);
  const controller = new AbortController();
  const abort = (event: Event): void => controller.abort((event.target as AbortSignal).reason);
  const sources = signal ? [session, signal] : [session];
  for (const source of sources) {
    if (source.aborted) controller.abort(source.reason);
    else source.addEventListener('abort', abort);
  }
  const timer = delay === undefined ? undefined : setTimeout(() => controller.abort(timeoutError(delay)), delay);
  return {
    signal: controller.signal,
    dispose() {
      clearTimeout(timer);
      for (const source of sources) source.removeEventListener('abort', abort);
    },
  };
}

/** The error that `AbortSignal.timeout` aborts with, plus the timeout in its message. */
function timeoutError(timeout: number): DOMException {
  return new DOMException(`The action took longer than its timeout of ${timeout} ms.`, 'TimeoutError');
}
