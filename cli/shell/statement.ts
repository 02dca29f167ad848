import { AsyncLocalStorage } from 'node:async_hooks';
import { tracingChannel } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';
import { channelNames, type OperationTrace, type SparkSession } from '../../src/index.ts';

/** The reason for which a statement ends when the user presses Ctrl-C. */
export class StatementInterrupted extends Error {
  override readonly name = 'StatementInterrupted';

  constructor() {
    super('Interrupted.');
  }
}

/** How often a server is asked to interrupt a query that it may not know yet, and at which interval in milliseconds. */
const attempts = 10;
const retryInterval = 200;

/** A statement that runs, with the queries that it has started on the server. */
class Statement {
  readonly running = new Set<string>();
  readonly #interrupted = new AbortController();

  get signal(): AbortSignal {
    return this.#interrupted.signal;
  }

  interrupt(): void {
    this.#interrupted.abort(new StatementInterrupted());
  }
}

/**
 * Runs statements, and knows which queries belong to which: those that its code starts, also after an `await`. A query of an earlier
 * statement, such as the batches of a stream, does not belong to the current one.
 */
export class Statements {
  readonly #spark: SparkSession;
  readonly #current = new AsyncLocalStorage<Statement>();
  readonly #operations = tracingChannel<unknown, OperationTrace>(channelNames.operation);
  readonly #owners = new Map<string, Statement>();
  readonly #started = (message: unknown): void => this.#onStart(message as OperationTrace);
  readonly #ended = (message: unknown): void => this.#onEnd(message as OperationTrace);
  readonly #interrupting = new Set<Promise<void>>();
  #foreground: Statement | undefined;

  constructor(spark: SparkSession) {
    this.#spark = spark;
    this.#operations.start.subscribe(this.#started);
    this.#operations.asyncEnd.subscribe(this.#ended);
  }

  /** Whether a statement runs. */
  get isRunning(): boolean {
    return this.#foreground !== undefined;
  }

  /**
   * Runs a statement. Its signal aborts when it is interrupted; what it does after that, nobody waits for.
   *
   * @throws StatementInterrupted when {@link interrupt} is called, without waiting for the statement.
   */
  async run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const statement = new Statement();
    this.#foreground = statement;
    const interrupted = new Promise<never>((_resolve, reject) => {
      statement.signal.addEventListener('abort', () => reject(statement.signal.reason as Error), { once: true });
    });
    try {
      return await Promise.race([this.#current.run(statement, work, statement.signal), interrupted]);
    } finally {
      this.#foreground = undefined;
    }
  }

  /** Interrupts the statement that runs, and its queries on the server. Returns whether there is one. */
  interrupt(): boolean {
    const statement = this.#foreground;
    if (statement === undefined) return false;
    statement.interrupt();
    for (const operationId of statement.running) this.#interruptLater(statement, operationId);
    return true;
  }

  /** Ends the watch over queries, when the server has interrupted those that it was asked to. */
  async dispose(): Promise<void> {
    await Promise.race([Promise.all(this.#interrupting), sleep(attempts * retryInterval, undefined, { ref: false })]);
    this.#operations.start.unsubscribe(this.#started);
    this.#operations.asyncEnd.unsubscribe(this.#ended);
  }

  #onStart({ operationId, sessionId }: OperationTrace): void {
    const statement = this.#current.getStore();
    if (statement === undefined || sessionId !== this.#spark.sessionId) return;
    statement.running.add(operationId);
    this.#owners.set(operationId, statement);
    // Code that catches the error of an interrupted query may start the next one.
    if (statement.signal.aborted) this.#interruptLater(statement, operationId);
  }

  #onEnd({ operationId }: OperationTrace): void {
    this.#owners.get(operationId)?.running.delete(operationId);
    this.#owners.delete(operationId);
  }

  #interruptLater(statement: Statement, operationId: string): void {
    const interrupting = this.#interruptQuery(statement, operationId).finally(() => {
      this.#interrupting.delete(interrupting);
    });
    this.#interrupting.add(interrupting);
  }

  async #interruptQuery({ running }: Statement, operationId: string): Promise<void> {
    for (let attempt = 0; attempt < attempts && running.has(operationId); attempt++) {
      const interrupted = await this.#spark.interruptOperation(operationId).catch(() => []);
      if (interrupted.length > 0) return;
      await sleep(retryInterval);
    }
  }
}
