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
 * Metrics that a DataFrame computes while an action runs it, such as the number of rows that pass through. Spark 3.5 sends
 * them for actions that return rows to the last one, such as `collect` and `count`, not for writes and `show`. For streams, give
 * `observe` a name instead.
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

  /** The name is made up unless given. */
  constructor(name: string = randomUUID()) {
    if (name === '') throw new IllegalArgumentException('An Observation needs a name that is not empty.');
    this.name = name;
  }

  /**
   * The metrics of the first action on the observed DataFrame that the server sent any for; waits for the end of one that is
   * under way, or for the first one.
   *
   * @throws SparkConnectError when the actions so far failed, were left before their end or got no metrics, as a write, and when
   * the session ended before there was any.
   * @throws IllegalArgumentException when it was given to no DataFrame.
   */
  get(): Promise<Row> {
    if (this.#values) return Promise.resolve(this.#values);
    const failure = this.#names === undefined ? observesNothing(this.name) : this.#failure;
    if (failure && this.#running === 0) return Promise.reject(renewed(failure));
    const result = this.#wait();
    // Who asked before the action and fails with it need not look at this as well.
    result.catch(() => undefined);
    return result;
  }

  /** @internal Which metrics there will be, in order, since 3.5 sends their values only; and until when there may be any. */
  observe(names: readonly string[], sessionEnded: AbortSignal): void {
    if (this.#names) throw new IllegalArgumentException(`Observation ${this.name} is already in use: make a new one.`);
    this.#names = names;
    this.#sessionEnded = sessionEnded;
  }

  /** @internal An action has begun that may compute the metrics. */
  begin(): void {
    this.#running++;
  }

  /** @internal It has ended, with this reason where there are no metrics of it. */
  end(failure: SparkConnectError): void {
    this.#running--;
    this.#failure = failure;
    if (this.#values || this.#running > 0) return;
    for (const { reject } of this.#waiting) reject(failure);
    this.#waiting.clear();
  }

  /** @internal Only the first values count. */
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

function observesNothing(name: string): SparkConnectError {
  return new IllegalArgumentException(
    `Observation ${name} observes nothing: give it to observe() of a DataFrame first.`,
  );
}

function sessionEnded(name: string, cause: unknown): SparkConnectError {
  return new SparkConnectError(`The session ended before an action had computed the metrics of ${name}.`, { cause });
}

/** The same error, with the stack of whoever asks now. */
function renewed(error: SparkConnectError): SparkConnectError {
  return new (error.constructor as typeof SparkConnectError)(error.message, { cause: error.cause });
}

/** The name that a metric has been given. */
export function requireName(metric: Expression): string {
  const name = aliasOf(metric);
  if (name !== undefined) return name;
  throw new IllegalArgumentException(
    'observe() needs a name for each metric, since 3.5 sends none: call alias() on it.',
  );
}
