import { setTimeout as sleep } from 'node:timers/promises';

/** A service that is asked for a sign of life again and again. */
export interface WatchedService {
  /** The subject of the sentences, such as `Kafka`. */
  readonly name: string;
  /** Rejects when there was no answer. */
  readonly ask: () => Promise<void>;
}

/** How to watch, and whom to tell. */
export interface WatchOptions {
  /** Ends the watching. */
  readonly signal: AbortSignal;
  /** Told in a sentence when the service falls silent, and when it is back. */
  readonly onNotice: (sentence: string) => void;
  /** Milliseconds between an answer and the next question. */
  readonly pause?: number;
  /** Milliseconds of silence that are worth a word. */
  readonly longestSilence?: number;
}

/** Asks a service every two seconds until the signal aborts; what it does after an outage is not for the watch to say. */
export async function watchService({ name, ask }: WatchedService, options: WatchOptions): Promise<void> {
  const { signal, onNotice, pause = 2000, longestSilence = 5000 } = options;
  const seconds = (since: number): number => Math.round((performance.now() - since) / 1000);
  let heardAt = performance.now();
  let hasSaid = false;
  while (!signal.aborted) {
    const answered = await ask().then(
      () => true,
      () => false,
    );
    if (signal.aborted) return;
    if (answered) {
      if (hasSaid) onNotice(`${name} answers again, after ${seconds(heardAt)} seconds.`);
      heardAt = performance.now();
      hasSaid = false;
    } else if (!hasSaid && performance.now() - heardAt >= longestSilence) {
      hasSaid = true;
      onNotice(`${name} has not answered for ${seconds(heardAt)} seconds; windows resume when it does.`);
    }
    await sleep(pause, undefined, { signal }).catch(() => {});
  }
}
