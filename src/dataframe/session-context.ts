import type { SparkConnectClient } from '../client/spark-connect-client.ts';
import { createRelation, type Relation, type RelationBody } from '../plan/relation.ts';

/** What the DataFrames of one session share: the way to the server and the counter of plan ids. */
export class SessionContext {
  readonly client: SparkConnectClient;
  #planId = 0n;

  constructor(client: SparkConnectClient) {
    this.client = client;
  }

  createRelation(body: RelationBody): Relation {
    return createRelation(body, this.#planId++);
  }
}
