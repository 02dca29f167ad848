import { setTimeout as sleep } from 'node:timers/promises';
import type { PageSnapshot, PageSource } from './page-snapshot.ts';
import { changesBetween, isUnchanged } from './snapshot-changes.ts';

/** The pauses of an event stream, in milliseconds. */
export interface EventPauses {
  /** Between two events. */
  readonly events: number;
  /** Until a sign of life if there is no event. */
  readonly heartbeat: number;
  /** Before the page connects again. */
  readonly retry: number;
}

export const eventPauses: EventPauses = { events: 250, heartbeat: 5000, retry: 1000 };

/** The names of the events: the whole snapshot, and what changed since the last event. */
export type EventName = 'snapshot' | 'changes';

/**
 * Yields the text of server-sent events until the signal aborts: a snapshot, then its changes, at most one every `events`
 * milliseconds. A slow reader gets fewer events, not older ones.
 */
export async function* snapshotEvents(
  source: PageSource,
  signal: AbortSignal,
  pauses: EventPauses = eventPauses,
): AsyncGenerator<string, void> {
  const changes = new ChangeSignal(source);
  try {
    let sent = source.snapshot();
    yield `retry: ${pauses.retry}\n${event('snapshot', sent)}`;
    while (!signal.aborted) {
      await sleep(pauses.events, undefined, { signal }).catch(() => {});
      await changes.wait(pauses.heartbeat, signal);
      if (signal.aborted) return;
      const next = source.snapshot();
      yield eventBetween(sent, next);
      sent = next;
    }
  } finally {
    changes.end();
  }
}

function eventBetween(before: PageSnapshot, after: PageSnapshot): string {
  const changes = changesBetween(before, after);
  if (changes === undefined) return event('snapshot', after);
  return isUnchanged(changes) ? ': alive\n\n' : event('changes', changes);
}

function event(name: EventName, data: object): string {
  // JSON has no line breaks, which would end the data.
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Remembers whether a source has changed since the last wait. */
class ChangeSignal {
  #changed = false;
  #wake: (() => void) | undefined;
  readonly #unsubscribe: () => void;

  constructor(source: PageSource) {
    this.#unsubscribe = source.subscribe(() => {
      this.#changed = true;
      this.#wake?.();
    });
  }

  /** Resolves after a change since the last wait, after `milliseconds`, or when the signal aborts. */
  async wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (!this.#changed) {
      const woken = new AbortController();
      this.#wake = () => woken.abort();
      await sleep(milliseconds, undefined, { signal: AbortSignal.any([signal, woken.signal]) }).catch(() => {});
      this.#wake = undefined;
    }
    this.#changed = false;
  }

  end(): void {
    this.#unsubscribe();
  }
}
