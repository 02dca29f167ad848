import { randomUUID } from 'node:crypto';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { aliasOf, type Expression } from '../plan/expression.ts';
import type { Row } from '../types/row.ts';

interface Waiting {
  readonly resolve: (row: Row) => void;
  readonly reject: (reason: SparkConnectError) => void;
}

/**
 * Collects metrics that a DataFrame computes while an action runs it, such as the number of rows that pass through.
 * Spark 3.5 sends the metrics only for actions that return all their rows, such as `collect` and `count`, not for
 * writes and `show`. For streams, pass a name to `observe` instead.
 *
 * @example
 * ```ts
 * import { Observation, type DataFrame } from 'spark-connect-ts';
 * import { count } from 'spark-connect-ts/functions';
 *
 * async function adultsOf(frame: DataFrame) {
 *   const observation = new Observation();
 *   const adults = await frame.observe(observation, count('*').alias('rows')).filter('age >= 18').collect();
 *   return { adults, of: (await observation.get())['rows'] };
 * }
 * ```
 */
export class Observation {
  readonly name: string;
  readonly #waiting = new Set<Waiting>();
  #names: readonly string[] | undefined;
  #sessionEnded: AbortSignal | undefined;
  #running = 0;
  #values: Row | undefined;
  #failure: SparkConnectError | undefined;

  /** Creates an observation. The name defaults to a random UUID. */
  constructor(name: string = randomUUID()) {
    if (name === '') throw new IllegalArgumentException('The name of an Observation must not be empty.');
    this.name = name;
  }

  /**
   * Returns the metrics of the first action on the observed DataFrame for which the server sent any. Waits for a
   * running action to end, or for the first action to run.
   *
   * @throws SparkConnectError when all actions so far failed, were stopped early or produced no metrics (such as writes), or
   *   when the session ended before any metrics arrived.
   * @throws IllegalArgumentException when no DataFrame uses the observation.
   */
  get(): Promise<Row> {
    if (this.#values) return Promise.resolve(this.#values);
    const failure = this.#names === undefined ? notInUse(this.name) : this.#failure;
    if (failure && this.#running === 0) return Promise.reject(copyOf(failure));
    const result = this.#wait();
    // A failing action throws to its own caller. Ignoring this promise must not also cause an unhandled rejection.
    result.catch(() => undefined);
    return result;
  }

  /** @internal Sets the metric names in order (3.5 sends only values) and the signal that the session has ended. */
  observe(names: readonly string[], sessionEnded: AbortSignal): void {
    if (this.#names)
      throw new IllegalArgumentException(`Observation ${this.name} is already in use: create a new one.`);
    this.#names = names;
    this.#sessionEnded = sessionEnded;
  }

  /** @internal Records the start of an action that may compute the metrics. */
  begin(): void {
    this.#running++;
  }

  /** @internal Records the end of an action, with the error to report if it produced no metrics. */
  end(failure: SparkConnectError): void {
    this.#running--;
    this.#failure = failure;
    if (this.#values || this.#running > 0) return;
    for (const { reject } of this.#waiting) reject(failure);
    this.#waiting.clear();
  }

  /** @internal Sets the metrics. Only the first call has an effect. */
  resolve(values: readonly unknown[]): void {
    if (this.#values) return;
    const names = this.#names ?? [];
    const row = Object.fromEntries(values.map((value, index) => [names[index] ?? `_${index + 1}`, value]));
    this.#values = row;
    for (const { resolve } of this.#waiting) resolve(row);
    this.#waiting.clear();
  }

  async #wait(): Promise<Row> {
    const signal = this.#sessionEnded!;
    let stop = (): void => {};
    try {
      return await new Promise<Row>((resolve, reject) => {
        stop = () => reject(sessionEnded(this.name, signal.reason));
        if (signal.aborted) return stop();
        signal.addEventListener('abort', stop);
        this.#waiting.add({ resolve, reject });
      });
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
}

function notInUse(name: string): SparkConnectError {
  return new IllegalArgumentException(`Observation ${name} is not in use: pass it to observe() of a DataFrame first.`);
}

function sessionEnded(name: string, cause: unknown): SparkConnectError {
  return new SparkConnectError(`The session ended before an action computed the metrics of ${name}.`, { cause });
}

/** Copies an error, with the stack trace of the current caller. */
function copyOf(error: SparkConnectError): SparkConnectError {
  return new (error.constructor as typeof SparkConnectError)(error.message, { cause: error.cause });
}

/**
 * Returns the alias of a metric.
 *
 * @throws IllegalArgumentException when it has none.
 */
export function requireName(metric: Expression): string {
  const name = aliasOf(metric);
  if (name !== undefined) return name;
  throw new IllegalArgumentException(
    'observe() needs a name for each metric, because Spark 3.5 does not send one: call alias() on it.',
  );
}
