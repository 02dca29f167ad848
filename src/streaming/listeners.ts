import { sparkVersion } from '../execution/analyze.ts';
import type { SessionContext } from '../execution/session-context.ts';
import { ListenerBus } from './listener-bus.ts';
import { PolledEvents } from './polled-events.ts';
import type { QueryIdentity } from './query-commands.ts';
import { queryTraces } from './query-traces.ts';
import type { ListenerEvent, StreamingQueryListener } from './streaming-query-listener.ts';

/** Spark 4.0 and later pushes events over the listener bus; earlier servers are polled. */
type EventSource = ListenerBus | PolledEvents;

/** Dispatches events to the listeners of one session. The event source is open while there is at least one listener. */
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

  /** Resolves when the event source is open, so that no later event is missed. */
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

  /** Called for each query that this client starts, with the event that a Spark 4 server includes in its response. */
  started(query: QueryIdentity, event: string | undefined): void {
    if (this.#source instanceof PolledEvents) this.#source.started(query);
    else this.#source?.started(event);
  }

  async #open(pollInterval: number): Promise<void> {
    const emit = (event: ListenerEvent): void => this.#emit(event);
    const hasListenerBus = Number.parseInt(await sparkVersion(this.#session, {}), 10) >= 4;
    const source = hasListenerBus ? new ListenerBus(this.#session, emit) : new PolledEvents(this.#session, emit);
    this.#source = source;
    await source.start(pollInterval);
    // The last listener may have been removed in the meantime.
    this.#closeUnlessNeeded();
  }

  #closeUnlessNeeded(): void {
    if (this.#queues.size > 0) return;
    this.#source?.stop();
    this.#source = undefined;
    this.#opening = undefined;
  }

  #emit(event: ListenerEvent): void {
    this.#trace(event);
    for (const [listener, previous] of this.#queues) {
      this.#queues.set(listener, this.#deliver(listener, event, previous));
    }
  }

  #trace({ method, event }: ListenerEvent): void {
    const traces = queryTraces(this.#session);
    if (method === 'onQueryProgress') traces.received([event.progress]);
    if (method === 'onQueryTerminated') traces.ended(event.runId, event.exception);
  }

  /** Calls the listener after its previous event is handled. An error in the listener is only logged. */
  async #deliver(listener: StreamingQueryListener, event: ListenerEvent, previous: Promise<void>): Promise<void> {
    await previous;
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
