import type { SparkConnectClient } from '../client/spark-connect-client.ts';
import type { Expression } from '../plan/expression.ts';
import { PlanIds } from '../plan/plan-ids.ts';
import type { Relation, RelationBody } from '../plan/relation.ts';
import { Observations } from './observations.ts';
import { DeferredRequests } from './deferred-requests.ts';

/** State shared by the DataFrames of one session: the client, the plan ids, the observations, and the deferred requests. */
export class SessionContext {
  readonly client: SparkConnectClient;
  readonly observations: Observations;
  /** The requests that must be made before certain relations are sent. */
  readonly deferred: DeferredRequests = new DeferredRequests();
  /** The server's Spark version, once it has been requested. */
  sparkVersion: string | undefined;
  readonly #planIds: PlanIds;

  constructor(client: SparkConnectClient) {
    this.client = client;
    this.observations = new Observations(client);
    this.#planIds = PlanIds.of(client.sessionId);
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
