import type { ActionOptions } from '../client/action-options.ts';
import type { SparkConnectClient } from '../client/spark-connect-client.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { valueOf } from '../plan/literal-reader.ts';
import type { LiteralMessage } from '../plan/literal.ts';
import { createRelation, type Relation, type RelationBody } from '../plan/relation.ts';
import { StreamingContext } from '../streaming/streaming-context.ts';
import { sparkVersion } from './analyze.ts';
import type { Observation } from './observation.ts';
import { serverFiles } from './server-files.ts';

/** What the DataFrames of one session share: the way to the server, the counter of plan ids, and who waits for metrics. */
export class SessionContext {
  readonly client: SparkConnectClient;
  readonly streaming: StreamingContext;
  readonly #observations = new Map<string, Observation>();
  #planId = 0n;
  #version: string | undefined;

  constructor(client: SparkConnectClient) {
    this.client = client;
    this.streaming = new StreamingContext(client, serverFiles(this), () => this.version({}));
  }

  /** The version of Spark that the server runs; asked for once, since a session stays on its server. */
  async version(options: ActionOptions): Promise<string> {
    if (this.client.isEnded || this.#version === undefined) this.#version = await sparkVersion(this, options);
    return this.#version;
  }

  createRelation(body: RelationBody): Relation {
    return createRelation(body, this.#planId++);
  }

  /** The metrics of this name will go to the observation. */
  awaitMetrics(observation: Observation): void {
    this.#observations.set(observation.name, observation);
  }

  /** Metrics that came with an action; only the first ones of a name count. */
  receiveMetrics(metrics: readonly { readonly name: string; readonly values: readonly LiteralMessage[] }[]): void {
    for (const { name, values } of metrics) {
      this.#observations.get(name)?.resolve(values.map(valueOf));
      this.#observations.delete(name);
    }
  }

  /** An action has ended without sending the metrics of these names. */
  missMetrics(names: readonly string[]): void {
    for (const name of names) {
      const error = new SparkConnectError(`The server sent no metrics of ${name}: Spark 3.5 sends none for writes.`);
      this.#observations.get(name)?.fail(error);
      this.#observations.delete(name);
    }
  }
}
