import type { SparkConnectClient } from '../client/spark-connect-client.ts';
import type { Expression } from '../plan/expression.ts';
import { PlanIds } from '../plan/plan-ids.ts';
import type { Relation, RelationBody } from '../plan/relation.ts';
import { Observations } from './observations.ts';
import { DeferredRequests } from './deferred-requests.ts';
import { ServerFunctions } from './server-functions.ts';

/** State shared by the DataFrames of one session: the client, the plan ids, the observations, and the deferred requests. */
export class SessionContext {
  readonly client: SparkConnectClient;
  readonly observations: Observations;
  /** The requests that must be made before certain relations are sent. */
  readonly deferred: DeferredRequests;
  /** The functions of this program that run on the server. */
  readonly functions: ServerFunctions;
  /** The server's Spark version, once it has been requested. */
  sparkVersion: string | undefined;
  readonly #planIds: PlanIds;

  constructor(client: SparkConnectClient) {
    this.client = client;
    this.observations = new Observations(client);
    this.functions = new ServerFunctions(this);
    this.deferred = new DeferredRequests((options) => this.functions.prepare(options));
    this.#planIds = PlanIds.of(client.sessionId);
  }

  /** Runs a plan. If a function of this program fails, throws its error. */
  async *execute(...[plan, options]: Parameters<Observations['execute']>): ReturnType<Observations['execute']> {
    try {
      yield* this.observations.execute(plan, options);
    } catch (error) {
      throw await this.functions.explain(error, options);
    }
  }

  /** @throws IllegalArgumentException when the body uses a DataFrame or a column of another session. */
  createRelation(body: RelationBody): Relation {
    return this.#planIds.createRelation(body);
  }

  /** @throws IllegalArgumentException for a relation or an expression of another session. */
  requireOwn(part: Relation | Expression): void {
    this.#planIds.requireOwn({ part });
  }
}
