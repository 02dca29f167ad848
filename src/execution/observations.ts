import type { ActionOptions } from '../client/action-options.ts';
import type { SparkConnectClient } from '../client/spark-connect-client.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import type { Plan } from '../plan/plan.ts';
import { valueOf } from '../plan/literal-reader.ts';
import { observedParts } from '../plan/observed-relations.ts';
import type { Relation } from '../plan/relation.ts';

type Responses = ReturnType<SparkConnectClient['execute']>;
type Response = Responses extends AsyncGenerator<infer Each> ? Each : never;

/** What waits for the metrics of one relation. */
export interface Observer {
  readonly name: string;
  /** Which metrics there will be, in order, since 3.5 sends their values only; and until when there may be any. */
  observe(names: readonly string[], sessionEnded: AbortSignal): void;
  /** An action has begun that may compute the metrics. */
  begin(): void;
  /** It has ended, with this reason where there are no metrics of it. */
  end(failure: SparkConnectError): void;
  resolve(values: readonly unknown[]): void;
}

/** Who waits for the metrics of which relations of a session. */
export class Observations {
  readonly #client: SparkConnectClient;
  readonly #ofRelation = new WeakMap<Relation, Observer>();
  /** By view: a plan over one holds its name only. */
  readonly #inViews = new Map<string, readonly Observer[]>();
  #any = false;

  constructor(client: SparkConnectClient) {
    this.#client = client;
  }

  /** The metrics of the relation, which have these names in this order, go to the observation. */
  add(relation: Relation, observation: Observer, names: readonly string[]): void {
    observation.observe(names, this.#client.ended);
    this.#ofRelation.set(relation, observation);
    this.#any = true;
  }

  /** Runs a plan; the metrics that come with it reach their observations, and so does the news that none will come. */
  async *execute(plan: Plan, options: ActionOptions): Responses {
    const observed = this.#computedBy(plan);
    let failure: (name: string) => SparkConnectError = left;
    for (const observation of observed) observation.begin();
    try {
      for await (const response of this.#client.execute(plan, options)) {
        this.#receive(response, observed);
        yield response;
      }
      failure = missing;
    } catch (error) {
      failure = (name) => failed(name, error);
      throw error;
    } finally {
      for (const observation of observed) observation.end(failure(observation.name));
    }
  }

  /** @throws IllegalArgumentException for a stream that is to be observed by an Observation, which waits for an end. */
  requireNoneIn(stream: Relation): void {
    const [observation] = this.#in(stream);
    if (!observation) return;
    const error = new IllegalArgumentException(
      `Observation ${observation.name} cannot observe a stream: give observe() a name instead, and read observedMetrics of the progress.`,
    );
    observation.begin();
    observation.end(error);
    throw error;
  }

  /** To make a view computes nothing yet; that is for the plans over it. */
  #computedBy({ opType }: Plan): readonly Observer[] {
    const observed = this.#in(opType.value);
    const command = opType.case === 'command' ? opType.value.commandType : undefined;
    if (command?.case !== 'createDataframeView') return observed;
    this.#inViews.set(command.value.name, observed);
    return [];
  }

  #in(part: unknown): readonly Observer[] {
    if (!this.#any) return [];
    const { relations, texts } = observedParts(part);
    const own = relations.map((relation) => this.#ofRelation.get(relation));
    const views = [...this.#inViews].filter(([view]) => texts.some((text) => isNamedIn(text, view)));
    return [...new Set([...own, ...views.flatMap(([, observed]) => observed)])].filter((each) => each !== undefined);
  }

  /** A view may be known by yet another name, of SQL's making. */
  #receive({ observedMetrics }: Response, observed: readonly Observer[]): void {
    for (const { name, values } of observedMetrics) {
      const own = observed.filter((observation) => observation.name === name);
      const others = [...this.#inViews.values()].flat().filter((observation) => observation.name === name);
      for (const observation of own.length > 0 ? own : others) observation.resolve(values.map(valueOf));
    }
  }
}

/** Spark's names do not depend on case; those that need backticks are looked for as they are. */
function isNamedIn(text: string, view: string): boolean {
  const [whole, name] = [text.toLowerCase(), view.toLowerCase()];
  return /^\w+$/.test(name) ? whole.split(/\W+/).includes(name) : whole.includes(name);
}

function left(name: string): SparkConnectError {
  return new SparkConnectError(
    `There are no metrics of ${name}, since the rows were left before the last one; collect them.`,
  );
}

function missing(name: string): SparkConnectError {
  return new SparkConnectError(
    `The server sent no metrics of ${name}: Spark 3.5 sends none for writes, for show() and where it reads no rows, as for limit(0). Run collect() or count().`,
  );
}

function failed(name: string, cause: unknown): SparkConnectError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SparkConnectError(`There are no metrics of ${name}, since the action failed: ${reason}`, { cause });
}
