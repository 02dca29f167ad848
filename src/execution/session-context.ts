import type { SparkConnectClient } from '../client/spark-connect-client.ts';
import type { Expression } from '../plan/expression.ts';
import { PlanIds } from '../plan/plan-ids.ts';
import type { Relation, RelationBody } from '../plan/relation.ts';
import { Observations } from './observations.ts';
import { OpenQuestions } from './open-questions.ts';

/** What the DataFrames of one session share: the way to the server, the plan ids, and who waits for metrics. */
export class SessionContext {
  readonly client: SparkConnectClient;
  readonly observations: Observations;
  /** What to ask before the relations are sent that actions are given. */
  readonly questions: OpenQuestions = new OpenQuestions();
  /** The version of Spark that the server runs, once it has been asked for. */
  sparkVersion: string | undefined;
  readonly #planIds: PlanIds;

  constructor(client: SparkConnectClient) {
    this.client = client;
    this.observations = new Observations(client);
    this.#planIds = PlanIds.of(client.sessionId);
  }

  /** @throws IllegalArgumentException when it uses a DataFrame or a column of another session. */
  createRelation(body: RelationBody): Relation {
    return this.#planIds.createRelation(body);
  }

  /** @throws IllegalArgumentException for a relation or an expression of another session. */
  requireOwn(part: Relation | Expression): void {
    this.#planIds.requireOwn({ part });
  }
}
