import type { ActionOptions } from '../client/action-options.ts';
import type { SparkConnectClient } from '../client/spark-connect-client.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import type { Plan } from '../plan/plan.ts';
import { valueOf } from '../plan/literal-reader.ts';
import { observedParts } from '../plan/observed-relations.ts';
import type { Relation } from '../plan/relation.ts';
import { queryProfile, type ProfileOptions } from './query-profile.ts';

type Responses = ReturnType<SparkConnectClient['execute']>;
type Response = Responses extends AsyncGenerator<infer Each> ? Each : never;

/** Receives the metrics of one relation. */
export interface Observer {
  readonly name: string;
  /**
   * Sets the names of the metrics in order, because Spark 3.5 sends only values, and the signal for the end of the
   * session.
   */
  observe(names: readonly string[], sessionEnded: AbortSignal): void;
  /** Called when an action starts that may compute the metrics. */
  begin(): void;
  /** Called when that action ends. `failure` is the error to report if it sent no metrics. */
  end(failure: SparkConnectError): void;
  resolve(values: readonly unknown[]): void;
}

/** Tracks the observed relations of a session and passes the metrics in the responses to those who asked for them. */
export class Observations {
  readonly #client: SparkConnectClient;
  readonly #byRelation = new WeakMap<Relation, Observer>();
  /** By the name of a view, because a plan that reads a view contains only its name. */
  readonly #byView = new Map<string, readonly Observer[]>();
  #hasAny = false;

  constructor(client: SparkConnectClient) {
    this.#client = client;
  }

  /** Registers an observation for the metrics of a relation, whose names are given in order. */
  add(relation: Relation, observation: Observer, names: readonly string[]): void {
    observation.observe(names, this.#client.ended);
    this.#byRelation.set(relation, observation);
    this.#hasAny = true;
  }

  /**
   * Runs a plan and passes its observed metrics to their observations, or an error if it sends none, and the metrics of
   * its operators to `onProfile`.
   */
  async *execute(plan: Plan, options: ActionOptions & ProfileOptions): Responses {
    const observed = this.#computedBy(plan);
    let failure: (name: string) => SparkConnectError = abandonedError;
    for (const observation of observed) observation.begin();
    try {
      for await (const response of this.#client.execute(plan, options)) {
        this.#receive(response, observed);
        if (response.metrics) options.onProfile?.(queryProfile(response.metrics));
        yield response;
      }
      failure = missingError;
    } catch (error) {
      failure = (name) => failedError(name, error);
      throw error;
    } finally {
      for (const observation of observed) observation.end(failure(observation.name));
    }
  }

  /** @throws IllegalArgumentException when the stream has an Observation, which works only for actions that end. */
  requireNoneIn(stream: Relation): void {
    const [observation] = this.#observersIn(stream);
    if (!observation) return;
    const error = new IllegalArgumentException(
      `Observation ${observation.name} cannot observe a stream: pass a name to observe() instead, and read observedMetrics in the progress.`,
    );
    observation.begin();
    observation.end(error);
    throw error;
  }

  /**
   * Returns the observers whose metrics the plan computes. Creating a view computes none; plans that read the view do.
   */
  #computedBy({ opType }: Plan): readonly Observer[] {
    const observed = this.#observersIn(opType.value);
    const command = opType.case === 'command' ? opType.value.commandType : undefined;
    if (command?.case !== 'createDataframeView') return observed;
    this.#byView.set(command.value.name, observed);
    return [];
  }

  #observersIn(part: unknown): readonly Observer[] {
    if (!this.#hasAny) return [];
    const { relations, texts } = observedParts(part);
    const own = relations.map((relation) => this.#byRelation.get(relation));
    const views = [...this.#byView].filter(([view]) => texts.some((text) => isNamedIn(text, view)));
    return [...new Set([...own, ...views.flatMap(([, observed]) => observed)])].filter((each) => each !== undefined);
  }

  /**
   * SQL may have created a view over an observed view, so metrics without an observer in the plan are looked up by
   * name.
   */
  #receive({ observedMetrics }: Response, observed: readonly Observer[]): void {
    for (const { name, values } of observedMetrics) {
      const own = observed.filter((observation) => observation.name === name);
      const others = [...this.#byView.values()].flat().filter((observation) => observation.name === name);
      for (const observation of own.length > 0 ? own : others) observation.resolve(values.map(valueOf));
    }
  }
}

/**
 * Whether the text contains the view's name. Case-insensitive, as in Spark. Names that need backticks match anywhere.
 */
function isNamedIn(text: string, view: string): boolean {
  const [lowerText, name] = [text.toLowerCase(), view.toLowerCase()];
  return /^\w+$/.test(name) ? lowerText.split(/\W+/).includes(name) : lowerText.includes(name);
}

function abandonedError(name: string): SparkConnectError {
  return new SparkConnectError(
    `No metrics for ${name}: not all rows were read. Read them to the end, or use collect().`,
  );
}

function missingError(name: string): SparkConnectError {
  return new SparkConnectError(
    `The server sent no metrics for ${name}: Spark 3.5 sends none for writes, for show(), and for plans that read no rows, such as limit(0). Call collect() or count().`,
  );
}

function failedError(name: string, cause: unknown): SparkConnectError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SparkConnectError(`No metrics for ${name} because the action failed: ${reason}`, { cause });
}
