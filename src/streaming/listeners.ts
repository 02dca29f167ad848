import { sparkVersion } from '../execution/analyze.ts';
import type { SessionContext } from '../execution/session-context.ts';
import { ListenerBus } from './listener-bus.ts';
import { PolledEvents } from './polled-events.ts';
import type { QueryIdentity } from './query-commands.ts';
import type { ListenerEvent, StreamingQueryListener } from './streaming-query-listener.ts';

/** Where events come from: the server by itself from 4.0 on, our own questions before. */
type EventSource = ListenerBus | PolledEvents;

/** The listeners of one session, and where their events come from as long as there are any. */
export class Listeners {
  readonly #session: SessionContext;
  readonly #queues = new Map<StreamingQueryListener, Promise<void>>();
  #source: EventSource | undefined;
  #opening: Promise<void> | undefined;

  constructor(session: SessionContext) {
    this.#session = session;
  }

  list(): StreamingQueryListener[] {
    return [...this.#queues.keys()];
  }

  /** Resolves when nothing that happens from now on will be missed. */
  async add(listener: StreamingQueryListener, pollInterval: number): Promise<void> {
    if (!this.#queues.has(listener)) this.#queues.set(listener, Promise.resolve());
    this.#opening ??= this.#open(pollInterval).catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    try {
      await this.#opening;
    } catch (error) {
      this.#queues.delete(listener);
      throw error;
    }
  }

  remove(listener: StreamingQueryListener): void {
    this.#queues.delete(listener);
    this.#closeUnlessNeeded();
  }

  /** To be told of each start of this client's own, with the event that a 4.x server sends along. */
  started(query: QueryIdentity, event: string | undefined): void {
    if (this.#source instanceof PolledEvents) this.#source.started(query);
    else this.#source?.started(event);
  }

  async #open(pollInterval: number): Promise<void> {
    const emit = (event: ListenerEvent): void => this.#emit(event);
    const tellsByItself = Number.parseInt(await sparkVersion(this.#session, {}), 10) >= 4;
    const source = tellsByItself ? new ListenerBus(this.#session, emit) : new PolledEvents(this.#session, emit);
    this.#source = source;
    await source.start(pollInterval);
    // The last listener may have gone meanwhile.
    this.#closeUnlessNeeded();
  }

  #closeUnlessNeeded(): void {
    if (this.#queues.size > 0) return;
    this.#source?.stop();
    this.#source = undefined;
    this.#opening = undefined;
  }

  #emit(event: ListenerEvent): void {
    for (const [listener, before] of this.#queues) this.#queues.set(listener, this.#tell(listener, event, before));
  }

  /** After what the listener was told before. What it throws is its own affair. */
  async #tell(listener: StreamingQueryListener, event: ListenerEvent, before: Promise<void>): Promise<void> {
    await before;
    if (!this.#queues.has(listener)) return;
    try {
      await call(listener, event);
    } catch (error) {
      const message = `A listener failed in ${event.method}: ${String(error)}.`;
      this.#session.client.log({ level: 'warn', message });
    }
  }
}

function call(listener: StreamingQueryListener, { method, event }: ListenerEvent): void | Promise<void> {
  switch (method) {
    case 'onQueryStarted':
      return listener.onQueryStarted?.(event);
    case 'onQueryProgress':
      return listener.onQueryProgress?.(event);
    case 'onQueryIdle':
      return listener.onQueryIdle?.(event);
    case 'onQueryTerminated':
      return listener.onQueryTerminated?.(event);
  }
}
