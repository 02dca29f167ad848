import { setTimeout as sleep } from 'node:timers/promises';
import type { SessionContext } from '../execution/session-context.ts';
import { streamingQueryException } from '../client/streaming-failure.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { executeCommand } from '../execution/execute-command.ts';
import { commandPlan } from '../plan/plan.ts';
import { listenerBusCommand } from '../plan/streaming-command.ts';
import { parseWithBigInts } from './parse-with-big-ints.ts';
import { progressOf } from './streaming-query-progress.ts';
import { terminatedEvent, type ListenerEvent } from './streaming-query-listener.ts';

type Responses = ReturnType<SessionContext['client']['execute']>;

/** Milliseconds. */
const reopenDelay = 1000;

/** Receives the streaming query events that a Spark 4.0 or later server pushes for a session. */
export class ListenerBus {
  readonly #session: SessionContext;
  readonly #emit: (event: ListenerEvent) => void;
  #isStopped = false;

  constructor(session: SessionContext, emit: (event: ListenerEvent) => void) {
    this.#session = session;
    this.#emit = emit;
  }

  /** Resolves when the server has confirmed that it sends all events from now on. */
  async start(): Promise<void> {
    const responses = this.#session.client.execute(commandPlan(listenerBusCommand(true)));
    for (;;) {
      const { done, value } = await responses.next();
      if (done === true) throw new SparkConnectError('The server closed the listener bus immediately.');
      if (this.#receive(value)) break;
    }
    void this.#listen(responses);
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#session.client.isEnded) return;
    executeCommand(this.#session, listenerBusCommand(false)).catch((error: unknown) =>
      this.#warn(`Could not close the listener bus: ${String(error)}.`),
    );
  }

  /** The started event arrives in the response to the start command, not over the bus. */
  started(event: string | undefined): void {
    if (event === undefined) return;
    const { id, runId, name, timestamp } = JSON.parse(event) as Started;
    const started = { id, runId, name: name ?? undefined, timestamp: new Date(timestamp) };
    this.#emit({ method: 'onQueryStarted', event: started });
  }

  async #listen(responses: Responses): Promise<void> {
    let reason = 'the server closed it';
    try {
      for await (const response of responses) this.#receive(response);
    } catch (error) {
      reason = String(error);
    }
    if (!this.#isNeeded) return;
    this.#warn(`The listener bus was disconnected and will be reopened: ${reason}.`);
    await sleep(reopenDelay);
    if (!this.#isNeeded) return;
    await this.start().catch((error: unknown) => this.#warn(`Could not reopen the listener bus: ${String(error)}.`));
  }

  get #isNeeded(): boolean {
    return !this.#isStopped && !this.#session.client.isEnded;
  }

  /** Returns whether the response confirms that the bus is open. */
  #receive({ responseType }: Response): boolean {
    if (responseType.case !== 'streamingQueryListenerEventsResult') return false;
    for (const { eventJson } of responseType.value.events)
      this.#emit(parseEvent(eventJson, (text) => this.#session.client.redact(text)));
    return responseType.value.listenerBusListenerAdded === true;
  }

  #warn(message: string): void {
    if (!this.#session.client.isEnded) this.#session.client.log({ level: 'warn', message });
  }
}

type Response = Responses extends AsyncGenerator<infer R> ? R : never;

interface Started {
  readonly id: string;
  readonly runId: string;
  readonly name?: string | null;
  readonly timestamp: string;
}

/**
 * The event kinds differ in their keys: only progress events have `progress`, and only idle events have `timestamp`.
 */
function parseEvent(json: string, redact: (text: string) => string): ListenerEvent {
  const event = parseWithBigInts(json) as Partial<Started> & {
    readonly progress?: unknown;
    readonly exception?: string | null;
    readonly errorClassOnException?: string | null;
  };
  const { id = '', runId = '', timestamp, exception, errorClassOnException } = event;
  if (event.progress !== undefined) {
    return { method: 'onQueryProgress', event: { progress: progressOf(event.progress) } };
  }
  if (timestamp !== undefined) {
    return { method: 'onQueryIdle', event: { id, runId, timestamp: new Date(timestamp) } };
  }
  const failure = typeof exception === 'string' ? streamingQueryException(redact(exception)) : undefined;
  return terminatedEvent(id, runId, failure, errorClassOnException ?? undefined);
}
