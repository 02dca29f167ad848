import type { ActionOptions } from '../client/action-options.ts';
import type { SparkConnectClient } from '../client/spark-connect-client.ts';
import type { Expression } from '../plan/expression.ts';
import { PlanIds } from '../plan/plan-ids.ts';
import type { Relation, RelationBody } from '../plan/relation.ts';
import { StreamingContext } from '../streaming/streaming-context.ts';
import { sparkVersion } from './analyze.ts';
import { Observations } from './observations.ts';
import { serverFiles } from './server-files.ts';

/** What the DataFrames of one session share: the way to the server, the plan ids, and who waits for metrics. */
export class SessionContext {
  readonly client: SparkConnectClient;
  readonly streaming: StreamingContext;
  readonly observations: Observations;
  readonly #planIds: PlanIds;
  #version: string | undefined;

  constructor(client: SparkConnectClient) {
    this.client = client;
    this.#planIds = PlanIds.of(client.sessionId);
    this.observations = new Observations(client);
    this.streaming = new StreamingContext({
      client,
      files: serverFiles(this),
      serverVersion: () => this.version({}),
      requireStream: (input) => this.observations.requireNoneIn(input),
    });
  }

  /** The version of Spark that the server runs; asked for once, since a session stays on its server. */
  async version(options: ActionOptions): Promise<string> {
    if (this.client.isEnded || this.#version === undefined) this.#version = await sparkVersion(this, options);
    return this.#version;
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
