import type { ActionOptions } from './action-options.ts';
import { requireMilliseconds } from './milliseconds.ts';

/** The life of one action: its signal is aborted by the caller's, by the timeout and by the end of the session, whichever is first. */
export interface ActionScope {
  readonly signal: AbortSignal;
  /** Lets go of the caller's signal and the timer; has to be called when the action is over. */
  dispose(): void;
}

/** AbortSignal.any would keep something for every action on a signal that lives as long as the program; this keeps nothing. */
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

/** The same error that `AbortSignal.timeout` aborts with, but with the time in its message. */
function timeoutError(timeout: number): DOMException {
  return new DOMException(`The action took longer than its timeout of ${timeout} ms.`, 'TimeoutError');
}
