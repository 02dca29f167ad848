import { setTimeout as sleep } from 'node:timers/promises';

/** A service that is polled for a sign of life. */
export interface WatchedService {
  /** The subject of the messages, such as `Kafka`. */
  readonly name: string;
  /** Rejects if there is no answer. */
  readonly ask: () => Promise<void>;
}

/** The options of {@link watchService}. */
export interface WatchOptions {
  /** Stops watching. */
  readonly signal: AbortSignal;
  /** Receives a message when the service stops answering, and when it answers again. */
  readonly onNotice: (sentence: string) => void;
  /** Receives whether the service answers, when that changes. */
  readonly onAnswers?: (answers: boolean) => void;
  /** Milliseconds between an answer and the next request. Default: 2000. */
  readonly pause?: number;
  /** Milliseconds without an answer before a message. Default: 5000. */
  readonly silenceLimit?: number;
}

/** Polls a service until the signal aborts, and reports when it stops answering and when it answers again. */
export async function watchService({ name, ask }: WatchedService, options: WatchOptions): Promise<void> {
  const { signal, onNotice, onAnswers, pause = 2000, silenceLimit = 5000 } = options;
  const seconds = (since: number): number => Math.round((performance.now() - since) / 1000);
  let answeredAt = performance.now();
  let hasReported = false;
  while (!signal.aborted) {
    const answered = await ask().then(
      () => true,
      () => false,
    );
    if (signal.aborted) return;
    if (answered) {
      if (hasReported) {
        onAnswers?.(true);
        onNotice(`${name} answers again, after ${seconds(answeredAt)} seconds.`);
      }
      answeredAt = performance.now();
      hasReported = false;
    } else if (!hasReported && performance.now() - answeredAt >= silenceLimit) {
      hasReported = true;
      onAnswers?.(false);
      onNotice(`${name} has not answered for ${seconds(answeredAt)} seconds; windows resume when it does.`);
    }
    await sleep(pause, undefined, { signal }).catch(() => {});
  }
}
