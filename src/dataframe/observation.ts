import { randomUUID } from 'node:crypto';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { SparkConnectError } from '../errors/spark-connect-error.ts';
import type { Row } from '../types/row.ts';

/**
 * Metrics that a DataFrame computes while an action runs it, such as the number of rows that pass through. Spark 3.5 sends
 * them for actions that return rows, such as `collect` and `count`, not for writes.
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
  readonly #result: Promise<Row>;
  #resolve!: (row: Row) => void;
  #reject!: (reason: unknown) => void;
  #names: readonly string[] | undefined;

  /** The name, which has to be unique in its session, is made up unless given. */
  constructor(name: string = randomUUID()) {
    if (name === '') throw new IllegalArgumentException('An Observation needs a name that is not empty.');
    this.name = name;
    this.#result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Nobody has to ask for the metrics.
    this.#result.catch(() => undefined);
  }

  /**
   * The metrics of the first action on the observed DataFrame; waits for its end.
   *
   * @throws SparkConnectError when that action was a write, for which the server sends none.
   */
  get(): Promise<Row> {
    return this.#result;
  }

  /** @internal Which metrics there will be, in order: 3.5 sends their values only. */
  observe(names: readonly string[]): void {
    if (this.#names) throw new IllegalArgumentException(`Observation ${this.name} is already in use: make a new one.`);
    this.#names = names;
  }

  /** @internal */
  fail(reason: SparkConnectError): void {
    this.#reject(reason);
  }

  /** @internal */
  resolve(values: readonly unknown[]): void {
    const names = this.#names ?? [];
    this.#resolve(Object.fromEntries(values.map((value, index) => [names[index] ?? `_${index + 1}`, value])));
  }
}
