import type { ActionOptions } from '../client/action-options.ts';
import type { SparkConnectClient } from '../client/spark-connect-client.ts';
import { createRelation, type Relation, type RelationBody } from '../plan/relation.ts';
import { StreamingContext } from '../streaming/streaming-context.ts';
import { sparkVersion } from './analyze.ts';
import { Observations } from './observations.ts';
import { serverFiles } from './server-files.ts';

/** What the DataFrames of one session share: the way to the server, the counter of plan ids, and who waits for metrics. */
export class SessionContext {
  readonly client: SparkConnectClient;
  readonly streaming: StreamingContext;
  readonly observations: Observations;
  #planId = 0n;
  #version: string | undefined;

  constructor(client: SparkConnectClient) {
    this.client = client;
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

  createRelation(body: RelationBody): Relation {
    return createRelation(body, this.#planId++);
  }
}
